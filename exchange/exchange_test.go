package exchange_test

import (
	"slices"
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/scenario"
)

// A key names one format, and so does a name.
func TestKeysAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range exchange.Formats() {
		if seen[f.Key] || seen[f.Name] || f.Key == "" || f.Name == "" || f.Language == "" || f.File == "" {
			t.Errorf("%s, %s is there twice, or says not all of itself", f.Key, f.Name)
		}
		seen[f.Key], seen[f.Name] = true, true
	}
}

// Every format's sample is recognised as it, is read without a word lost, and what is written
// of it is read again as the same.
func TestSamples(t *testing.T) {
	for _, f := range exchange.Formats() {
		if f.Read == nil {
			continue
		}
		r, err := exchange.Read(f.Sample, "")
		if err != nil || r.Format != f.Key {
			t.Errorf("%s: its sample is read as %q, %v", f.Key, r.Format, err)
			continue
		}
		for _, n := range r.Notes {
			if n.Kind == form.Lost {
				t.Errorf("%s: line %d of its sample loses: %s", f.Key, n.Line, n.Says)
			}
		}
		if f.Write == nil {
			continue
		}
		s := r.Scenario()
		text, err := exchange.Write(s, s.Strategies[0], f.Key)
		if err != nil || !text.Same {
			t.Errorf("%s: its sample %s is written as\n%s\nwhich loses %q (%v)", f.Key, r.Key(), text.Code, text.Losses, err)
		}
	}
}

func TestFormatsHaveOneKeyEach(t *testing.T) {
	seen := map[string]string{}
	for _, f := range exchange.Formats() {
		if other, ok := seen[f.Key]; ok {
			t.Errorf("%s is the key of %s and of %s", f.Key, other, f.Name)
		}
		seen[f.Key] = f.Name
	}
}

// JSON that other programs refuse is read, and that is said.
func TestInvalidJSONIsSaid(t *testing.T) {
	r, err := exchange.Read("{\n \"methodConfig\": [{\"retryPolicy\": {\"maxAttempts\": 3, \"initialBackoff\": \"1s\",\n}}]}", "")
	if err != nil || len(r.Notes) == 0 || !slices.ContainsFunc(r.Notes, func(n form.Note) bool {
		return n.Line == 3 && n.Kind == form.Lost && strings.HasPrefix(n.Says, "This is no valid JSON: ")
	}) {
		t.Errorf("%+v, %v", r.Notes, err)
	}
}

// What a format cannot say is said, with figures.
func TestLosses(t *testing.T) {
	s := query(t, "strategies=full&base=100ms&cap=10s&attempts=8&budget=ratio&honour=honour")
	text, err := exchange.Write(s, "full", "grpc")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"gRPC service config cannot wait as Full jitter does. Before retry 1 it waits 40\u00a0ms to 60\u00a0ms, not 0\u00a0s to 100\u00a0ms. Before retry 4 it waits 320\u00a0ms to 480\u00a0ms, not 0\u00a0s to 800\u00a0ms.",
		"Max attempts: 5 in gRPC service config, 8 here.",
		"Retry-After: ignore in gRPC service config, honour here.",
		"Retry budget: none in gRPC service config, ratio here.",
	}
	if !slices.Equal(text.Losses, want) || text.Same {
		t.Errorf("%s", strings.Join(text.Losses, "\n"))
	}
}

func query(t *testing.T, query string) scenario.Scenario {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A link is of the policy alone: what a scenario says of the service and the run stays behind.
func TestWrittenLinkIsOfThePolicy(t *testing.T) {
	s := query(t, "clients=60&rate=10&strategies=full,equal(base=1s+attempts=4)&cap=9s&budget=grpc&budget-tokens=20&outage=refuse&outage-to=5s&seed=3")
	for strategy, want := range map[string]string{
		"full": "/?strategies=full&cap=9s&budget=grpc&budget-tokens=20\n", "equal(base=1s attempts=4)": "/?strategies=equal&base=1s&cap=9s&attempts=4&budget=grpc&budget-tokens=20\n",
	} {
		if text, err := exchange.Write(s, strategy, "link"); err != nil || text.Code != want || !text.Same {
			t.Errorf("%s: %q, %q, %v; want %q", strategy, text.Code, text.Losses, err, want)
		}
	}
}

// A link to a page of one strategy is that strategy; what else a link has is told.
func TestLinks(t *testing.T) {
	for text, want := range map[string]string{
		"https://lab.example/export?strategies=full,equal&base=1s&strategy=equal&format=tenacity#x": "equal(base=1s)",
		"https://lab.example/?strategies=full,equal&base=1s":                                        "full(base=1s)",
		"strategies=exponential(base=1s attempts=4)>client:openai-python":                           "exponential(base=1s attempts=4)>client:openai-python",
		"full(base=1s cap=20s attempts=6)>client:openai-python":                                     "full(base=1s cap=20s attempts=6)>client:openai-python",
		"client:envoy":                           "client:envoy",
		"?preset=cron-jobs":                      "exponential(base=1s cap=1m attempts=30)",
		"strategies=full&with=rate=5&title=Mine": "full",
	} {
		r, err := exchange.Read(text, "")
		if err != nil || r.Key() != want {
			t.Errorf("%s: %s, %v; want %s", text, r.Key(), err, want)
		}
		told := slices.ContainsFunc(r.Notes, func(n form.Note) bool { return strings.Contains(n.Says, "baseline") })
		if told != strings.Contains(text, "with=") {
			t.Errorf("%s: %+v", text, r.Notes)
		}
	}
}

// Policies are compared by what they come to.
func TestDifferences(t *testing.T) {
	for _, tt := range []struct {
		shows, a, b string
		fields      string // what begins each sentence
	}{
		{"equal jitter as ± jitter", "strategies=equal&base=100ms&cap=8s", "strategies=proportional&base=75ms&cap=6s&jitter=0.333333", ""},
		{"a library as what it draws", "strategies=lib:tenacity-random-exponential(base=1s+cap=1m)", "strategies=full&base=1s&cap=1m", ""},
		{"whole milliseconds", "strategies=exponential&base=150ms&cap=10s&factor=1.5", "strategies=lib:resilience4j(base=150ms+factor=1.5+cap=10s+jitter=0)", ""},
		{"a millisecond of few", "strategies=fixed&base=10ms", "strategies=fixed&base=11ms", "It cannot wait as Fixed"},
		{"a cap that is never reached", "strategies=exponential&base=1s&cap=1m&attempts=4", "strategies=exponential&base=1s&cap=1h&attempts=4", ""},
		{"a cap that is", "strategies=exponential&base=1s&cap=1m&attempts=9", "strategies=exponential&base=1s&cap=1h&attempts=9", "It cannot wait as No jitter does. Before retry 7 it waits 64"},
		{"a budget's own settings follow from it", "strategies=full&budget=grpc&budget-tokens=20", "strategies=full", "Retry budget"},
		{"the settings of the same budget", "strategies=full&budget=grpc&budget-tokens=20", "strategies=full&budget=grpc", "Budget, tokens"},
		{"what is not sent, where everything is", "strategies=full&retry-on=rejected", "strategies=full&retry-on=rejected,not-sent", ""},
		{"what is not sent, where a breaker refuses", "strategies=full&breaker=ratio&retry-on=rejected", "strategies=full&breaker=ratio&retry-on=rejected,not-sent", "Retry on"},
		{"a hedge", "strategies=full&hedge=50ms", "strategies=full", "Hedge"},
	} {
		var said []string
		for _, sentence := range exchange.Differences(query(t, tt.a), query(t, tt.b), "It") {
			name, _, _ := strings.Cut(sentence, ":")
			if before, _, ok := strings.Cut(sentence, " 1 s there"); ok || strings.HasPrefix(sentence, "It cannot") {
				name = before
			}
			said = append(said, name)
		}
		if got := strings.Join(said, "|"); !strings.HasPrefix(got, tt.fields) || tt.fields == "" && got != "" || strings.Contains(got, "|") {
			t.Errorf("%s: %q, want %q", tt.shows, got, tt.fields)
		}
	}
}

// Bad input has a clear word.
func TestUnreadable(t *testing.T) {
	for _, tt := range []struct{ text, format, want string }{
		{"", "", "There is no text."},
		{strings.Repeat("x", 10<<20), "", "at most"},
		{"hello world", "", "None of the formats is recognised"},
		{"kind: HTTPRoute\nmetadata: {name: http-retry}\n", "", "None of the formats is recognised"},
		{"a:\n  - b\n\tc: 1", "", "line 3 is indented by a tab"},
		{"a: [1", "", "As YAML or JSON it cannot be read"},
		{"hello", "nonsense", "format=nonsense: There is no such format to read. Formats are: link, json,"},
		{"hello", "grpc", "This was read as gRPC service config."},
		{`{"methodConfig": [{"retryPolicy": {"maxAttempts": 4`, "grpc", "and is no JSON"},
		{"builder.AddRetry(new RetryStrategyOptions\n{\n  MaxRetryAttempts = 4,", "", "read as Polly v8. Nothing in the text says how something retries. The bracket on line 2 is not closed."},
		{"strategies=nonsense", "", "nonsense"},
		{"\xff\xfe\x00", "", "no text"},
	} {
		if _, err := exchange.Read(tt.text, tt.format); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.40q as %q: %v, want %s", tt.text, tt.format, err, tt.want)
		}
	}
	if _, err := exchange.Write(scenario.Default(), "full", "nonsense"); err == nil || !strings.Contains(err.Error(), "format=nonsense") {
		t.Error(err)
	}
	if _, err := exchange.Write(scenario.Default(), "nonsense", "grpc"); err == nil {
		t.Error("a strategy that is none is written")
	}
}

// A library is called by its own text: plain code is of the lab's strategies, and of libraries
// that have none.
func TestPlainTexts(t *testing.T) {
	for _, tt := range []struct{ strategy, format, code, note string }{
		{"full", "go", "rand.Float64() * e", ""},
		{"client:cenkalti", "go", "", "These are the delays of cenkalti/backoff v5: choose its own text."},
		{"lib:jpillora-ref", "go", "jpillora", ""},
		{"lib:ky", "javascript", "", "These are the delays of Ky: choose its own text."},
		{"equal", "javascript", "Math.random", ""},
		{"decorrelated", "python", "random", ""},
	} {
		text, err := exchange.Write(query(t, "strategies="+tt.strategy), tt.strategy, tt.format)
		if err != nil || tt.code == "" != (text.Code == "") || !strings.Contains(text.Code, tt.code) || tt.note != "" && !slices.Contains(text.Notes, tt.note) {
			t.Errorf("%s as %s: %q, %q, %v", tt.strategy, tt.format, text.Code, text.Notes, err)
		}
	}
}
