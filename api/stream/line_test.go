package stream

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/api/wire"
	"backofflab/runs"
)

// pipe is a viewer at the other end of a pipe, without a network: its time may be that of a
// bubble.
func (s *Streams) pipe(t *testing.T) *websocket.Conn {
	t.Helper()
	near, far := net.Pipe()
	go func() {
		r, err := http.ReadRequest(bufio.NewReader(far))
		if err != nil {
			t.Error(err)
			return
		}
		if err := s.Serve(&taken{http.Header{}, far}, r, "192.0.2.1", func() {}); err != nil {
			t.Error(err)
		}
	}()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return near, nil }}
	conn, _, err := dialer.Dial("ws://lab.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// taken is a response whose connection is a pipe.
type taken struct {
	header http.Header
	conn   net.Conn
}

func (w *taken) Header() http.Header         { return w.header }
func (w *taken) Write(p []byte) (int, error) { return len(p), nil }
func (w *taken) WriteHeader(int)             {}
func (w *taken) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}

// blocked is a study whose state takes as long as its gate is closed.
type blocked struct {
	*counted
	gate chan struct{}
}

func (b blocked) Message(ctx context.Context) (wire.StudyMessage, bool, error) {
	<-b.gate
	return b.counted.Message(ctx)
}

var patience = Config{Sockets: 9, SocketsPerAddress: 9, MessageRate: 100, MessageBurst: 100, Ping: 5 * time.Second, PongWait: 12 * time.Second, WriteWait: 5 * time.Second}

// A viewer is not thrown out for a ping that was never sent: while its writer is kept from
// it, for however long, nobody asked whether it is there.
func TestViewerStaysWhileTheServerIsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, study := patience, blocked{newCounted(0), make(chan struct{})}
		config.Studies = func(context.Context, string, string) (Study, error) { return study, nil }
		s := New(config, nil, runs.Class{}, runs.Class{}, slog.New(slog.DiscardHandler))
		v := s.pipe(t)
		defer v.Close()
		if err := v.WriteMessage(websocket.TextMessage, []byte(`{"type":"study","kind":"sweep","run":1,"query":""}`)); err != nil {
			t.Fatal(err)
		}
		read := make(chan error, 1)
		go func() {
			_, _, err := v.ReadMessage()
			read <- err
			for err == nil {
				_, _, err = v.ReadMessage() // and it answers pings
			}
		}()
		time.Sleep(10 * config.PongWait)
		if synctest.Wait(); s.Counts().Open != 1 {
			t.Fatal("it was thrown out")
		}
		close(study.gate)
		if err := <-read; err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * config.PongWait)
		if synctest.Wait(); s.Counts().Open != 1 {
			t.Error("it was thrown out though it answers")
		}
	})
}

// A ping that was written and has no answer ends the session, PongWait later and not before.
// What comes within a message is no answer.
func TestSilenceCountsFromThePing(t *testing.T) {
	for name, send := range map[string][]byte{
		"nothing":                   nil,
		"a message that never ends": {0x01, 0x80, 0, 0, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New(patience, nil, runs.Class{}, runs.Class{}, slog.New(slog.DiscardHandler))
			v := s.pipe(t)
			defer v.Close()
			if _, err := v.NetConn().Write(send); err != nil {
				t.Fatal(err)
			}
			v.SetPingHandler(func(string) error { return nil })
			closed := make(chan error, 1)
			go func() {
				_, _, err := v.ReadMessage()
				closed <- err
			}()
			time.Sleep(patience.Ping + patience.PongWait - time.Second)
			if synctest.Wait(); s.Counts().Open != 1 || len(closed) > 0 {
				t.Errorf("%s: it ended too soon", name)
			}
			time.Sleep(2 * time.Second)
			if err := <-closed; !websocket.IsCloseError(err, websocket.CloseGoingAway) {
				t.Errorf("%s: it ended with %v", name, err)
			}
		})
	}
}

// A pong that came in time counts, though nobody had time to read it before the deadline.
func TestReaderLooksOnceMore(t *testing.T) {
	late := &overdue{}
	l := &line{Conn: late, wait: time.Minute}
	if n, err := l.Read(make([]byte, 8)); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := l.Read(make([]byte, 8)); n != 0 || err == nil {
		t.Errorf("without an answer it is given time again: %d, %v", n, err)
	}
	l.heard()
	if n, err := l.Read(make([]byte, 8)); n != 1 || err != nil {
		t.Errorf("after an answer: %d, %v", n, err)
	}
}

// overdue is a connection whose deadlines have always passed, and which has something to read.
type overdue struct {
	net.Conn
	looked bool
}

func (o *overdue) SetReadDeadline(time.Time) error { o.looked = true; return nil }

func (o *overdue) Read([]byte) (int, error) {
	if !o.looked {
		return 0, os.ErrDeadlineExceeded
	}
	o.looked = false
	return 1, nil
}
