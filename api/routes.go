package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"

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
	"backofflab/web/templates/chart"
	"backofflab/web/view/measured"
)

// shareUnsent says which part of the memory of runs large answers may take besides that are read
// slowly: 64 MB of 2 GB.
const shareUnsent = 32

// lookTime is how long viewers of a stream look at its charts before the trials of its verdict begin.
// These take the cores for ten times as long as a small run does, and a browser that shares them is
// to paint the charts first; whoever drags a slider is at the next run by then.
const lookTime = 50 * time.Millisecond

// New returns a server for a valid config.
func New(config Config) *Server {
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	memory := runs.NewMemory(config.Memory)
	turns := runs.NewTurns(config.Runs, config.RunWait).Sparing().Within(memory)
	s := &Server{
		config:     config,
		echo:       echo.New(),
		logger:     logger,
		static:     newStatic(web.Version()),
		pool:       runs.NewPool(ctx, logger),
		memory:     memory,
		door:       middleware.NewDoor(config.RequestRate, config.RequestBurst),
		unsent:     middleware.NewUnsent(config.Memory / shareUnsent),
		pure:       map[string]bool{},
		finished:   share.NewStore(ctx, logger, "answer", finishedBounds, (*middleware.Whole).Weight),
		advices:    share.NewStore(ctx, logger, "advice", adviceBounds, unweighed[chart.Advice]),
		pictures:   share.NewStore(ctx, logger, "picture", pictureBounds, bytesOf),
		cards:      share.NewStore(ctx, logger, "preset card", cardBounds, weightless),
		glossaries: share.NewStore(ctx, logger, "glossary", onlyOne, unweighed[templates.Glossary]),
		helps:      share.NewStore(ctx, logger, "help", onlyOne, unweighed[templates.Help]),
		pageClass:  runs.Class{Name: "page", Attempts: config.PageAttempts, Slots: turns, Partial: false},
		runClass:   runs.Class{Name: "run", Attempts: config.RunAttempts, Slots: turns, Partial: true, Longest: longestRun},
		// A trace takes 100 MB and a second in one step, so few are made at once.
		traceClass: runs.Class{Name: "trace", Attempts: config.RunAttempts, Slots: runs.NewTurns(max(1, runtime.GOMAXPROCS(0)/2), config.RunWait).Within(memory)},
		// Streams take turns among themselves: however many viewers wait, a page
		// is answered. They wait as long as their viewers do. For the same reason a quarter of the
		// memory is not for them.
		streamClass: runs.Class{Name: "stream", Attempts: config.StreamAttempts, Slots: runs.NewTurns(config.Runs, 0).Sparing().Within(memory.Part(config.Memory / 4 * 3)), Partial: true, Look: lookTime},
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
	go web.Prepare() // whoever asks before waits for his file alone
	return s
}

func (s *Server) routes() {
	e := s.echo
	e.HTTPErrorHandler = s.answerError
	e.IPExtractor = middleware.AddressOf(s.config.Proxies)
	e.Pre(middleware.Observe(s.config.Observe), middleware.LogRequests(s.logger), middleware.RecoverPanics(s.logger), middleware.SetHeaders, s.door.Guard, middleware.RefuseWrites(s.writes), s.introduce)
	e.Use(s.finish)
	for _, r := range s.table() {
		s.pure[r.path] = r.pure
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
	pure    bool // the answer follows from the address, and from nothing that changes
}

// newStudies are the handlers of studies of many runs, with a pool of these.
func (s *Server) newStudies(ctx context.Context) studies.Lab {
	return studies.New(ctx, studies.Config{
		Static: s.static.prefix, Runner: s.config.Runner, Store: s.config.Store, Logger: s.logger,
		AtOnce: s.config.Studies, Attempts: s.config.StudyAttempts, Longest: s.config.StudyTime, Wait: s.config.StudyWait, Grace: s.config.StudyGrace,
		Enter: func(ctx context.Context) (leave func(), err error) {
			turn, err := s.pageClass.Slots.Enter(ctx)
			if err != nil {
				return nil, err
			}
			return turn.Leave, nil
		},
		SendPage: func(c echo.Context, status int, markup templ.Component) error {
			return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, markup)
		},
	})
}

// calculator are the handlers of the calculator.
func (s *Server) calculator() calculator.Lab {
	return calculator.Lab{
		Static: s.static.prefix, SendJSON: sendJSON, Site: s.site,
		Enter: func(ctx context.Context) (calculator.Turn, error) { return s.pageClass.Slots.Enter(ctx) },
		SendPage: func(c echo.Context, status int, markup templ.Component) error {
			return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, markup)
		},
	}
}

// table lists all that the server answers. docs/addresses.md says what each is.
func (s *Server) table() []route {
	figures := s.calculator()
	table := []route{
		{"/", s.page, true},
		{"/compare", s.page, true},
		{"/settings", s.settings, true},
		{"/strategy", s.strategy, true},
		{"/details", s.details, true},
		{"/scenarios", s.scenarios, true},
		{"/proof", s.proof, true},
		{"/use", s.use, false},
		{"/export", s.export, true},
		{"/export/text", s.exportText, true},
		{importPath, s.importForm, false},
		{"/numbers", s.numbers, true},
		{calculator.PagePath, figures.Page, true},
		{calculator.VerifyPath, figures.VerifySample, false},
		{"/testbed", s.testbedForm, false},
		{"/testbed/:key", s.testbedPage, false},
		{"/help", s.help, false},
		{"/glossary", s.glossary, false},
		{"/docs", s.document, false},
		{"/docs/*", s.document, false},
		{embedPath, s.embed, true},

		{openapi.Path, describe, false},
		{"/api/v1/run", s.runJSON, true},
		{"/api/v1/run.csv", s.runCSV, true},
		{"/api/v1/results.csv", s.resultsCSV, true},
		{"/api/v1/compare", s.compareJSON, true},
		{"/api/v1/policy", s.policyJSON, true},
		{calculator.JSONPath, figures.JSON, true},
		{"/api/v1/read", s.readJSON, false},
		{"/api/v1/export", s.exportJSON, true},
		{"/api/v1/formats", formatsJSON, false},
		{"/api/v1/testbed/:key", s.testbedJSON, false},
		{"/api/v1/trace", s.trace, true},
		{"/api/v1/attempts", s.attemptsJSON, true},
		{"/api/v1/attempts.csv", s.attemptsCSV, true},
		{streamPath, s.stream, false},
		{mcp.Path, s.assist, false},

		{"/fragment/advice", s.advice, true},
		{"/fragment/answers", s.answers, true},
		{calculator.FragmentPath, figures.Fragment, true},
		{"/fragment/export", s.exportFragment, true},
		{"/fragment/fleets", s.fleets, false},
		{importFragment, s.importSample, false},
		{"/fragment/keys", s.keys, false},
		{"/fragment/marks", s.marksFragment, true},
		{"/fragment/part/:name", s.part, true},
		{"/fragment/scenarios", s.pickerList, false},
		{"/fragment/scene", s.scene, true},
		{"/fragment/settings", s.settingsFragment, true},
		{"/fragment/strategies", s.strategies, true},
		{"/fragment/strategy", s.strategyFragment, true},
		{"/fragment/term", s.term, false},
		{"/fragment/testbed/:key", s.testbedFragment, false},

		{staticPath, s.static.file, false},
		{"/favicon.ico", s.static.icon, false},
		{"/robots.txt", robots, false},
		{"/llms.txt", s.models, false},
		{"/healthz", s.healthy, false},
		{"/readyz", s.ready, false},
	}
	for _, r := range s.lessons().Routes() {
		table = append(table, route{r.Path, r.Handler, false})
	}
	for _, r := range s.studies.Routes() {
		if r.Method == http.MethodGet {
			table = append(table, route{r.Path, r.Handler, false})
		}
	}
	for _, p := range pictures() {
		table = append(table,
			route{p.path + ".svg", func(c echo.Context) error { return s.svg(c, p) }, false},
			route{p.path + ".png", func(c echo.Context) error { return s.png(c, p) }, false})
	}
	return table
}
