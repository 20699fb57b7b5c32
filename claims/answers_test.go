package claims

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/api"
	"backofflab/scenario"
)

// page is a page of the lab, and what the interface answers for the same link.
type page struct {
	query     string
	markup    *node
	run       *run
	baseline  *run // nil where the link has none
	policy    *policy
	ask       func(path string) (status int, body string)
	contested map[string]map[string]string // phrase: fleets that one sentence gives it to: that sentence
	told      tally
	t         testing.TB
}

// tally counts what was read.
type tally struct{ sentences, unheld int }

// run is the answer of /api/v1/run, with the attempts of /api/v1/attempts.
type run struct {
	Query        string
	Scenario     settings
	Results      []*fleet
	Replications []replication
	Comparisons  []comparison
	Verdict      verdict
	traced       bool // there are attempts: a very large run has none
}

// settings are the fields of a scenario as the answer has them.
type settings map[string]any

func (s settings) text(field string) string    { return s[field].(string) }
func (s settings) number(field string) float64 { return s[field].(float64) }
func (s settings) count(field string) int      { return int(s.number(field)) }

// time is a field in milliseconds.
func (s settings) time(field string) float64 {
	d, err := time.ParseDuration(s.text(field))
	if err != nil {
		panic(err)
	}
	return float64(d) / 1e6
}

// forgets is when clients crash that lose their state.
func (s settings) forgets() float64 {
	if s.time("crash") > 0 && s.is("crash-state", "lost") {
		return s.time("crash")
	}
	return math.Inf(1)
}

// is reports whether a field has one of some values.
func (s settings) is(field string, values ...string) bool {
	for _, v := range values {
		if s.text(field) == v {
			return true
		}
	}
	return false
}

// list is a field of several words.
func (s settings) list(field string) []string {
	var words []string
	for _, w := range s[field].([]any) {
		words = append(words, w.(string))
	}
	return words
}

// fleet is one result. Times are in milliseconds.
type fleet struct {
	Strategy  string
	Attempts  int
	Requests  int
	Successes int
	Rejected  int
	Failed    int
	TimedOut  int `json:"timed_out"`
	NotSent   int `json:"not_sent"`
	Hedges    int
	HedgesWon int `json:"hedges_won"`
	Dropped   int
	GaveUp    int            `json:"gave_up"`
	GaveUpBy  map[string]int `json:"gave_up_by"`

	Unfinished    int
	Wasted        int
	Abandoned     int
	Lost          int
	Done95        *float64 `json:"done_95_ms"`
	LastSuccess   *float64 `json:"last_success_ms"`
	WastedEach    float64  `json:"wasted_per_request"`
	Later         *wave    `json:"later_wave"`
	Amplification float64
	PeakPerS      float64  `json:"peak_per_s"`
	PeakOverRate  *float64 `json:"peak_over_rate"`
	HerdIndex     *float64 `json:"herd_index"`
	Waves         []wave
	RecoveryMS    *float64 `json:"recovery_ms"`
	QueueWait     *float64 `json:"queue_wait_p50_ms"`
	P50           *float64 `json:"completion_p50_ms"`
	P90           *float64 `json:"completion_p90_ms"`
	P99           *float64 `json:"completion_p99_ms"`
	Queued        *float64 `json:"queue_wait_p99_ms"`
	Longest       *float64 `json:"completion_max_ms"`
	Layers        []struct {
		Strategy string
		Attempts int
	}
	ByAttempt []struct{ Attempt, Made, Succeeded int } `json:"by_attempt"`
	Parts     []part
	Partial   bool
	BinMS     float64 `json:"bin_ms"`

	AttemptsPerBin  []int `json:"attempts_per_bin"`
	CompletedPerBin []int `json:"completed_per_bin"`
	BegunPerBin     []int `json:"begun_per_bin"`
	OpenPerBin      []int `json:"open_per_bin"`

	name     string // on screen
	attempts []attempt
	byClient map[int][]attempt
	requests []request // where attempts tell them apart
}

type wave struct {
	From    float64 `json:"from_ms"`
	To      float64 `json:"to_ms"`
	Retries int
	Clients int
}

// attempt is one attempt. What did not happen is math.Inf(1).
type attempt struct {
	client, number          int
	begun                   float64 // its request
	sent, reached, answered float64
	outcome                 string
	hedge                   int // which further copy; 0: the first
}

// request are the attempts of one request, in order.
type request []attempt

type replication struct {
	Strategy string
	Runs     int
	Figures  []struct {
		Name              string
		Runs              int
		Low, Median, High float64
	}
}

// verdict says who is ahead, by the keys of strategies.
type verdict struct {
	Seeds    int
	Fewest   []string
	Measures []standing
}

type standing struct {
	Measure       string
	Clear         bool
	Ahead, Behind []string
	Agree         int
}

// of is the standing in a measure.
func (v verdict) of(measure string) standing {
	for _, s := range v.Measures {
		if s.Measure == measure {
			return s
		}
	}
	return standing{}
}

// lead is the measure that decides; one of nothing where none does.
func (v verdict) lead() standing {
	for _, s := range v.Measures {
		if s.Clear {
			return s
		}
	}
	return standing{}
}

type comparison struct {
	Figure, Best string
	Mean         float64
	Differences  []struct {
		Strategy string
		Runs     int
		Mean     float64
		Verdict  string
	}
}

// policy is the answer of /api/v1/policy.
type policy struct {
	Drawn      int `json:"clients_drawn"`
	Strategies []delays
}

// delays are those of one strategy, by retry.
type delays struct {
	Strategy string
	CapFrom  *int `json:"cap_from_retry"`
	Retries  []delay
}

type delay struct {
	Retry int
	Mode  *float64 `json:"mode_ms"`
	Share float64  `json:"mode_share"`
	Total float64  `json:"total_p50_ms"`
	Late  float64  `json:"late_share"` // of the clients that do not make it for the deadline
}

// made are the delays before retries that some client makes.
func (d delays) made() []delay {
	for i, r := range d.Retries {
		if r.Late >= 1 {
			return d.Retries[:i]
		}
	}
	return d.Retries
}

// lab answers requests. All tests have one, which keeps the runs that several ask for.
var lab = sync.OnceValue(func() func(path string) (status int, body string) {
	handler := api.New(api.DefaultConfig()).HTTP().Handler
	return func(path string) (int, string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
})

// get returns the decoded answer, and whether there was one.
func get(t testing.TB, ask func(string) (int, string), path string, into any) bool {
	t.Helper()
	status, body := ask(path)
	if status != http.StatusOK {
		return false
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		t.Errorf("%s: %v", path, err)
		return false
	}
	return true
}

// open fetches a page and its data; nil where there is no run on it.
func open(t testing.TB, ask func(string) (int, string), query string) *page {
	t.Helper()
	status, body := ask("/?" + query)
	if status != http.StatusOK {
		return nil
	}
	if whole, parts := ask("/details?" + query); whole == http.StatusOK { // what is folded on the page
		body += parts
	}
	markup, err := readMarkup(body)
	if err != nil {
		t.Errorf("%s: %v", query, err)
		return nil
	}
	p := &page{query: query, markup: markup, ask: ask, contested: map[string]map[string]string{}, t: t, policy: &policy{}}
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Errorf("%s: %v", query, err)
		return nil
	}
	if p.run = answer(t, ask, "/api/v1/run?"+query); p.run == nil {
		return nil
	}
	get(t, ask, "/api/v1/policy?"+p.run.Query, p.policy)
	if with := values.Get("with"); with != "" {
		p.baseline = answer(t, ask, "/api/v1/run?"+with)
	}
	return p
}

// answer is a run and its attempts.
func answer(t testing.TB, ask func(string) (int, string), path string) *run {
	t.Helper()
	r := &run{}
	if !get(t, ask, path, r) {
		return nil
	}
	var tables struct {
		Strategies []struct {
			Strategy        string
			Client, Attempt []int
			BegunMS         []float64  `json:"begun_ms"`
			SentMS          []float64  `json:"sent_ms"`
			ReachedMS       []*float64 `json:"reached_ms"`
			AnsweredMS      []*float64 `json:"answered_ms"`
			Outcome         []*string
			Hedge           []int
		}
	}
	r.traced = get(t, ask, "/api/v1/attempts?"+r.Query, &tables)
	for i, f := range r.Results {
		f.name = ordinary(scenario.FleetName(f.Strategy))
		if !r.traced {
			continue
		}
		table := tables.Strategies[i]
		f.byClient = map[int][]attempt{}
		for j := range table.Client {
			a := attempt{table.Client[j], table.Attempt[j], table.BegunMS[j], table.SentMS[j], orNever(table.ReachedMS[j]), orNever(table.AnsweredMS[j]), "", table.Hedge[j]}
			if table.Outcome[j] != nil {
				a.outcome = *table.Outcome[j]
			}
			f.attempts = append(f.attempts, a)
			f.byClient[a.client] = append(f.byClient[a.client], a)
		}
		f.requests = requestsOf(f.attempts, r.Scenario.forgets())
	}
	return r
}

func orNever(ms *float64) float64 {
	if ms == nil {
		return math.Inf(1)
	}
	return *ms
}

// requestsOf tells the requests apart. Those of a client that begin at one moment, as after a
// crash, are taken for each other, which changes no time. At a time, math.Inf(1) for none,
// clients may forget how many attempts they have made.
func requestsOf(attempts []attempt, forgets float64) []request {
	type key struct {
		client int
		begun  float64
	}
	var all []request
	where := map[key][]int{}
	for _, a := range attempts {
		k := key{a.client, a.begun}
		at := slices.IndexFunc(where[k], func(i int) bool {
			last := all[i][len(all[i])-1]
			if a.hedge > 0 {
				return last.number == a.number
			}
			goesOn := last.number < a.number && last.answered <= a.sent || last.sent < forgets && a.sent >= forgets && a.number == 1
			return goesOn && math.IsInf(all[i].done(), 1)
		})
		if at < 0 {
			at, where[k], all = len(where[k]), append(where[k], len(all)), append(all, nil)
		}
		all[where[k][at]] = append(all[where[k][at]], a)
	}
	return all
}

// done is when a request succeeded; math.Inf(1) where it did not.
func (r request) done() float64 {
	for _, a := range r { // the last, or a copy of it
		if a.outcome == "success" {
			return a.answered
		}
	}
	return math.Inf(1)
}

// fleet is the result of a strategy by the name on screen, as it stands in a sentence; nil
// where there is none.
func (r *run) fleet(name string) *fleet {
	name = strings.Trim(name, "“”")
	if own, ok := aliases[strings.ToLower(name)]; ok {
		name = own
	}
	for _, f := range r.Results {
		if strings.EqualFold(f.name, name) {
			return f
		}
	}
	var keys []string
	for _, f := range r.Results {
		keys = append(keys, f.Strategy)
	}
	for i, short := range scenario.FleetShorts(keys) {
		if short == name {
			return r.Results[i]
		}
	}
	return nil
}
