package api

import (
	"context"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/api/stream"
	"backofflab/internal/labtest"
)

// long is a run of thousands of bins: more bytes than buffers hold.
const long = "clients=200&rate=10&bin=10ms&strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,decorrelated-aws&attempts=1000&base=500ms&cap=1s"

func TestViewerThatNeverReadsIsDropped(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.WriteWait = 3 * time.Second
		c.PongWait = 6 * time.Second
		c.Ping = time.Second
	})
	var stuck []*viewer
	for range 3 {
		v := lab.dial(t)
		v.ask(1, long, 0)
		stuck = append(stuck, v)
	}
	labtest.Eventually(t, "they are in", func() bool { return lab.streams.Counts().Open == len(stuck) })
	want := labtest.WholePaths(t, labtest.Stress)
	var group sync.WaitGroup
	for range 10 {
		v := lab.dial(t)
		group.Go(func() {
			v.ask(1, labtest.Stress, 0)
			bins := 0
			for {
				m, err := v.receive()
				if err != nil {
					t.Error(err)
					return
				}
				if m.Type == "frame" || m.Type == "snapshot" {
					bins += m.Bins
				}
				if m.Type == "done" {
					break
				}
			}
			if bins != want.Bins {
				t.Errorf("%d bins, want %d", bins, want.Bins)
			}
			v.Close()
		})
	}
	group.Wait()
	labtest.Eventually(t, "those who never read are gone", func() bool { return lab.streams.Counts().Open == 0 })
	labtest.Eventually(t, "their runs are gone", func() bool { return lab.pool.UnderWay() == 0 })
}

func TestSilentViewerIsDropped(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.Ping = 50 * time.Millisecond
		c.PongWait = 200 * time.Millisecond
	})
	v := lab.dial(t)
	v.SetPingHandler(func(string) error { return nil }) // reads, but does not answer
	if code, _ := v.closed(); code != websocket.CloseGoingAway {
		t.Errorf("closed with %d", code)
	}
}

// Pongs keep a silent viewer, but not a message that never ends: its reader could
// be kept busy for ever with fragments that hold nothing.
func TestMessageThatNeverEndsIsCut(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.Ping = 100 * time.Millisecond
		c.PongWait = 300 * time.Millisecond
		c.MessageRate = 1000
	})
	v := lab.dial(t)
	begin := []byte{0x01, 0x80, 0, 0, 0, 0} // text, more to come, masked, empty
	if _, err := v.NetConn().Write(begin); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		pong := []byte{0x8a, 0x80, 0, 0, 0, 0}
		for every := time.NewTicker(20 * time.Millisecond); ; <-every.C {
			if _, err := v.NetConn().Write(pong); err != nil {
				return
			}
		}
	}()
	if code, _ := v.closed(); code != websocket.CloseGoingAway {
		t.Errorf("closed with %d", code)
	}
	v.Close()
	<-gone
}

func TestViewerThatAnswersPingsStays(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.Ping = 250 * time.Millisecond
		c.PongWait = 3 * time.Second // a busy machine may hold up a pong for long
	})
	v := lab.dial(t)
	pings, enough := 0, make(chan struct{})
	answer := v.PingHandler()
	v.SetPingHandler(func(data string) error {
		if pings++; pings == 16 {
			close(enough)
		}
		return answer(data)
	})
	messages := make(chan labtest.Message)
	go func() {
		defer close(messages)
		for {
			m, err := v.receive()
			if err != nil {
				return
			}
			messages <- m
		}
	}()
	select {
	case <-enough:
	case <-messages: // nothing was asked for yet: it can only be closed
		t.Fatal("it was dropped before it asked for anything")
	}
	v.ask(1, "clients=1", 0)
	for m := range messages {
		if m.Type == "done" {
			return
		}
	}
	t.Error("it was dropped")
}

// exact is a request as long as a message may be.
var exact = `{"type":"run","query":"` + strings.Repeat("x", stream.MaxMessage-len(`{"type":"run","query":""}`)) + `"}`

// intolerable are messages that end a session, and with which close code.
var intolerable = []struct {
	name string
	send func(*viewer)
	code int
}{
	{"not JSON", func(v *viewer) { v.text("hello") }, websocket.CloseInvalidFramePayloadData},
	{"empty", func(v *viewer) { v.text("") }, websocket.CloseInvalidFramePayloadData},
	{"an unknown field", func(v *viewer) { v.text(`{"type":"run","query":"","speed":1}`) }, websocket.CloseInvalidFramePayloadData},
	{"not UTF-8", func(v *viewer) { v.text("{\"type\":\"run\",\"query\":\"\xff\"}") }, websocket.CloseInvalidFramePayloadData},
	{"binary", func(v *viewer) {
		_ = v.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"run","query":""}`))
	}, websocket.CloseUnsupportedData},
	{"one byte over the limit", func(v *viewer) { v.text(exact + " ") }, websocket.CloseMessageTooBig},
	{"a megabyte", func(v *viewer) { _ = v.WriteMessage(websocket.TextMessage, make([]byte, 1<<20)) }, websocket.CloseMessageTooBig},
	{"two fragments over the limit", func(v *viewer) {
		w, _ := v.NextWriter(websocket.TextMessage)
		_, _ = w.Write([]byte(exact))
		_, _ = w.Write([]byte(exact))
		_ = w.Close()
	}, websocket.CloseMessageTooBig},
	{"a compressed frame", func(v *viewer) { v.bytes(0xC1, 0x80, 1, 2, 3, 4) }, websocket.CloseProtocolError},
	{"an unmasked frame", func(v *viewer) { v.bytes(0x81, 0x00) }, websocket.CloseProtocolError},
	{"an unknown opcode", func(v *viewer) { v.bytes(0x83, 0x80, 1, 2, 3, 4) }, websocket.CloseProtocolError},
	{"a fragmented ping", func(v *viewer) { v.bytes(0x09, 0x80, 1, 2, 3, 4) }, websocket.CloseProtocolError},
	{"a long ping", func(v *viewer) { v.bytes(0x89, 0xFE, 0, 126, 1, 2, 3, 4) }, websocket.CloseProtocolError},
	{"a continuation first", func(v *viewer) { v.bytes(0x80, 0x80, 1, 2, 3, 4) }, websocket.CloseProtocolError},
	{"a length of 2^63", func(v *viewer) { v.bytes(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4) }, websocket.CloseMessageTooBig},
	{"a length of 2^63-1", func(v *viewer) {
		v.bytes(0x81, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4)
	}, websocket.CloseMessageTooBig},
	{"close code 999", func(v *viewer) { v.bytes(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE7) }, websocket.CloseProtocolError},
	{"a close frame of one byte", func(v *viewer) { v.bytes(0x88, 0x81, 0, 0, 0, 0, 3) }, websocket.CloseNoStatusReceived},
	{"a close reason that is not UTF-8", func(v *viewer) { v.bytes(0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF) }, websocket.CloseProtocolError},
	{"a flood of messages", func(v *viewer) {
		for range 1000 {
			if v.WriteMessage(websocket.TextMessage, []byte(`{"type":"run","query":"rate=0"}`)) != nil {
				return
			}
		}
	}, websocket.ClosePolicyViolation},
	{"a flood of pings", func(v *viewer) {
		for range 1000 {
			if v.WriteControl(websocket.PingMessage, nil, time.Now().Add(labtest.Generous)) != nil {
				return
			}
		}
	}, websocket.ClosePolicyViolation},
	{"a flood of pongs", func(v *viewer) {
		for range 1000 {
			if v.WriteControl(websocket.PongMessage, nil, time.Now().Add(labtest.Generous)) != nil {
				return
			}
		}
	}, websocket.ClosePolicyViolation},
}

func TestMessagesThatEndASession(t *testing.T) {
	lab := startLab(t)
	for _, row := range intolerable {
		t.Run(row.name, func(t *testing.T) {
			v := lab.dial(t)
			row.send(v)
			if code, reason := v.closed(); code != row.code {
				t.Errorf("closed with %d %q, want %d", code, reason, row.code)
			}
		})
	}
	v := lab.dial(t)
	v.text(exact) // as long as may be: a bad query, but a request
	if m := v.next(); m.Type != "error" {
		t.Errorf("got %+v", m)
	}
	v.Close()
	labtest.Eventually(t, "all sessions are gone", func() bool { return lab.streams.Counts().Open == 0 && goroutines() == 0 })
	if strings.Contains(lab.log.String(), "panicked") {
		t.Error("something panicked")
	}
}

// bytes sends a frame as it is.
func (v *viewer) bytes(frame ...byte) {
	v.t.Helper()
	if _, err := v.NetConn().Write(frame); err != nil {
		v.t.Fatal(err)
	}
}

func TestLimitsOnSockets(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Sockets, c.SocketsPerAddress = 3, 2 })
	first, second := lab.dial(t), lab.dial(t)
	for _, v := range []*viewer{first, second} {
		v.ask(1, "clients=1", 0)
		v.until("done")
	}
	if code, _ := lab.dial(t).closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("one too many from one address is closed with %d", code)
	}
	first.Close()
	labtest.Eventually(t, "there is room", func() bool { return lab.streams.Counts().Open == 1 })
	third := lab.dial(t)
	third.ask(1, "clients=1", 0)
	third.until("done")
}

func TestLimitOnSocketsInAll(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Sockets = 1 })
	v := lab.dial(t)
	v.ask(1, "clients=1", 0)
	v.until("done")
	if code, _ := lab.dial(t).closed(); code != websocket.CloseTryAgainLater {
		t.Errorf("one too many is closed with %d", code)
	}
}

func TestDrainSendsViewersAway(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	idle, watching, stuck := lab.dial(t), lab.dial(t), lab.dial(t)
	watching.ask(1, labtest.Storm, 0)
	watching.until("frame")
	stuck.ask(1, long, 0) // and never reads
	labtest.Eventually(t, "all are in", func() bool { return lab.streams.Counts().Open == 3 })
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		lab.Drain(ctx)
	}()
	for name, v := range map[string]*viewer{"idle": idle, "watching": watching} {
		if code, _ := v.closed(); code != websocket.CloseServiceRestart {
			t.Errorf("%s viewer: closed with %d", name, code)
		}
	}
	<-drained
	if lab.streams.Counts().Open != 0 {
		t.Errorf("%d sessions are left", lab.streams.Counts().Open)
	}
	if code, _ := lab.dial(t).closed(); code != websocket.CloseServiceRestart {
		t.Errorf("a late viewer is closed with %d", code)
	}
	labtest.Eventually(t, "nothing runs", func() bool { return lab.pool.UnderWay() == 0 && goroutines() == 0 })
}

func TestNothingIsLeftOfViewersThatVanish(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	for i := range 20 {
		v := lab.dial(t)
		v.ask(1, labtest.Storm, 0)
		v.until("frame")
		switch i % 3 {
		case 0:
			_ = v.NetConn().(*net.TCPConn).SetLinger(0) // a reset
		case 1:
			_ = v.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(labtest.Generous))
		}
		v.Close()
	}
	labtest.Eventually(t, "sessions and runs are gone", func() bool {
		return lab.streams.Counts().Open == 0 && lab.pool.UnderWay() == 0 && goroutines() == 0
	})
	if a := lab.get(t, "/api/v1/run?"+labtest.Small); a.status != 200 {
		t.Errorf("the next run is answered with %d", a.status)
	}
}

// heap is what is in use after a collection, in bytes.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// With -short, as in make test, a third of the viewers comes; in make check all do.
func TestMemoryReturnsToItsBase(t *testing.T) {
	viewers := 60
	if testing.Short() {
		viewers = 20
	}
	lab := startLab(t, func(c *Config) {
		c.WriteWait = 3 * time.Second
		c.Ping = time.Second
		c.PongWait = 6 * time.Second
	})
	round := func(viewers, stuck int) {
		var group sync.WaitGroup
		for i := range viewers {
			v := lab.dial(t)
			if v.ask(1, long, 0); i < stuck {
				continue // never reads
			}
			group.Go(func() {
				defer v.Close()
				for {
					if m, err := v.receive(); err != nil || m.Type == "done" {
						return
					}
				}
			})
		}
		group.Wait()
		labtest.Eventually(t, "all are gone", func() bool { return lab.streams.Counts().Open == 0 && lab.pool.UnderWay() == 0 })
	}
	round(2, 0) // what is made once and kept
	base := heap()
	round(viewers, 5)
	const slack = 1 << 20 // the test's own sockets, closed when it ends
	labtest.Eventually(t, "memory is back within 10 %", func() bool { return heap() < 1.1*base+slack })
	t.Logf("heap %.1f MB before, %.1f MB after", base/1e6, heap()/1e6)
}
