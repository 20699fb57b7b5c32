package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/web/templates/chart"
)

// viewer is a client of the stream.
type viewer struct {
	*websocket.Conn
	t testing.TB
}

// message is any message of the server.
type message struct {
	Type       string            `json:"type"`
	Protocol   int               `json:"protocol"`
	Run        uint64            `json:"run"`
	From       int               `json:"from"`
	Query      string            `json:"query"`
	BinMS      float64           `json:"bin_ms"`
	Series     []series          `json:"series"`
	Charts     *string           `json:"charts"`
	Bin        int               `json:"bin"`
	Bins       int               `json:"bins"`
	Load       json.RawMessage   `json:"load"`
	Completion json.RawMessage   `json:"completion"`
	Range      string            `json:"range"`
	Results    []outcome         `json:"results"`
	Fragments  map[string]string `json:"fragments"`
	Title      string            `json:"title"`
	Detail     string            `json:"detail"`
	Share      *float64          `json:"share"`
	LeftMS     *float64          `json:"left_ms"`
	Fields     []problemField    `json:"fields"`

	size int
}

type problemField struct{ Field, Value, Message string }

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

func (v *viewer) text(message string) {
	v.t.Helper()
	if err := v.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		v.t.Fatal(err)
	}
}

// next reads one message.
func (v *viewer) next() message {
	v.t.Helper()
	m, err := v.receive()
	if err != nil {
		v.t.Fatal(err)
	}
	return m
}

func (v *viewer) receive() (message, error) {
	if err := v.SetReadDeadline(time.Now().Add(generous)); err != nil {
		return message{}, err
	}
	_, data, err := v.ReadMessage()
	if err != nil {
		return message{}, err
	}
	m := message{size: len(data), Bins: 1}
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
func (v *viewer) until(kind string) []message {
	v.t.Helper()
	var all []message
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

// shown is what a viewer has on screen after some messages.
type shown struct {
	bins             int
	load, completion []string
	spread           string
	axes             message
}

// show does what a browser does, and checks what it relies on.
func (s *shown) show(t testing.TB, all []message) {
	t.Helper()
	axes := false
	for _, m := range all {
		switch m.Type {
		case "axis":
			s.axes, axes = m, true
		case "frame", "snapshot":
			if !axes {
				t.Fatal("a frame before any axis")
			}
			if m.Bin != s.bins || m.Bins < 0 {
				t.Fatalf("a frame of %d bins from %d follows bin %d", m.Bins, m.Bin, s.bins)
			}
			s.load = appendAll(t, s.load, m.Load)
			s.completion = appendAll(t, s.completion, m.Completion)
			s.spread += m.Range
			s.bins += m.Bins
		}
	}
}

func appendAll(t testing.TB, paths []string, segments json.RawMessage) []string {
	t.Helper()
	var list []string
	if err := json.Unmarshal(segments, &list); err != nil {
		t.Fatal(err)
	}
	if paths == nil {
		paths = make([]string, len(list))
	}
	for i, segment := range list {
		paths[i] += segment
	}
	return paths
}

// wholePaths are the paths of a page that shows the whole run.
func wholePaths(t testing.TB, query string) shown {
	t.Helper()
	_, results := simulated(t, query)
	var w shown
	var completed [][]int
	for _, r := range results {
		w.bins = len(r.Columns.Attempts)
		w.load = append(w.load, chart.BarPath(r.Columns.Attempts))
		w.completion = append(w.completion, chart.StepPath(r.Columns.Completed))
		completed = append(completed, r.Columns.Completed)
	}
	w.spread = chart.RangePath(completed)
	return w
}
