package studies

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/internal/share"
	"backofflab/runs"
	"backofflab/studies"
)

// Config is what the handlers need of the lab.
type Config struct {
	Static   string        // URL prefix of the static files, without a slash at the end
	Runner   job.Runner    // nil: this process
	Store    studies.Store // nil: its memory
	AtOnce   int           // studies under way
	Attempts int64         // that one replication may make
	Longest  time.Duration // that a study may take on one core, by its estimate
	Wait     time.Duration // how long a program waits for its end
	Grace    time.Duration // how long one goes on that nobody looks at
	Logger   *slog.Logger
	// SendPage answers with markup.
	SendPage func(c echo.Context, status int, markup templ.Component) error
	// Enter waits for a turn to compute, until its caller leaves.
	Enter func(ctx context.Context) (leave func(), err error)
}

// Lab answers who asks for studies.
type Lab struct {
	Config
	pool *studies.Pool
	caps *share.Store[sweep.Table] // small sweeps of the cap, by their queries
}

// capBounds are those of the small sweeps that are kept: each is some kilobytes.
var capBounds = share.Bounds{Count: 500}

// New returns the handlers, with no study under way. ctx ends all of them.
func New(ctx context.Context, c Config) Lab {
	if c.Runner == nil {
		c.Runner = job.Local{Slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))} // one core is for whoever waits for a page
	}
	if c.Store == nil {
		c.Store = NewMemory()
	}
	return Lab{
		Config: c,
		pool: studies.NewPool(ctx, studies.Config{
			Runner: c.Runner, Store: c.Store, Turns: runs.NewTurns(c.AtOnce, 0), Attempts: c.Attempts, Grace: c.Grace, Logger: c.Logger,
		}),
		caps: share.NewStore(ctx, c.Logger, "sweep of the cap", capBounds, func(sweep.Table) int { return 0 }),
	}
}

// Route is an address, and who answers it.
type Route struct {
	Method, Path string
	Handler      echo.HandlerFunc
}

// Routes are those of all kinds, and of the small sweep beside a run.
func (l Lab) Routes() []Route {
	routes := []Route{{http.MethodGet, CapPath, l.Cap}}
	for _, k := range kinds {
		page, json := "/"+k.Name, "/api/v1/"+k.Name
		routes = append(routes,
			Route{http.MethodGet, page, l.page(k)},
			Route{http.MethodGet, page + ".csv", l.csv(k)},
			Route{http.MethodPost, page + "/cancel", l.cancelPage(k)},
			Route{http.MethodGet, json, l.json(k)},
			Route{http.MethodDelete, json, l.cancelJSON(k)})
	}
	return routes
}

// Writes reports whether a request changes a study.
func Writes(r *http.Request) bool {
	for _, k := range kinds {
		if r.Method == http.MethodPost && r.URL.Path == "/"+k.Name+"/cancel" || r.Method == http.MethodDelete && r.URL.Path == "/api/v1/"+k.Name {
			return true
		}
	}
	return false
}

// known is a study at this moment: what is kept of it, or what is known after a while, in which
// it may come to its end.
func (l Lab) known(ctx context.Context, study Study, patience time.Duration) studies.State {
	if found, ok := l.pool.Kept(ctx, study); ok {
		return studies.State{Begun: true, Known: found, Over: true}
	}
	shared := l.pool.Join(ctx, study)
	defer l.pool.Leave(shared)
	late := time.NewTimer(patience)
	defer late.Stop()
	for s := shared.State(); ; s = shared.State() {
		if s.Over {
			return s
		}
		select {
		case <-shared.Changed(s):
		case <-late.C:
			return shared.State()
		case <-ctx.Done():
			return shared.State()
		}
	}
}

// cancel ends a study that is under way, and returns what is known of it. ok is whether there
// was one.
func (l Lab) cancel(ctx context.Context, study Study) (s studies.State, ok bool) {
	for shared := range l.pool.Running() {
		if shared.Study.Kind() != study.Kind() || shared.Study.Query() != study.Query() {
			continue
		}
		shared.Cancel()
		select {
		case <-shared.Done():
		case <-ctx.Done():
		}
		return shared.State(), true
	}
	return s, false
}

// Running returns the studies under way, with how many look at each.
func (l Lab) Running() map[*studies.Shared]int { return l.pool.Running() }
