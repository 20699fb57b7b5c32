package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/api/stream"
	"backofflab/api/studies"
	"backofflab/experiment"
	"backofflab/internal/logging"
	"backofflab/internal/share"
	"backofflab/runs"
	"backofflab/testbed"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

// Bounds of one HTTP request. A response that is not an upgrade must be computed
// and written within writeTimeout.
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 15 * time.Second
	writeTimeout   = 30 * time.Second
	idleTimeout    = 60 * time.Second
	maxHeaderBytes = 16 << 10
)

// Server answers all requests to the lab.
type Server struct {
	config Config
	echo   *echo.Echo
	logger *slog.Logger

	static        *static
	mcp           http.Handler
	pool          *runs.Pool
	memory        *runs.Memory // of all runs
	streams       *stream.Streams
	studies       studies.Lab
	door          *middleware.Door
	unsent        *middleware.Unsent
	pure          map[string]bool                    // routes whose answers follow from their addresses
	finished      *share.Store[*middleware.Whole]    // answers of these
	advices       *share.Store[chart.Advice]         // by scenario
	pictures      *share.Store[[]byte]               // immutable bytes, by address
	cards         *share.Store[templates.PresetCard] // of the presets
	helps         *share.Store[templates.Help]
	glossaries    *share.Store[templates.Glossary]
	pageClass     runs.Class
	runClass      runs.Class
	traceClass    runs.Class                     // of runs attempt by attempt
	streamClass   runs.Class                     // of streams
	baselineClass runs.Class                     // of what streams are compared with
	testbeds      *testbed.Pool                  // nil: there are none here
	started       *share.Cache[*testbed.Testbed] // the latest, those that are over too, by the hash of the key
	forecasts     *share.Store[experiment.Outcome]
	lessonRuns    *share.Store[experiment.Outcome] // of the lessons, which every reader sees
	cancel        context.CancelFunc               // ends every run
	refused       atomic.Int64                     // connections that could not be accepted
	draining      atomic.Bool
	hurried       atomic.Bool
}

// ServeHTTP answers one request. What testbeds get is not the lab's: no middleware looks at it,
// and nothing of it is logged.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.testbeds != nil && strings.HasPrefix(r.URL.Path, testbed.Prefix) {
		s.testbeds.ServeHTTP(w, r)
		return
	}
	s.echo.ServeHTTP(w, r)
}

// HTTP returns a server with the timeouts and bounds that the lab needs. The
// write timeout does not bind sockets, which have deadlines of their own.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          logging.ErrorLog(s.logger, func() { s.refused.Add(1) }),
	}
}

// Counts are what there is at a moment, and what there has been since the start.
type Counts struct {
	Sockets, Runs, Testbeds int
	RunMemory               int64     // bytes that the runs may take, by their estimates
	Pages, Streams, Traces  runs.Line // turns of pages, programs and pictures, those of streams and those of traces
	Kept                    int       // bytes of answers that are kept
	Unsent                  int64     // bytes of large answers on their way
	SocketBytes             int64     // of messages that were sent on sockets
	Refused                 Refused
	AcceptErrors            int64 // since the start: failures to accept a connection on the server of [Server.HTTP]
}

// Refused are how many were refused since the start, by the reason.
type Refused struct {
	TooFast   int64 // requests of addresses that asked too fast
	Turns     int64 // pieces of work that got no turn in time
	Sockets   int64 // of which there were too many, in all or of one address
	SlowReads int64 // large answers for which there was no room
}

// Counts returns what there is now.
func (s *Server) Counts() Counts {
	sockets := s.streams.Counts()
	c := Counts{
		Sockets: sockets.Open, SocketBytes: sockets.Sent, Runs: s.pool.UnderWay(), RunMemory: s.memory.InUse(),
		Pages: s.pageClass.Slots.Line(), Streams: s.streamClass.Slots.Line(), Traces: s.traceClass.Slots.Line(), AcceptErrors: s.refused.Load(),
	}
	_, c.Kept = s.finished.Held()
	c.Unsent, c.Refused.SlowReads = s.unsent.InUse()
	c.Refused.TooFast, c.Refused.Sockets, c.Refused.Turns = s.door.Refused(), sockets.Refused, c.Pages.Refused+c.Streams.Refused+c.Traces.Refused
	if s.testbeds != nil {
		c.Testbeds = s.testbeds.Running()
	}
	return c
}

// Drain makes the server say that it is not ready, and asks every viewer to come
// back later. It returns once all sockets are closed, those that do not close by
// themselves when ctx ends. Requests are still answered.
func (s *Server) Drain(ctx context.Context) {
	s.draining.Store(true)
	if s.testbeds != nil {
		s.testbeds.Close()
	}
	s.streams.Close(ctx)
}

// Hurry ends what is computed: whoever waits for it is answered 503 at once.
func (s *Server) Hurry() {
	s.hurried.Store(true)
	s.cancel()
}

// Close ends every run and every socket at once.
func (s *Server) Close() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Drain(ctx)
	s.cancel()
}

const streamPath = "/api/v1/stream"

// stream hands a request to those who watch runs.
func (s *Server) stream(c echo.Context) error {
	return s.streams.Serve(c.Response(), c.Request(), middleware.ClientPrefix(c.RealIP()), func() { c.Set(middleware.Upgraded, true) })
}
