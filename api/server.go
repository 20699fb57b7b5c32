package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/web"
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

// Server answers everything that the lab is asked over the network.
type Server struct {
	config Config
	echo   *echo.Echo
	logger *slog.Logger

	static   *static
	exhibits exhibits
	flights  *flights
	hub      *hub
	gallery  *gallery
	brushes  *slots // pictures that are drawn at once
	pages    class
	runs     class
	streams  class
	pins     class
	cancel   context.CancelFunc // ends every run
	draining atomic.Bool
}

// New returns a server for a valid config.
func New(config Config) *Server {
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	turns := newSlots(config.Runs, config.RunWait)
	s := &Server{
		config:  config,
		echo:    echo.New(),
		logger:  logger,
		static:  newStatic(web.Version()),
		flights: newFlights(ctx, logger),
		hub:     newHub(config.Sockets, config.SocketsPerAddress),
		gallery: newGallery(ctx, logger),
		brushes: newSlots(runtime.GOMAXPROCS(0), 0),
		pages:   class{"page", config.PageAttempts, turns, false},
		runs:    class{"run", config.RunAttempts, turns, true},
		// Streams take turns among themselves: however many viewers wait, a page
		// is answered. They wait as long as their viewers do.
		streams: class{"stream", config.StreamAttempts, newSlots(config.Runs, 0), true},
		// What a stream is compared with takes turns with the pages: it must not wait
		// for the stream that waits for it.
		pins:   class{"pinned", config.RunAttempts, turns, false},
		cancel: cancel,
	}
	s.routes()
	return s
}

func (s *Server) routes() {
	e := s.echo
	e.HTTPErrorHandler = s.answerError
	e.IPExtractor = addressOf(s.config.Proxies)
	e.Pre(s.logRequests, s.recoverPanics, setHeaders, refuseWrites())
	e.Use(compress)
	for path, handler := range map[string]echo.HandlerFunc{
		"/":                   s.page,
		"/compare":            s.page,
		"/proof":              s.proof,
		"/scenarios":          s.scenarios,
		"/fragment/scene":     s.traceForPage,
		"/fragment/advice":    s.advice,
		"/fragment/fleets":    s.fleets,
		"/api/v1/run":         s.runJSON,
		"/api/v1/trace":       s.trace,
		"/api/v1/policy":      s.policyJSON,
		"/healthz":            s.healthy,
		"/readyz":             s.ready,
		"/static/*":           s.static.file,
		"/favicon.ico":        s.static.icon,
		"/robots.txt":         robots,
		streamPath:            s.stream,
		"/api/v1/run.csv":     s.runCSV,
		"/api/v1/results.csv": s.resultsCSV,
		embedPath:             s.embed,
	} {
		e.GET(path, handler)
		e.HEAD(path, handler)
	}
	s.pictureRoutes()
	s.attemptRoutes()
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug),
	}
}

// Drain makes the server say that it is not ready, and asks every viewer to come
// back later. It returns once all sockets are closed, those that do not close by
// themselves when ctx ends. Requests are still answered.
func (s *Server) Drain(ctx context.Context) {
	s.draining.Store(true)
	s.hub.close(ctx)
}

// Close ends every run and every socket at once.
func (s *Server) Close() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Drain(ctx)
	s.cancel()
}
