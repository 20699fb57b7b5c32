package openapi

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/google/jsonschema-go/jsonschema"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/calculator"
	"backofflab/calculator/observed"
	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/scenario"
)

// asked is an operation of the API.
type asked struct {
	method, path string
	id, summary  string
	more         string // a description; "": the summary is all
	link         bool   // it takes a link
	parameters   []parameter
	body         *body
	answers      reflect.Type // what a 200 has as JSON; nil: kind
	kind         string       // media type of anything else
	says         string       // of the answer
	later        string       // of a 202 that has the same media type; "": there is none
	busy         string       // of a 503 that has the same media type; "": there is none
	problems     []int        // statuses of errors that it may well answer
}

const (
	jsonKind    = "application/json"
	problemKind = "application/problem+json"
	csvKind     = "text/csv"
	textKind    = "text/plain"
)

var ofRun = []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusServiceUnavailable}

func operations() []asked {
	strategy := parameter{Name: "strategy", In: "query", Description: "The key of one of the scenario's strategies.", Schema: &jsonschema.Schema{Type: "string"}}
	key := parameter{Name: "key", In: "path", Required: true, Description: "The key of the testbed, from the address of its page.", Schema: &jsonschema.Schema{Type: "string"}}
	return slices.Concat([]asked{
		{method: http.MethodGet, path: Path, id: "describe", summary: "This document", kind: jsonKind, says: "The document"},
		{method: http.MethodGet, path: "/api/v1/run", id: "run", summary: "Simulate a scenario: everything that came of it",
			link: true, answers: reflect.TypeFor[wire.RunAnswer](), says: "The run", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/run.csv", id: "runTable", summary: "The same run, a row for each strategy and bin",
			link: true, kind: csvKind, says: "The bins", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/results.csv", id: "resultsTable", summary: "The same run, a row for each strategy",
			link: true, kind: csvKind, says: "The table", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/compare", id: "compare", summary: "A run beside its baseline, seed by seed",
			more: "The parameter with is the baseline, and must be there.",
			link: true, answers: reflect.TypeFor[wire.CompareAnswer](), says: "Both runs, and how they differ", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/policy", id: "policy", summary: "The delays of the retry policy; nothing is simulated",
			link: true, answers: reflect.TypeFor[wire.PolicyAnswer](), says: "The delays", problems: []int{http.StatusBadRequest}},
		{method: http.MethodGet, path: "/api/v1/backoff", id: "backoff", summary: "One retry policy in figures: bounds, means, percentiles, densities, sums, and its formula with the numbers put in",
			more: "Nothing is simulated. Of a link's strategies the first counts. The fields have other names, too: max_attempts, max_retries, base_delay, max_delay, multiplier and their like, with _ms or _seconds for the unit of a bare number.",
			link: true, parameters: backoffParameters(), answers: reflect.TypeFor[wire.BackoffAnswer](), says: "The figures", problems: []int{http.StatusBadRequest}},
		{method: http.MethodPost, path: "/api/v1/backoff/verify", id: "verify", summary: "Which strategies observed delays fit, by a test that knows rounding and delays that had not ended",
			more:       "The text may be lines, CSV, JSON or a log. The answer says which bounds a strategy breaks and before which attempt, and what was assumed or left out, line by line. The same text always has the same answer.",
			parameters: verifyParameters(), body: textBody(observed.MaxPasted, reflect.TypeFor[wire.VerifyAsked]()), answers: reflect.TypeFor[wire.VerifyAnswer](), says: "What the delays fit",
			problems: []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable}},
		{method: http.MethodGet, path: "/api/v1/read", id: "read", summary: "One value as links and screens write it, however it was typed",
			parameters: []parameter{
				{Name: "field", In: "query", Required: true, Description: "The name of a field of scenarios.", Schema: &jsonschema.Schema{Type: "string", Enum: fieldNames()}},
				{Name: "value", In: "query", Required: true, Description: "What was typed.", Schema: &jsonschema.Schema{Type: "string"}},
			},
			answers: reflect.TypeFor[wire.ReadAnswer](), says: "The value", problems: []int{http.StatusBadRequest}},
		{method: http.MethodPost, path: "/api/v1/import", id: "import", summary: "A configuration, or code that sets one, as a strategy of the lab",
			more:       "The format is recognised where none is given. Nothing that the text says is dropped in silence: each line has a note of what was understood, assumed or lost. Code is read, never run.",
			parameters: importParameters(), body: textBody(form.MaxTextBytes, reflect.TypeFor[wire.ImportAsked]()), answers: reflect.TypeFor[wire.ImportAnswer](), says: "What the text says",
			problems: []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge}},
		{method: http.MethodGet, path: "/api/v1/export", id: "export", summary: "The policy of one strategy as code or configuration for libraries and proxies",
			more: "What a library cannot say is computed: the text is read again, and the two policies are compared.",
			link: true, parameters: []parameter{strategy, {Name: "format", In: "query", Description: "The key of one format; without it the answer has all of them.", Schema: formatSchema(func(f form.Format) bool { return f.Write != nil })}},
			answers: reflect.TypeFor[wire.ExportAnswer](), says: "The texts", problems: []int{http.StatusBadRequest}},
		{method: http.MethodGet, path: "/api/v1/formats", id: "formats", summary: "The formats that are imported and exported",
			answers: reflect.TypeFor[wire.FormatsAnswer](), says: "The formats"},
		{method: http.MethodGet, path: "/api/v1/trace", id: "trace", summary: "Every attempt of one strategy, and the limiter's room, of a small run",
			more: "An attempt is a list: client, number, when it was sent, reached the service and was answered (ms), outcome, whether it is the last of its request (1 or 0), number of the request. A time is null where the run stopped before.",
			link: true, parameters: []parameter{strategy}, answers: reflect.TypeFor[wire.TraceAnswer](), says: "The attempts", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/attempts", id: "attempts", summary: "Every attempt, in columns for each strategy",
			link: true, parameters: []parameter{strategy}, answers: reflect.TypeFor[wire.AttemptsAnswer](), says: "The attempts", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/attempts.csv", id: "attemptsTable", summary: "Every attempt, a row for each",
			link: true, parameters: []parameter{strategy}, kind: csvKind, says: "The attempts", problems: ofRun},
		{method: http.MethodGet, path: "/api/v1/testbed/:key", id: "testbed", summary: "What clients did to a testbed, beside its forecast",
			parameters: []parameter{key}, answers: reflect.TypeFor[wire.TestbedAnswer](), says: "The testbed now", problems: []int{http.StatusNotFound}},
		{method: http.MethodGet, path: "/api/v1/stream", id: "stream", summary: "A socket that sends runs while they go",
			more: "It speaks WebSocket: /docs/protocol has the messages.", problems: []int{http.StatusUpgradeRequired}},
		{method: http.MethodGet, path: "/healthz", id: "health", summary: "Whether the process answers, and what it was built from", kind: textKind, says: "It does"},
		{method: http.MethodGet, path: "/readyz", id: "ready", summary: "Whether the server takes new clients", kind: textKind, says: "It does", busy: "It is about to stop."},
	}, studyOperations())
}

// backoffParameters are what a calculation takes besides a link.
func backoffParameters() []parameter {
	text := &jsonschema.Schema{Type: "string"}
	return []parameter{
		{Name: "strategy", In: "query", Description: "Another name of strategies: one of them.", Schema: text},
		{Name: calculator.NameT, In: "query", Description: "A time since the first failure, 30s by default: the answer says which share of the clients is still waiting then.", Schema: text},
		{Name: calculator.NameWithin, In: "query", Description: "A time, 24h by default: the answer says how many retries it has room for.", Schema: text},
		{Name: calculator.NameRetry, In: "query", Description: "The retry whose formula is written out, from 1 to max attempts - 1.", Schema: &jsonschema.Schema{Type: "integer", Minimum: new(1.0)}},
		{Name: calculator.NameAfter, In: "query", Description: "What the delays come after, of a library that treats rejections apart.", Schema: &jsonschema.Schema{Type: "string", Enum: []any{"rejection", "failure"}}},
	}
}

// formatSchema is the key of a format that can do something.
func formatSchema(can func(form.Format) bool) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, f := range exchange.Formats() {
		if can(f) {
			s.Enum = append(s.Enum, f.Key)
		}
	}
	return s
}

// importParameters are what is beside a text that is a body by itself.
func importParameters() []parameter {
	return []parameter{
		{Name: "format", In: "query", Description: "The key of the text's format; without it the format is recognised.", Schema: formatSchema(func(f form.Format) bool { return f.Read != nil })},
		{Name: "into", In: "query", Description: "A link or a query: the strategy becomes one more of that scenario.", Schema: &jsonschema.Schema{Type: "string"}},
		{Name: "replaces", In: "query", Description: "The strategy of that scenario in whose place it comes.", Schema: &jsonschema.Schema{Type: "string"}},
	}
}

// verifyParameters are what is beside observed delays that are a body by themselves.
func verifyParameters() []parameter {
	text := &jsonschema.Schema{Type: "string"}
	return []parameter{
		{Name: "unit", In: "query", Description: "The unit of numbers without one: s, ms, us, ns, m or h; without it, as the text suggests.", Schema: text},
		{Name: "policy", In: "query", Description: "What the clients are said to do: a link, or the query of one as /api/v1/backoff takes it.", Schema: text},
		{Name: "attempt", In: "query", Description: "How long an attempt takes at most, up to an hour, where delays are differences of times: 200ms. Without it that is searched.", Schema: text},
	}
}

// textBody is a text by itself, or with what else is asked as JSON or a form.
func textBody(most int, asked reflect.Type) *body {
	fields := ref(asked)
	return &body{
		Required: true, Description: fmt.Sprintf("The text, of at most %d bytes: by itself, or with what else there is as JSON or a form.", most),
		Content: map[string]media{
			textKind: {Schema: &jsonschema.Schema{Type: "string", MaxLength: &most}}, jsonKind: {Schema: fields}, "application/x-www-form-urlencoded": {Schema: fields},
		},
	}
}

func fieldNames() []any {
	var all []any
	for _, f := range scenario.Fields() {
		all = append(all, f.Name)
	}
	return all
}

func (a asked) described() *operation {
	o := &operation{ID: a.id, Summary: a.summary, Description: a.more, Parameters: a.parameters, RequestBody: a.body, Responses: map[string]response{}}
	if a.link {
		o.Parameters = append(linked(), a.parameters...)
	}
	switch {
	case a.answers != nil:
		o.Responses["200"] = response{Description: a.says, Content: map[string]media{jsonKind: {Schema: ref(a.answers)}}}
	case a.kind == jsonKind:
		o.Responses["200"] = response{Description: a.says, Content: map[string]media{jsonKind: {Schema: &jsonschema.Schema{Type: "object"}}}}
	case a.kind != "":
		o.Responses["200"] = response{Description: a.says, Content: map[string]media{a.kind: {Schema: &jsonschema.Schema{Type: "string"}}}}
	default:
		o.Responses["101"] = response{Description: "The connection becomes a socket."}
	}
	if a.later != "" {
		o.Responses["202"] = response{Description: a.later, Content: o.Responses["200"].Content}
	}
	if a.busy != "" {
		o.Responses["503"] = response{Description: a.busy, Content: o.Responses["200"].Content}
	}
	for _, status := range a.problems {
		o.Responses[strconv.Itoa(status)] = response{Ref: "#/components/responses/" + strconv.Itoa(status)}
	}
	if a.kind != textKind {
		o.Responses["429"] = response{Ref: "#/components/responses/429"}
		o.Responses["default"] = response{Ref: "#/components/responses/default"}
	}
	return o
}

// said are the errors by their status.
var said = map[int]string{
	http.StatusBadRequest:            "Values are wrong: each is named with what to write instead.",
	http.StatusNotFound:              "There is none, or none any more.",
	http.StatusRequestEntityTooLarge: "The text is longer than the lab reads.",
	http.StatusUnprocessableEntity:   "The run is larger than this address answers with.",
	http.StatusUpgradeRequired:       "The request asked for no socket.",
	http.StatusTooManyRequests:       "Your address asks faster than the lab lets one: try again after Retry-After.",
	http.StatusServiceUnavailable:    "Too many runs are under way: try again after Retry-After.",
}

func problems() map[string]response {
	content := map[string]media{problemKind: {Schema: ref(reflect.TypeFor[problem.Problem]())}}
	all := map[string]response{"default": {Description: "Any other error.", Content: content}}
	for status, words := range said {
		all[strconv.Itoa(status)] = response{Description: words, Content: content}
	}
	return all
}
