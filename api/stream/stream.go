package stream

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/api/problem"
	"backofflab/runs"
)

const (
	MaxMessage = 4 << 10 // of a client; it sends queries
	sendBuffer = 16 << 10
	readBuffer = 512 // of a socket; requests are small and few
)

// writeBuffers are shared by all sockets: one that has nothing to say holds none.
var writeBuffers sync.Pool

// Streams lets viewers watch runs, each on a socket of its own. It is safe for
// simultaneous use.
type Streams struct {
	config        Config
	hub           *hub
	renderer      *renderer
	links         links
	runs          *runs.Pool
	class         runs.Class // of the runs that are watched
	baselineClass runs.Class // of those that they are compared with
	logger        *slog.Logger

	sent atomic.Int64 // bytes of messages

	mu    sync.Mutex
	shows map[showKey]*show // with viewers
}

// Config are the bounds of sockets.
type Config struct {
	Sockets           int           // in all
	SocketsPerAddress int           // from one address
	MessageRate       float64       // messages a second that a client may send
	MessageBurst      int           // and how many at once
	Ping              time.Duration // time between two pings
	PongWait          time.Duration // silence after which a client counts as gone
	WriteWait         time.Duration // time that one write may take
	Origins           []string      // beside the server's own that may open a socket
	Studies           Studies       // nil: there are none
}

func New(config Config, runs *runs.Pool, class, pins runs.Class, logger *slog.Logger) *Streams {
	return &Streams{
		config: config, hub: newHub(config.Sockets, config.SocketsPerAddress),
		renderer: newRenderer(runtime.GOMAXPROCS(0), logger), links: newLinks(), shows: map[showKey]*show{},
		runs: runs, class: class, baselineClass: pins, logger: logger,
	}
}

// Serve turns a request of an address into a session, which goes on when Serve has returned:
// what the request takes is given back. hijacked is called once the connection is a socket; before that an error is to be
// answered.
func (s *Streams) Serve(w http.ResponseWriter, r *http.Request, address string, hijacked func()) error {
	if r.Method != http.MethodGet || !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		return &problem.Problem{Status: http.StatusUpgradeRequired, Title: "Upgrade required", Detail: "This address speaks WebSocket only."}
	}
	if !originAllowed(r, s.config.Origins) {
		return &problem.Problem{Status: http.StatusForbidden, Title: "Refused", Detail: "A page of another site opened this socket."}
	}
	upgrader := websocket.Upgrader{
		CheckOrigin: func(*http.Request) bool { return true }, // done above
		Error: func(w http.ResponseWriter, _ *http.Request, _ int, _ error) {
			w.Header().Set("Sec-WebSocket-Version", "13")
		},
		// Frames are a few hundred bytes, and compression costs more than it saves.
		// It would also make the read limit count compressed bytes.
		EnableCompression: false,
		ReadBufferSize:    readBuffer,
		WriteBufferPool:   &writeBuffers,
	}
	below := &liner{ResponseWriter: w, wait: s.config.PongWait}
	conn, err := upgrader.Upgrade(below, r, nil)
	if err != nil {
		return &problem.Problem{Status: http.StatusBadRequest, Title: "Not a WebSocket handshake", Detail: problem.Sentence(err.Error())}
	}
	hijacked()
	go newSession(s, conn, below.line, address).serve()
	return nil
}

// Close asks every viewer to come back later, and returns once all sockets are closed,
// those that do not close by themselves when ctx ends.
func (s *Streams) Close(ctx context.Context) { s.hub.close(ctx) }

// Counts are what there is of sockets, and what there has been since the start.
type Counts struct {
	Open    int
	Refused int64
	Sent    int64 // bytes of messages
}

// Counts returns what there is now.
func (s *Streams) Counts() Counts {
	open, refused := s.hub.count()
	return Counts{open, refused, s.sent.Load()}
}
