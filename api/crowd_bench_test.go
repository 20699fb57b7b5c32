package api

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/internal/labtest"
)

// plainViewer is a viewer that costs next to nothing: no goroutine, and no buffer.
type plainViewer struct {
	conn     *websocket.Conn
	raw      syscall.RawConn
	header   []byte // of the frame that begins
	left     int    // of the payload of the frame under way
	start    []byte // of the message under way
	messages int
	done     bool
	lost     bool // it was thrown out
}

// poll takes what is there.
func (v *plainViewer) poll(buffer []byte) {
	for {
		n := 0
		err := v.raw.Read(func(fd uintptr) bool {
			n, _ = syscall.Read(int(fd), buffer)
			return true
		})
		if err != nil || n == 0 {
			v.lost, v.done = true, true
			return
		}
		if n < 0 {
			return
		}
		v.take(buffer[:n])
	}
}

func (v *plainViewer) take(data []byte) {
	for len(data) > 0 {
		if v.left > 0 {
			n := min(v.left, len(data))
			v.start = append(v.start, data[:min(n, 16-len(v.start))]...)
			v.left, data = v.left-n, data[n:]
			v.done = v.done || bytes.HasPrefix(v.start, []byte(`{"type":"done"`))
			continue
		}
		v.header, data = append(v.header, data[0]), data[1:]
		size, whole := v.size()
		if !whole {
			continue
		}
		if v.header[0]&0x0f != 0 { // no continuation
			v.messages++
			v.start = v.start[:0]
		}
		v.left, v.header = size, v.header[:0]
	}
}

// size is the size of the payload, once its header is whole.
func (v *plainViewer) size() (n int, whole bool) {
	switch h := v.header; {
	case len(h) < 2:
	case h[1] < 126:
		return int(h[1]), true
	case h[1] == 126 && len(h) == 4:
		return int(binary.BigEndian.Uint16(h[2:])), true
	case h[1] == 127 && len(h) == 10:
		return int(binary.BigEndian.Uint64(h[2:])), true
	}
	return 0, false
}

// thread is the CPU time of a locked thread, in place of that of the process.
const thread = 1

func cpu(who int) time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(who, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func footprint() float64 {
	runtime.GC()
	runtime.GC() // stacks shrink in the first
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse + m.StackInuse)
}

// A crowd watches one run. The CPU of a message is that of the server and of the kernel,
// without that of the run and of those who read here.
func BenchmarkCrowd(b *testing.B) {
	const query = "clients=100000&spread=0s&rate=1&burst=1&strategies=immediate,full,equal,decorrelated&base=1ms&cap=1ms&attempts=1000&bin=10ms"
	for _, crowd := range []int{1000, 2000} {
		b.Run(strconv.Itoa(crowd), func(b *testing.B) {
			for b.Loop() {
				lab := startLab(b, func(c *Config) {
					c.StreamAttempts, c.Sockets, c.SocketsPerAddress, c.Logger = 30_000_000, 10_000, 10_000, nil
					c.PongWait = time.Hour // those who read here answer no ping
				})
				alone, _ := watchAll(b, lab, 1, query)
				before := footprint()
				all, viewers := watchAll(b, lab, crowd, query)
				messages, lost := 0, 0
				for _, v := range viewers {
					messages += v.messages
					if v.lost {
						lost++
					}
				}
				b.ReportMetric(float64(lost), "thrown-out")
				b.ReportMetric(float64((all.cpu-alone.cpu).Microseconds())/float64(messages), "µs/message")
				b.ReportMetric(float64(messages)/float64(crowd), "messages/viewer")
				b.ReportMetric((all.idle-before)/float64(crowd)/1e3, "kB/idle")
				b.ReportMetric((all.waiting-before)/float64(crowd)/1e3, "kB/waiting")
				b.ReportMetric(all.took.Seconds(), "s/crowd")
				b.ReportMetric(float64(all.behind.Milliseconds()), "ms-behind-p99")
			}
		})
	}
}

type crowdFigures struct {
	cpu, took, behind time.Duration
	idle, waiting     float64
}

func watchAll(b *testing.B, lab *lab, crowd int, query string) (f crowdFigures, viewers []*plainViewer) {
	dialer := websocket.Dialer{ReadBufferSize: 256, WriteBufferSize: 256}
	for range crowd {
		conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(lab.url, "http")+streamPath, nil)
		if err != nil {
			b.Fatal(err)
		}
		raw, err := conn.NetConn().(syscall.Conn).SyscallConn()
		if err != nil {
			b.Fatal(err)
		}
		viewers = append(viewers, &plainViewer{conn: conn, raw: raw})
	}
	labtest.Eventually(b, "all are in", func() bool { return lab.streams.Counts().Open == crowd })
	f.idle = footprint()
	start := hold(b, lab.streamClass.Slots)
	defer start()
	runtime.LockOSThread() // so that reading is told from serving
	defer runtime.UnlockOSThread()
	for _, v := range viewers {
		message := fmt.Sprintf(`{"type":"run","run":7,"query":%q,"anyway":true}`, query)
		if err := v.conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
			b.Fatal(err)
		}
	}
	var ends []time.Time
	buffer := make([]byte, 64<<10)
	for greeted := 0; greeted < crowd; { // the run has no turn until all have their hello
		greeted = 0
		for _, v := range viewers {
			if !v.done {
				v.poll(buffer)
			}
			if v.messages > 0 || v.done {
				greeted++
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	f.waiting = footprint()
	began, used, own := time.Now(), cpu(syscall.RUSAGE_SELF), cpu(thread)
	start()
	for _, v := range viewers {
		if v.messages = 0; v.done { // before it began
			ends = append(ends, began)
		}
	}
	for len(ends) < crowd {
		for _, v := range viewers {
			if v.done {
				continue
			}
			if v.poll(buffer); v.done {
				ends = append(ends, time.Now())
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	f.took, f.cpu = time.Since(began), cpu(syscall.RUSAGE_SELF)-used-(cpu(thread)-own)
	f.behind = ends[len(ends)*99/100].Sub(ends[0])
	for _, v := range viewers {
		v.conn.Close()
	}
	labtest.Eventually(b, "all are gone", func() bool { return lab.streams.Counts().Open == 0 })
	return f, viewers
}
