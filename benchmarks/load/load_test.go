package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
)

// frame is what a server sends: not masked.
func frame(op byte, payload string) string {
	switch n := len(payload); {
	case n < 126:
		return string([]byte{0x80 | op, byte(n)}) + payload
	case n < 1<<16:
		return string([]byte{0x80 | op, 126, byte(n >> 8), byte(n)}) + payload
	default:
		return string([]byte{0x80 | op, 127, 0, 0, 0, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + payload
	}
}

func TestMessagesAreRead(t *testing.T) {
	hello := `{"type":"hello","protocol":2,"engine":"3","run":1,"from":0,"query":"seed=5","bin_ms":250,"charts":"` + strings.Repeat("x", 70_000) + `"}`
	sent := frame(opText, hello) +
		frame(opText, `{"type":"frame","run":1,"bin":0,"load":["v1"]}`) +
		frame(opText, `{"type":"snapshot","run":1,"last":true,"bin":1,"bins":41,"load":["`+strings.Repeat("h1", 200)+`"]}`) +
		frame(opText, `{"type":"done","run":1}`) +
		frame(opClose, "\x03\xf5too many")
	v := &viewer{in: bufio.NewReaderSize(strings.NewReader(sent), 2048)}
	want := []message{{kind: "hello", binMS: "250"}, {kind: "frame", bins: 1}, {kind: "snapshot", bins: 42, last: true}, {kind: "done"}}
	for i, m := range want {
		if got, err := v.next(); err != nil || got != m {
			t.Fatalf("message %d is %+v, %v; want %+v", i, got, err, m)
		}
	}
	var closed *closedError
	if _, err := v.next(); !errors.As(err, &closed) || closed.code != 1013 || closed.reason != "too many" {
		t.Fatalf("the end is %v", err)
	}
}

func TestPingsAreAnswered(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	conn, err := dial(t.Context(), listener.Addr().String(), neighbour, 0)
	if err != nil {
		t.Fatal(err)
	}
	peer, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if from := peer.RemoteAddr().(*net.TCPAddr).IP.String(); from != neighbour.String() {
		t.Errorf("the connection comes from %s", from)
	}
	v := &viewer{conn: conn, in: bufio.NewReader(conn)}
	defer v.close()
	if _, err := io.WriteString(peer, frame(opPing, "?")+frame(opText, `{"type":"done"}`)); err != nil {
		t.Fatal(err)
	}
	if m, err := v.next(); err != nil || m.kind != "done" {
		t.Fatal(m, err)
	}
	pong := make([]byte, 7)
	if _, err := io.ReadFull(peer, pong); err != nil || string(pong) != "\x8a\x81\x00\x00\x00\x00?" {
		t.Errorf("the pong is %q, %v", pong, err)
	}
}

// A rush that nobody is thrown out of is a queue: with c servers, n clients and a service
// time s the last is done after n/c s.
func TestForecastIsThatOfAQueue(t *testing.T) {
	r, err := forecast(t.Context(), 1000, 20*time.Millisecond, 0, tally{done: []time.Duration{time.Second, 2 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.ParseQuery(r.Query)
	if err != nil {
		t.Fatal(err)
	}
	if want := 1000 / s.Servers * 20; last(r.Forecast) != want || len(r.Forecast) != shares+1 {
		t.Errorf("the last is done after %d ms, want %d", last(r.Forecast), want)
	}
	if len(r.Measured) != 1 || r.TimedOut != 0 { // two of a thousand are no percent
		t.Errorf("measured %v", r.Measured)
	}
}

// Where patience is shorter than the queue, viewers are thrown out and come again, and all takes longer.
func TestForecastOfARushThatReturns(t *testing.T) {
	calm, err := forecast(t.Context(), 1000, 20*time.Millisecond, 0, tally{})
	if err != nil {
		t.Fatal(err)
	}
	hasty, err := forecast(t.Context(), 1000, 20*time.Millisecond, 2*time.Second, tally{})
	if err != nil {
		t.Fatal(err)
	}
	if hasty.TimedOut == 0 || last(hasty.Forecast) <= last(calm.Forecast) {
		t.Errorf("thrown out %d, done after %d ms, without patience %d ms", hasty.TimedOut, last(hasty.Forecast), last(calm.Forecast))
	}
}

func TestQuantiles(t *testing.T) {
	times := []time.Duration{1, 2, 3, 4}
	var got []time.Duration
	for _, share := range []float64{0, 0.5, 0.99, 1} {
		got = append(got, quantile(times, share))
	}
	if !slices.Equal(got, []time.Duration{1, 3, 4, 4}) || quantile(nil, 0.5) != 0 {
		t.Error(got)
	}
}

func TestTicks(t *testing.T) {
	for seconds, want := range map[float64]float64{0.9: 0.1, 3: 0.5, 12: 2, 44: 5, 60: 10} {
		if got := tickStep(seconds); got != want {
			t.Errorf("%g s have a tick every %g s, want %g", seconds, got, want)
		}
	}
}
