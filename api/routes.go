package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/api/calculator"
	"backofflab/api/mcp"
	"backofflab/api/middleware"
	"backofflab/api/openapi"
	"backofflab/api/stream"
	"backofflab/api/studies"
	"backofflab/experiment"
	"backofflab/internal/share"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/testbed"
	"backofflab/web"
	"backofflab/web/templates"
	"backofflab/web/view/measured"
)

// New returns a server for a valid config.
func New(config Config) *Server {
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	memory := runs.NewMemory(config.Memory)
	turns := runs.NewTurns(config.Runs, config.RunWait).Within(memory)
	s := &Server{
		config:     config,
		echo:       echo.New(),
		logger:     logger,
		static:     newStatic(web.Version()),
		pool:       runs.NewPool(ctx, logger),
		memory:     memory,
		pictures:   share.NewStore(ctx, logger, "picture", pictureBounds, bytesOf),
		cards:      share.NewStore(ctx, logger, "preset card", cardBounds, weightless),
		glossaries: share.NewStore(ctx, logger, "glossary", onlyOne, unweighed[templates.Glossary]),
		helps:      share.NewStore(ctx, logger, "help", onlyOne, unweighed[templates.Help]),
		drawing:    runs.NewTurns(runtime.GOMAXPROCS(0), 0),
		pageClass:  runs.Class{Name: "page", Attempts: config.PageAttempts, Slots: turns, Partial: false},
		runClass:   runs.Class{Name: "run", Attempts: config.RunAttempts, Slots: turns, Partial: true},
		// Streams take turns among themselves: however many viewers wait, a page
		// is answered. They wait as long as their viewers do. For the same reason half of the
		// memory is not for them.
		streamClass: runs.Class{Name: "stream", Attempts: config.StreamAttempts, Slots: runs.NewTurns(config.Runs, 0).Within(memory.Part(config.Memory / 2)), Partial: true},
		// What a stream is compared with takes turns with the pages: it must not wait
		// for the stream that waits for it.
		baselineClass: runs.Class{Name: "pinned", Attempts: config.RunAttempts, Slots: turns, Partial: false},
		forecasts:     share.NewStore(ctx, logger, "forecast", forecastBounds, unweighed[experiment.Outcome]),
		lessonRuns:    share.NewStore(ctx, logger, "lesson run", lessonBounds, unweighed[experiment.Outcome]),
		started:       share.NewCache(testbedBounds, unweighed[*testbed.Testbed]),
		cancel:        cancel,
	}
	if config.Testbed {
		s.testbeds = testbed.NewPool(config.Testbeds)
		s.testbeds.Address = middleware.AddressOf(config.Proxies)
	}
	s.mcp = mcp.New(mcp.Lab{
		Simulate: func(ctx context.Context, sc scenario.Scenario) (experiment.Outcome, error) {
			return s.simulate(ctx, sc, s.runClass)
		},
		Site: s.site, Version: config.Version, Logger: logger,
	})
	s.studies = s.newStudies(ctx)
	s.streams = stream.New(
		stream.Config{
			Sockets: config.Sockets, SocketsPerAddress: config.SocketsPerAddress,
			MessageRate: config.MessageRate, MessageBurst: config.MessageBurst,
			Ping: config.Ping, PongWait: config.PongWait, WriteWait: config.WriteWait,
			Origins: config.origins(), Studies: s.studies.Watch,
		},
		s.pool, s.streamClass, s.baselineClass, logger,
	)
	s.routes()
	return s
}

func (s *Server) routes() {
	e := s.echo
	e.HTTPErrorHandler = s.answerError
	e.IPExtractor = middleware.AddressOf(s.config.Proxies)
	e.Pre(middleware.Observe(s.config.Observe), middleware.LogRequests(s.logger), middleware.RecoverPanics(s.logger), middleware.SetHeaders, middleware.RefuseWrites(s.writes), s.introduce)
	e.Use(middleware.Compress(streamPath))
	for _, r := range s.table() {
		e.GET(r.path, r.handler)
		e.HEAD(r.path, r.handler)
	}
	e.POST(importJSONPath, s.importJSON)
	e.POST(importPath, s.importText)
	e.POST(importFragment, s.importFragment)
	e.POST(calculator.VerifyJSONPath, s.calculator().VerifyJSON)
	e.POST(calculator.VerifyPath, s.calculator().Verify)
	e.POST(calculator.VerifyFragmentPath, s.calculator().VerifyFragment)
	for _, r := range s.studies.Routes() {
		if r.Method != http.MethodGet {
			e.Add(r.Method, r.Path, r.Handler)
		}
	}
	e.POST(mcp.Path, s.assist)
	e.DELETE(mcp.Path, s.assist)
	e.POST(measured.Path, s.startTestbed)
	e.POST(measured.Path+"/:key/stop", s.stopTestbed)
}

// writes reports whether a request is one of the few that have a body, or change something.
func (s *Server) writes(r *http.Request) bool {
	switch r.URL.Path {
	case importPath, importFragment, importJSONPath, calculator.VerifyJSONPath, calculator.VerifyPath, calculator.VerifyFragmentPath:
		return r.Method == http.MethodPost
	case mcp.Path:
		return r.Method == http.MethodPost || r.Method == http.MethodDelete
	}
	if studies.Writes(r) {
		return true
	}
	rest, below := strings.CutPrefix(r.URL.Path, measured.Path)
	if r.Method != http.MethodPost || !below {
		return false
	}
	key, stop := strings.CutSuffix(strings.TrimPrefix(rest, "/"), "/stop")
	return rest == "" || stop && key != "" && !strings.Contains(key, "/") && strings.HasPrefix(rest, "/")
}

// route is an address and who answers it.
type route struct {
	path    string
	handler echo.HandlerFunc
}

// newStudies are the handlers of studies of many runs, with a pool of these.
func (s *Server) newStudies(ctx context.Context) studies.Lab {
	return studies.New(ctx, studies.Config{
		Static: s.static.prefix, Runner: s.config.Runner, Store: s.config.Store, Logger: s.logger,
		AtOnce: s.config.Studies, Attempts: s.config.StudyAttempts, Longest: s.config.StudyTime, Wait: s.config.StudyWait, Grace: s.config.StudyGrace,
		Enter: s.enterPage,
		SendPage: func(c echo.Context, status int, markup templ.Component) error {
			return sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, markup)
		},
	})
}

// enterPage waits for a turn among what pages compute.
func (s *Server) enterPage(ctx context.Context) (leave func(), err error) {
	if err := s.pageClass.Slots.Enter(ctx); err != nil {
		return nil, err
	}
	return s.pageClass.Slots.Leave, nil
}

// calculator are the handlers of the calculator.
func (s *Server) calculator() calculator.Lab {
	return calculator.Lab{
		Static: s.static.prefix, SendJSON: sendJSON, Site: s.site,
		Enter: s.enterPage,
		SendPage: func(c echo.Context, status int, markup templ.Component) error {
			return sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, markup)
		},
	}
}

// table lists all that the server answers. docs/addresses.md says what each is.
func (s *Server) table() []route {
	figures := s.calculator()
	table := []route{
		{"/", s.page},
		{"/compare", s.page},
		{"/settings", s.settings},
		{"/strategy", s.strategy},
		{"/details", s.details},
		{"/scenarios", s.scenarios},
		{"/proof", s.proof},
		{"/use", s.use},
		{"/export", s.export},
		{"/export/text", s.exportText},
		{importPath, s.importForm},
		{"/numbers", s.numbers},
		{calculator.PagePath, figures.Page},
		{calculator.VerifyPath, figures.VerifySample},
		{"/testbed", s.testbedForm},
		{"/testbed/:key", s.testbedPage},
		{"/help", s.help},
		{"/glossary", s.glossary},
		{"/docs", s.document},
		{"/docs/*", s.document},
		{embedPath, s.embed},

		{openapi.Path, describe},
		{"/api/v1/run", s.runJSON},
		{"/api/v1/run.csv", s.runCSV},
		{"/api/v1/results.csv", s.resultsCSV},
		{"/api/v1/compare", s.compareJSON},
		{"/api/v1/policy", s.policyJSON},
		{calculator.JSONPath, figures.JSON},
		{"/api/v1/read", s.readJSON},
		{"/api/v1/export", s.exportJSON},
		{"/api/v1/formats", formatsJSON},
		{"/api/v1/testbed/:key", s.testbedJSON},
		{"/api/v1/trace", s.trace},
		{"/api/v1/attempts", s.attemptsJSON},
		{"/api/v1/attempts.csv", s.attemptsCSV},
		{streamPath, s.stream},
		{mcp.Path, s.assist},

		{"/fragment/advice", s.advice},
		{"/fragment/answers", s.answers},
		{calculator.FragmentPath, figures.Fragment},
		{"/fragment/export", s.exportFragment},
		{"/fragment/fleets", s.fleets},
		{importFragment, s.importSample},
		{"/fragment/keys", s.keys},
		{"/fragment/marks", s.marksFragment},
		{"/fragment/part/:name", s.part},
		{"/fragment/scenarios", s.pickerList},
		{"/fragment/scene", s.scene},
		{"/fragment/settings", s.settingsFragment},
		{"/fragment/strategies", s.strategies},
		{"/fragment/strategy", s.strategyFragment},
		{"/fragment/term", s.term},
		{"/fragment/testbed/:key", s.testbedFragment},

		{"/static/*", s.static.file},
		{"/favicon.ico", s.static.icon},
		{"/robots.txt", robots},
		{"/llms.txt", s.models},
		{"/healthz", s.healthy},
		{"/readyz", s.ready},
	}
	for _, r := range s.lessons().Routes() {
		table = append(table, route{r.Path, r.Handler})
	}
	for _, r := range s.studies.Routes() {
		if r.Method == http.MethodGet {
			table = append(table, route{r.Path, r.Handler})
		}
	}
	for _, p := range pictures() {
		table = append(table,
			route{p.path + ".svg", func(c echo.Context) error { return s.svg(c, p) }},
			route{p.path + ".png", func(c echo.Context) error { return s.png(c, p) }})
	}
	return table
}
