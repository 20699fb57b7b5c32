package api

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/api/mcp"
	"backofflab/api/openapi"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/scenariotest"
	"backofflab/web/templates/chart"
)

// FuzzRoutes asks every address about scenarios over all fields, each made of a link and
// of bytes that change it: answers are no faults of the lab, have bounded size, and lists
// in JSON are lists. With -short, as in make test, every link is asked of each fourth address,
// from another one on for each; make check and make fuzz ask all.
func FuzzRoutes(f *testing.F) {
	for _, link := range scenariotest.Hostile {
		f.Add(link, []byte(nil))
	}
	for _, link := range []string{"rate=NaN", "clients=-1", "base=9223372036854775808s", "clients=0x10", "n=5&n=6", "seed=9007199254740993",
		"title=<script>&note=${alert(1)}", "strategies=full&a=%00", "v=99", "horizon=1011ms&latency=10ms", "fail=1&attempts=1&strategies=full",
		"population=open&offered=0.001&duration=1ms", "population=open&offered=0.001&duration=1ms&runs=3", scenariotest.Everything, scenariotest.Everything + "&runs=3"} {
		f.Add(link, []byte(nil))
	}
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 23))
		data := make([]byte, scenariotest.Bytes())
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		f.Add("", data)
	}
	asked := 0
	config := DefaultConfig()
	config.PageAttempts, config.RunAttempts, config.Runs, config.RunWait = 5_000, 20_000, 4, time.Minute
	config.StudyTime = time.Millisecond // a link alone asks for some studies: most are refused
	s := New(config)
	f.Cleanup(s.Close)
	f.Fuzz(func(t *testing.T, raw string, data []byte) {
		if wanted, err := scenario.ParseQuery(raw); err == nil {
			mutated, ok := scenariotest.Mutate(wanted, data)
			if !ok {
				return
			}
			raw = mutated.Query()
		}
		stop := watchHeap(t, raw)
		asked++
		for i, target := range targetsOf(s, raw) {
			if !testing.Short() || (i+asked)%4 == 0 {
				ask(t, s, target)
			}
		}
		stop()
		labtest.Eventually(t, "all memory is given back", func() bool { return s.memory.InUse() == 0 })
	})
}

// linkless are addresses that take no link.
var linkless = []string{streamPath, "/scenarios", "/proof", "/help", "/glossary", "/docs", "/fragment/keys", "/fragment/term", "/favicon.ico", openapi.Path, "/api/v1/formats", mcp.Path, "/use", // that leads to /export
	"/find", "/find.csv", "/api/v1/find"} // whose answers do not wait for a search

// targetsOf are all addresses that take a link, with that one.
func targetsOf(s *Server, raw string) []string {
	compared := "/compare"
	if l, err := link.Parse(raw); err == nil && l.With == nil {
		l.With = &l.Scenario
		compared = l.Path()
	}
	targets := []string{compared}
	for _, r := range s.table() {
		if !slices.Contains(linkless, r.path) && !strings.Contains(r.path, "*") && !strings.Contains(r.path, ":key") { // a testbed is no run
			targets = append(targets, strings.Replace(r.path, ":name", chart.PartNumbers, 1)+"?"+raw)
		}
	}
	return targets
}

// maxAnswer is more than an answer takes of a run of 20,000 attempts, or of 4,000 bins of
// eight strategies.
const maxAnswer = 16 << 20

// ask holds one answer to what is true of all.
func ask(t *testing.T, s *Server, target string) {
	path, query, _ := strings.Cut(target, "?")
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.URL, request.RequestURI = &url.URL{Path: path, RawQuery: query}, target
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, request)
	if !slices.Contains([]int{http.StatusOK, http.StatusBadRequest, http.StatusUnprocessableEntity}, answer.Code) {
		t.Errorf("%s: %d: %.300s", target, answer.Code, answer.Body)
	}
	if answer.Body.Len() > maxAnswer {
		t.Errorf("%s: %d bytes", target, answer.Body.Len())
	}
	if strings.Contains(answer.Header().Get("Content-Type"), "json") {
		var value any
		if err := json.Unmarshal(answer.Body.Bytes(), &value); err != nil {
			t.Errorf("%s: %v", target, err)
		}
		holdToLists(t, target, "", value)
	}
}

// lists are the names under which JSON has lists.
var lists = strings.Fields("fewest measures ahead behind results replications comparisons strategies attempts retries figures differences series quantities levels waves parts " +
	"low median high client attempt sent_ms reached_ms answered_ms outcome hedge fields bins retry-on outcomes " +
	"accepted rejected failed completed in_flight queued begun open timed_out")

// holdToLists fails where a list is null.
func holdToLists(t *testing.T, target, at string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if inner == nil && (slices.Contains(lists, name) || strings.HasSuffix(name, "_per_bin")) {
				t.Errorf("%s: %s.%s is null", target, at, name)
			}
			holdToLists(t, target, at+"."+name, inner)
		}
	case []any:
		for _, inner := range value {
			holdToLists(t, target, at+"[]", inner)
		}
	}
}

// watchHeap looks at the heap while answers are made. A run that takes all memory would
// end the test without a word.
func watchHeap(t *testing.T, raw string) (stop func()) {
	const most = 3 << 29
	over, ended := make(chan struct{}), make(chan error)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-over:
				ended <- nil
				return
			case <-tick.C:
				var m runtime.MemStats
				if runtime.ReadMemStats(&m); m.HeapAlloc > most {
					panic("the heap is above 1.5 GB while it answers " + raw)
				}
			}
		}
	}()
	return func() {
		close(over)
		<-ended
	}
}
