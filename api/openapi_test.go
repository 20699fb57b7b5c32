package api

import (
	"context"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"backofflab/api/openapi"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// described reads the document as the lab serves it. Objects take no more members than the
// document names, so that an answer with another one is seen.
func described(t *testing.T, lab *lab) *openapi3.T {
	t.Helper()
	a := lab.get(t, openapi.Path)
	var whole map[string]any
	if err := json.Unmarshal([]byte(a.body), &whole); a.status != http.StatusOK || err != nil {
		t.Fatalf("%d, %v", a.status, err)
	}
	closed(whole["components"].(map[string]any)["schemas"])
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// closed closes every object schema below a part of a document.
func closed(part any) {
	switch part := part.(type) {
	case map[string]any:
		if _, ok := part["properties"].(map[string]any); ok && part["type"] != nil && part["additionalProperties"] == nil {
			part["additionalProperties"] = false
		}
		for _, below := range part {
			closed(below)
		}
	case []any:
		for _, below := range part {
			closed(below)
		}
	}
}

func TestDocumentIsOpenAPI31(t *testing.T) {
	lab := startLab(t)
	document := described(t, lab)
	if err := document.Validate(context.Background()); err != nil || document.OpenAPI != "3.1.0" {
		t.Fatalf("%s: %v", document.OpenAPI, err)
	}
	ids := map[string]bool{}
	for at, path := range document.Paths.Map() {
		for method, o := range path.Operations() {
			if ids[o.OperationID] || o.OperationID == "" || o.Summary == "" {
				t.Errorf("%s %s has the name %q", method, at, o.OperationID)
			}
			ids[o.OperationID] = true
		}
	}
	if again := lab.ask(t, "GET", openapi.Path, "If-None-Match", lab.get(t, openapi.Path).header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("the same document again: %d", again.status)
	}
}

// The document has every route for programs, and no other.
func TestDocumentHasTheRoutes(t *testing.T) {
	lab := startLab(t)
	var routed []string
	for _, r := range lab.echo.Routes() {
		program := strings.HasPrefix(r.Path, "/api/") || r.Path == "/healthz" || r.Path == "/readyz"
		if program && r.Method != http.MethodHead {
			routed = append(routed, r.Method+" "+r.Path)
		}
	}
	var documented []string
	for at, path := range described(t, lab).Paths.Map() {
		for method := range path.Operations() {
			documented = append(documented, method+" "+strings.NewReplacer("{", ":", "}", "").Replace(at))
		}
	}
	slices.Sort(routed)
	slices.Sort(documented)
	if !slices.Equal(routed, documented) {
		t.Errorf("the routes are\n%q\nthe document has\n%q", routed, documented)
	}
}

// Whatever a scenario is, its JSON is as the document says, and so is the range of each field.
func TestScenariosAreAsDescribed(t *testing.T) {
	schema := described(t, startLab(t)).Components.Schemas["Scenario"].Value
	all := []scenario.Scenario{scenario.Default()}
	for _, p := range scenario.Presets() {
		all = append(all, p.Scenario())
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		all = append(all, scenariotest.RandomScenario(random))
	}
	for _, s := range all {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.VisitJSON(value, openapi3.EnableJSONSchema2020()); err != nil {
			t.Errorf("%s: %v", s.Query(), err)
		}
	}
}

// asked is a request, and the operation that it is one of.
type asked struct {
	path, query string
	status      int
	body, kind  string // of a POST; "": it is a GET
	method      string // ""; of what is neither
}

// rich is a run in which most things are that an answer can tell of: mixes, layers, libraries,
// hedges, a disturbance, a queue.
const rich = "clients=60&rate=10&servers=5&service=200ms&timeout=2s&outage=refuse&outage-from=2s&outage-to=4s&strategies=full@50/fixed@50,exponential>full,client:openai-python,lib:envoy"

const pastedGRPC = `{"methodConfig":[{"name":[{"service":"shop.v1.Orders"}],"timeout":"2s","retryPolicy":{"maxAttempts":4,"initialBackoff":"0.1s","maxBackoff":"1s","backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE"],"surprise":5}}]}`

// huge is more than any address answers with.
const huge = "clients=1000000&strategies=immediate&spread=0s"

var realRequests = []asked{
	{path: openapi.Path, status: 200},
	{path: "/api/v1/run", status: 200}, {path: "/api/v1/run", query: rich, status: 200}, {path: "/api/v1/run", query: "hedge=500ms&service=1s&" + labtest.Small, status: 200}, {path: "/api/v1/run", query: "budget=grpc&breaker=ratio&" + labtest.Small, status: 200}, {path: "/api/v1/run", query: "runs=5&" + labtest.Small, status: 200}, {path: "/api/v1/run", query: "limiter=llm&population=open&offered=5&horizon=5s", status: 200},
	{path: "/api/v1/run", query: "clients=1&spread=0s&rate=0.001&burst=1&horizon=20ms&strategies=list", status: 200},
	{path: "/api/v1/run", query: "rate=NaN", status: 400}, {path: "/api/v1/run", query: huge, status: 422}, {path: "/api/v1/run", query: "seed=7", status: 503},
	{path: "/api/v1/run.csv", query: labtest.Small, status: 200}, {path: "/api/v1/run.csv", query: "clients=0", status: 400}, {path: "/api/v1/run.csv", query: huge, status: 422}, {path: "/api/v1/run.csv", query: "seed=7", status: 503},
	{path: "/api/v1/results.csv", query: rich, status: 200}, {path: "/api/v1/results.csv", query: "nonsense=1", status: 400}, {path: "/api/v1/results.csv", query: huge, status: 422}, {path: "/api/v1/results.csv", query: "seed=7", status: 503},
	{path: "/api/v1/policy", status: 200}, {path: "/api/v1/policy", query: rich, status: 200}, {path: "/api/v1/policy", query: "strategies=client:openai-python,lib:envoy,full&deadline=1s", status: 200}, {path: "/api/v1/policy", query: "attempts=1", status: 200}, {path: "/api/v1/policy", query: "base=soon", status: 400},
	{path: "/api/v1/backoff", status: 200}, {path: "/api/v1/backoff", query: "strategies=lib:aws-sdk-go-v2-2026&deadline=9s&first-retry=at-once&retry=2&after=failure", status: 200}, {path: "/api/v1/backoff", query: "strategy=immediate&attempts=1", status: 200}, {path: "/api/v1/backoff", query: "max_attempts=0", status: 400},
	{path: "/api/v1/backoff/verify", body: "100ms\n200ms\n400ms\n", kind: "text/plain", status: 200}, {path: "/api/v1/backoff/verify", query: "unit=ms&policy=strategies=full", body: "100, 5000\n20, 12\n", kind: "text/plain", status: 200},
	{path: "/api/v1/backoff/verify", body: `{"text":"1 s\n1 s\n","policy":"/?strategies=lib:aws-sdk-go-v2-2026","attempt":"5ms"}`, kind: "application/json", status: 200},
	{path: "/api/v1/backoff/verify", body: url.Values{"text": {"0s\n5s\n30s\n"}}.Encode(), kind: "application/x-www-form-urlencoded", status: 200},
	{path: "/api/v1/backoff/verify", body: "Hello", kind: "text/plain", status: 400}, {path: "/api/v1/backoff/verify", body: strings.Repeat("1s\n", 1<<20), kind: "text/plain", status: 413}, {path: "/api/v1/backoff/verify", body: "1s", kind: "text/plain", status: 503},
	{path: "/api/v1/sweep", query: quickSweep, status: 200}, {path: "/api/v1/sweep", query: mapSweep, status: 200}, {path: "/api/v1/sweep", query: slowSweep, status: 202}, {path: "/api/v1/sweep", status: 400},
	{path: "/api/v1/sweep", query: slowSweep, method: http.MethodDelete, status: 200}, {path: "/api/v1/sweep", query: quickSweep, method: http.MethodDelete, status: 404}, {path: "/api/v1/sweep", query: "x=cap", method: http.MethodDelete, status: 400},
	{path: "/api/v1/find", query: quickFind, status: 200}, {path: "/api/v1/find", query: "seed=7&" + quickFind, status: 202}, {path: "/api/v1/find", query: "want=beauty", status: 400},
	{path: "/api/v1/find", query: "seed=7&" + quickFind, method: http.MethodDelete, status: 200}, {path: "/api/v1/find", query: quickFind, method: http.MethodDelete, status: 404}, {path: "/api/v1/find", query: "want=beauty", method: http.MethodDelete, status: 400},
	{path: "/api/v1/tip", query: quickTip, status: 200}, {path: "/api/v1/tip", query: "seed=7&" + quickTip, status: 202}, {path: "/api/v1/tip", query: "of=load", status: 400},
	{path: "/api/v1/tip", query: "seed=7&" + quickTip, method: http.MethodDelete, status: 200}, {path: "/api/v1/tip", query: quickTip, method: http.MethodDelete, status: 404}, {path: "/api/v1/tip", query: "of=load", method: http.MethodDelete, status: 400},
	{path: "/api/v1/seeds", query: quickSeeds, status: 200}, {path: "/api/v1/seeds", query: "seed=7&" + quickSeeds, status: 202}, {path: "/api/v1/seeds", query: "seeds=1", status: 400},
	{path: "/api/v1/seeds", query: "seed=7&" + quickSeeds, method: http.MethodDelete, status: 200}, {path: "/api/v1/seeds", query: quickSeeds, method: http.MethodDelete, status: 404}, {path: "/api/v1/seeds", query: "seeds=1", method: http.MethodDelete, status: 400},
	{path: "/api/v1/collapse", query: quickRare, status: 200}, {path: "/api/v1/collapse", query: slowRare, status: 202}, {path: "/api/v1/collapse", query: "repetitions=1", status: 400},
	{path: "/api/v1/collapse", query: slowRare, method: http.MethodDelete, status: 200}, {path: "/api/v1/collapse", query: quickRare, method: http.MethodDelete, status: 404}, {path: "/api/v1/collapse", query: "repetitions=1", method: http.MethodDelete, status: 400},
	{path: "/api/v1/read", query: "field=rate&value=100/min", status: 200}, {path: "/api/v1/read", query: "field=rate&value=soon", status: 400},
	{path: "/api/v1/trace", query: labtest.Small + "&strategy=full", status: 200}, {path: "/api/v1/trace", query: rich, status: 200}, {path: "/api/v1/trace", query: "limiter=concurrency&clients=20", status: 200}, {path: "/api/v1/trace", query: "strategy=none", status: 400}, {path: "/api/v1/trace", query: "clients=1000", status: 422}, {path: "/api/v1/trace", query: "seed=7", status: 503},
	{path: "/api/v1/attempts", query: labtest.Small, status: 200}, {path: "/api/v1/attempts", query: rich, status: 200}, {path: "/api/v1/attempts", query: "strategy=none", status: 400}, {path: "/api/v1/attempts", query: labtest.Stress, status: 422}, {path: "/api/v1/attempts", query: "seed=7", status: 503},
	{path: "/api/v1/attempts.csv", query: labtest.Small, status: 200}, {path: "/api/v1/attempts.csv", query: "strategy=none", status: 400}, {path: "/api/v1/attempts.csv", query: labtest.Stress, status: 422}, {path: "/api/v1/attempts.csv", query: "seed=7", status: 503},
	{path: "/api/v1/import", body: pastedGRPC, kind: "text/plain", status: 200}, {path: "/api/v1/import", query: "format=grpc&into=rate=7", body: pastedGRPC, kind: "application/yaml", status: 200},
	{path: "/api/v1/import", body: `{"text":"` + strings.ReplaceAll(pastedGRPC, `"`, `\"`) + `","into":"strategies=full,fixed","replaces":"fixed"}`, kind: "application/json", status: 200},
	{path: "/api/v1/import", body: url.Values{"text": {pastedGRPC}}.Encode(), kind: "application/x-www-form-urlencoded", status: 200},
	{path: "/api/v1/import", body: "Hello", kind: "text/plain", status: 400}, {path: "/api/v1/import", body: `{"txt":""}`, kind: "application/json", status: 400},
	{path: "/api/v1/import", body: strings.Repeat("x", 300<<10), kind: "text/plain", status: 413}, {path: "/api/v1/import", body: strings.Repeat("x", 2<<20), kind: "text/plain", status: 413},
	{path: "/api/v1/export", status: 200}, {path: "/api/v1/export", query: rich + "&strategy=exponential", status: 200}, {path: "/api/v1/export", query: "format=grpc&strategy=full", status: 200}, {path: "/api/v1/export", query: "format=word", status: 400},
	{path: "/api/v1/formats", status: 200},
	{path: "/api/v1/testbed/:key", status: 200}, {path: "/api/v1/testbed/none", status: 404},
	{path: "/api/v1/stream", status: 426},
	{path: "/api/v1/compare", query: "clients=20&with=clients=20;rate=5", status: 200}, {path: "/api/v1/compare", query: "clients=20&strategies=full@50/fixed@50,exponential>full&with=clients=10;strategies=exponential>full", status: 200}, {path: "/api/v1/compare", query: "clients=20&strategies=full&with=clients=20;strategies=list", status: 200},
	{path: "/api/v1/compare", status: 400}, {path: "/api/v1/compare", query: huge + "&with=clients=20", status: 422}, {path: "/api/v1/compare", query: "seed=7&with=seed=8", status: 503},
	{path: "/healthz", status: 200}, {path: "/readyz", status: 200}, {path: "/readyz", status: 503},
}

// Every operation of the document is asked for in earnest, until each answer that the document
// names was seen; and each is as the document has it.
func TestRealAnswersAreAsDescribed(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.RunWait = time.Millisecond
		c.RunAttempts = 20_000
		c.StudyWait = time.Millisecond
		c.Runner = seldom{}
	})
	document := described(t, lab)
	lab.swept(t, quickSweep)
	lab.swept(t, mapSweep)
	lab.finished(t, "/api/v1/find?"+quickFind)
	lab.finished(t, "/api/v1/tip?"+quickTip)
	lab.finished(t, "/api/v1/seeds?"+quickSeeds)
	lab.finished(t, "/api/v1/collapse?"+quickRare)
	key := lab.start(t, url.Values{"scenario": {small}, "script": {"503 retry-after=30, 200"}})
	lab.ask(t, "POST", "/m/"+key+"/v1/chat", "X-Client", "seven")
	seen := map[string]bool{}
	for _, r := range realRequests {
		operation := operationAt(t, document, r)
		a := lab.whileBusy(t, r, strings.Replace(r.path, ":key", key, 1))
		if a.status != r.status {
			t.Errorf("%s?%s: %d, want %d: %.200s", r.path, r.query, a.status, r.status, a.body)
			continue
		}
		if err := asDescribed(operation, a); err != nil {
			t.Errorf("%s?%s: %v", r.path, r.query, err)
		}
		seen[operation.OperationID+" "+strconv.Itoa(a.status)] = true
	}
	hurried := startLab(t, func(c *Config) { c.RequestRate, c.RequestBurst = 0.001, 1 })
	hurried.get(t, openapi.Path)
	for _, r := range realRequests {
		body := r.body[:min(len(r.body), 100)] // of a long one the server reads nothing, and may end the connection first
		a, operation := hurried.whileBusy(t, asked{path: r.path, method: r.method, body: body, kind: r.kind}, r.path), operationAt(t, document, r)
		if passes := strings.HasSuffix(r.path, "z"); passes != (a.status == http.StatusOK) {
			t.Errorf("%s: %d for an address that asks too fast", r.path, a.status)
		} else if err := asDescribed(operation, a); err != nil {
			t.Errorf("%s, asked too fast: %v", r.path, err)
		}
		seen[operation.OperationID+" "+strconv.Itoa(a.status)] = true
	}
	for at, path := range document.Paths.Map() {
		for _, o := range path.Operations() {
			for status := range o.Responses.Map() {
				if name := o.OperationID + " " + status; status != "default" && status != "101" && !seen[name] {
					t.Errorf("%s: %s was never seen", at, name)
				}
			}
		}
	}
}

// whileBusy asks, in case of a 503 for a run while there is no turn for it, or else while the
// server drains.
func (l *lab) whileBusy(t *testing.T, r asked, target string) answer {
	t.Helper()
	switch {
	case r.status == http.StatusServiceUnavailable && strings.HasPrefix(r.path, "/api/"):
		defer hold(t, l.runClass.Slots)()
		defer hold(t, l.traceClass.Slots)()
	case r.status == http.StatusServiceUnavailable:
		l.draining.Store(true)
		defer l.draining.Store(false)
	}
	if r.query != "" {
		target += "?" + r.query
	}
	if r.method != "" {
		return l.ask(t, r.method, target)
	}
	if r.body == "" {
		return l.get(t, target)
	}
	request, err := http.NewRequest(http.MethodPost, l.url+target, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", r.kind)
	return l.send(t, request)
}

func operationAt(t *testing.T, document *openapi3.T, r asked) *openapi3.Operation {
	t.Helper()
	path := r.path
	if strings.HasPrefix(path, "/api/v1/testbed/") {
		path = "/api/v1/testbed/{key}"
	}
	found := document.Paths.Value(path)
	if found == nil {
		t.Fatalf("%s is not in the document", path)
	}
	if r.method == http.MethodDelete {
		return found.Delete
	}
	if r.body != "" {
		return found.Post
	}
	return found.Get
}

// asDescribed reports what is wrong with an answer.
func asDescribed(operation *openapi3.Operation, a answer) error {
	of := operation.Responses.Status(a.status)
	if of == nil {
		return &undescribed{"status " + strconv.Itoa(a.status)}
	}
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	content := of.Value.Content[kind]
	if content == nil {
		return &undescribed{kind + ", but " + strings.Join(slices.Sorted(maps.Keys(of.Value.Content)), ", ")}
	}
	var value any = a.body
	if strings.HasSuffix(kind, "json") {
		if err := json.Unmarshal([]byte(a.body), &value); err != nil {
			return err
		}
	}
	return content.Schema.Value.VisitJSON(value, openapi3.EnableJSONSchema2020(), openapi3.MultiErrors())
}

type undescribed struct{ what string }

func (e *undescribed) Error() string { return "the document has no " + e.what }
