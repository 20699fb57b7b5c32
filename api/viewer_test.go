package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/internal/labtest"
)

// viewer is a client of the stream.
type viewer struct {
	*websocket.Conn
	t testing.TB
}

func (l *lab) dial(t testing.TB, headers ...string) *viewer {
	t.Helper()
	v, _, err := l.tryDial(t, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (l *lab) tryDial(t testing.TB, headers ...string) (*viewer, *http.Response, error) {
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header[headers[i]] = append(header[headers[i]], headers[i+1])
	}
	conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(l.url, "http")+streamPath, header)
	if err != nil {
		return nil, response, err
	}
	t.Cleanup(func() { conn.Close() })
	return &viewer{conn, t}, response, nil
}

func (v *viewer) ask(run int, query string, from int) {
	v.t.Helper()
	v.text(fmt.Sprintf(`{"type":"run","run":%d,"query":%q,"from":%d}`, run, query, from))
}

// askAnyway asks for a run that is known to be too large.
func (v *viewer) askAnyway(run int, query string) {
	v.t.Helper()
	v.text(fmt.Sprintf(`{"type":"run","run":%d,"query":%q,"anyway":true}`, run, query))
}

func (v *viewer) text(message string) {
	v.t.Helper()
	if err := v.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		v.t.Fatal(err)
	}
}

// next reads one message.
func (v *viewer) next() labtest.Message {
	v.t.Helper()
	m, err := v.receive()
	if err != nil {
		v.t.Fatal(err)
	}
	return m
}

func (v *viewer) receive() (labtest.Message, error) {
	if err := v.SetReadDeadline(time.Now().Add(labtest.Generous)); err != nil {
		return labtest.Message{}, err
	}
	_, data, err := v.ReadMessage()
	if err != nil {
		return labtest.Message{}, err
	}
	m := labtest.Message{Size: len(data), Bins: 1}
	return m, json.Unmarshal(data, &m)
}

// stop gives up a run.
func (v *viewer) stop(run int) {
	v.t.Helper()
	v.text(fmt.Sprintf(`{"type":"stop","run":%d}`, run))
}

// until reads to the first message of a type, and returns all; but for progress,
// which may come at any time on a slow machine. Bins that come fast come as a snapshot:
// it does for a frame.
func (v *viewer) until(kind string) []labtest.Message {
	v.t.Helper()
	var all []labtest.Message
	for {
		m := v.next()
		if m.Type == "progress" && kind != "progress" {
			continue
		}
		all = append(all, m)
		if m.Type == kind || m.Type == "snapshot" && kind == "frame" {
			return all
		}
		if m.Type == "error" {
			v.t.Fatalf("waiting for %s: %s %s %v", kind, m.Title, m.Detail, m.Fields)
		}
	}
}

// closed reads to the end and returns the close code.
func (v *viewer) closed() (code int, reason string) {
	v.t.Helper()
	for {
		if _, err := v.receive(); err != nil {
			if closing, ok := err.(*websocket.CloseError); ok {
				return closing.Code, closing.Text
			}
			v.t.Fatalf("no close frame: %v", err)
		}
	}
}
