package api

import (
	"context"
	"encoding/json"
	"maps"
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

// asked is a request, and the operation that it is one of.
type asked struct {
	path, query string
	status      int
}

// rich is a run in which most things are that an answer can tell of: mixes, layers, libraries,
// hedges, a disturbance, a queue.
const rich = "clients=60&rate=10&servers=5&service=200ms&timeout=2s&outage=refuse&outage-from=2s&outage-to=4s&strategies=full@50/fixed@50,exponential>full,client:openai-python,lib:envoy"

// huge is more than any address answers with.
const huge = "clients=1000000&strategies=immediate&spread=0s"

var realRequests = []asked{
	{openapi.Path, "", 200},
	{"/api/v1/run", "", 200}, {"/api/v1/run", rich, 200}, {"/api/v1/run", "hedge=500ms&service=1s&" + labtest.Small, 200}, {"/api/v1/run", "budget=grpc&breaker=ratio&" + labtest.Small, 200}, {"/api/v1/run", "runs=5&" + labtest.Small, 200}, {"/api/v1/run", "limiter=llm&population=open&offered=5&horizon=5s", 200},
	{"/api/v1/run", "clients=1&spread=0s&rate=0.001&burst=1&horizon=20ms&strategies=list", 200},
	{"/api/v1/run", "rate=NaN", 400}, {"/api/v1/run", huge, 422}, {"/api/v1/run", "seed=7", 503},
	{"/api/v1/run.csv", labtest.Small, 200}, {"/api/v1/run.csv", "clients=0", 400}, {"/api/v1/run.csv", huge, 422}, {"/api/v1/run.csv", "seed=7", 503},
	{"/api/v1/results.csv", rich, 200}, {"/api/v1/results.csv", "nonsense=1", 400}, {"/api/v1/results.csv", huge, 422}, {"/api/v1/results.csv", "seed=7", 503},
	{"/api/v1/policy", "", 200}, {"/api/v1/policy", rich, 200}, {"/api/v1/policy", "strategies=client:openai-python,lib:envoy,full&deadline=1s", 200}, {"/api/v1/policy", "attempts=1", 200}, {"/api/v1/policy", "base=soon", 400},
	{"/api/v1/read", "field=rate&value=100/min", 200}, {"/api/v1/read", "field=rate&value=soon", 400},
	{"/api/v1/trace", labtest.Small + "&strategy=full", 200}, {"/api/v1/trace", rich, 200}, {"/api/v1/trace", "limiter=concurrency&clients=20", 200}, {"/api/v1/trace", "strategy=none", 400}, {"/api/v1/trace", "clients=1000", 422}, {"/api/v1/trace", "seed=7", 503},
	{"/api/v1/attempts", labtest.Small, 200}, {"/api/v1/attempts", rich, 200}, {"/api/v1/attempts", "strategy=none", 400}, {"/api/v1/attempts", labtest.Stress, 422}, {"/api/v1/attempts", "seed=7", 503},
	{"/api/v1/attempts.csv", labtest.Small, 200}, {"/api/v1/attempts.csv", "strategy=none", 400}, {"/api/v1/attempts.csv", labtest.Stress, 422}, {"/api/v1/attempts.csv", "seed=7", 503},
	{"/api/v1/testbed/:key", "", 200}, {"/api/v1/testbed/none", "", 404},
	{"/api/v1/stream", "", 426},
	{path: "/api/v1/compare", query: "clients=20&with=clients=20;rate=5", status: 200}, {path: "/api/v1/compare", query: "clients=20&strategies=full@50/fixed@50,exponential>full&with=clients=10;strategies=exponential>full", status: 200}, {path: "/api/v1/compare", query: "clients=20&strategies=full&with=clients=20;strategies=list", status: 200},
	{path: "/api/v1/compare", status: 400}, {path: "/api/v1/compare", query: huge + "&with=clients=20", status: 422}, {path: "/api/v1/compare", query: "seed=7&with=seed=8", status: 503},
	{"/healthz", "", 200}, {"/readyz", "", 200}, {"/readyz", "", 503},
}

// Every operation of the document is asked for in earnest, until each answer that the document
// names was seen; and each is as the document has it.
func TestRealAnswersAreAsDescribed(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = time.Millisecond; c.RunAttempts = 20_000 })
	document := described(t, lab)
	key := lab.start(t, url.Values{"scenario": {small}, "script": {"503 retry-after=30, 200"}})
	lab.ask(t, "POST", "/m/"+key+"/v1/chat", "X-Client", "seven")
	seen := map[string]bool{}
	for _, r := range realRequests {
		operation := operationAt(t, document, r.path)
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
	for at, path := range document.Paths.Map() {
		for status := range path.Get.Responses.Map() {
			if name := path.Get.OperationID + " " + status; status != "default" && status != "101" && !seen[name] {
				t.Errorf("%s: %s was never seen", at, name)
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
	case r.status == http.StatusServiceUnavailable:
		l.draining.Store(true)
		defer l.draining.Store(false)
	}
	if r.query != "" {
		target += "?" + r.query
	}
	return l.get(t, target)
}

func operationAt(t *testing.T, document *openapi3.T, path string) *openapi3.Operation {
	t.Helper()
	if strings.HasPrefix(path, "/api/v1/testbed/") {
		path = "/api/v1/testbed/{key}"
	}
	found := document.Paths.Value(path)
	if found == nil {
		t.Fatalf("%s is not in the document", path)
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
