package stream

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/runs"
)

// A session that panics is closed with a code that says so, and the next one is served.
func TestPanicInASessionIsItsOwn(t *testing.T) {
	config := Config{Sockets: 2, SocketsPerAddress: 2, MessageRate: 10, MessageBurst: 10, Ping: time.Minute, PongWait: time.Minute, WriteWait: time.Minute}
	broken := New(config, nil, runs.Class{}, runs.Class{}, slog.New(slog.DiscardHandler)) // it has no pool of runs
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := broken.Serve(w, r, "192.0.2.1", func() {}); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	for range 2 {
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"run","run":1,"query":"clients=3"}`)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.ReadMessage(); err == nil {
			t.Error("a session that panicked goes on")
		}
	}
}
