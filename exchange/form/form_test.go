package form_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/retry/config"
	"backofflab/scenario"
)

func TestNewText(t *testing.T) {
	for _, tt := range []struct{ shows, raw, want, err string }{
		{"UTF-8 with its mark", "\ufeffa: 1", "a: 1", ""},
		{"UTF-16", "\xff\xfea\x00:\x00\n\x00", "a:\n", ""},
		{"UTF-16, the other way", "\xfe\xff\x00a\x00\n", "a\n", ""},
		{"line ends of Windows", "a\r\nb\rc", "a\nb\nc", ""},
		{"fences keep the lines", "```yaml\na: 1\n```\n", "\na: 1\n\n", ""},
		{"UTF-16 without a mark", "a\x00:\x00", "", "Byte 2 is zero"},
		{"Latin-1", "caf\xe9: 1", "", "Byte 4 is not UTF-8"},
		{"nothing", " \n\t", "", "There is no text"},
		{"too much", strings.Repeat("x", 10<<20), "", "has 10\u202f485\u202f760 bytes; at most 262\u202f144 are read"},
	} {
		text, err := form.NewText(tt.raw)
		if tt.err != "" {
			if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "\u00a0", "\u202f"), tt.err) {
				t.Errorf("%s: %v", tt.shows, err)
			}
		} else if err != nil || text.Raw != tt.want {
			t.Errorf("%s: %+v, %v", tt.shows, text, err)
		}
	}
}

// Words are found however people space them.
func TestHas(t *testing.T) {
	text, err := form.NewText("Config( retries = {'mode':  'standard'} )")
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]bool{"Config(retries=": true, "'mode': 'standard'": true, "retries =": true, "retry=": false, "Con fig": false} {
		if text.Has(words) != want {
			t.Errorf("%q: %t", words, !want)
		}
	}
}

// node is a value on a line.
func node(line int, text string) *tree.Node { return &tree.Node{Line: line, Text: text} }

func TestReading(t *testing.T) {
	for _, tt := range []struct {
		shows string
		read  func(*form.Reading)
		key   string
		notes string // a note each, "line kind says"
	}{
		{"retries are one attempt fewer", func(r *form.Reading) { r.Retries(node(3, "4"), nil) }, "full(attempts=5)", "3 understood 4 retries are 5 attempts, the first included."},
		{"no retries", func(r *form.Reading) { r.Retries(node(3, "0"), nil) }, "full(attempts=1)", "3 understood No retries"},
		{"no limit", func(r *form.Reading) { r.Attempts(node(3, "0"), func(n int) bool { return n == 0 }) }, "full(attempts=1000)", "3 understood Max attempts: 1\u202f000.|3 lost Attempts without a limit are 1\u202f000 here."},
		{"three", func(r *form.Reading) { r.Attempts(node(3, "three"), nil) }, "full", "3 lost three is no number"},
		{"too many", func(r *form.Reading) { r.Attempts(node(3, "5000"), nil) }, "full(attempts=1000)", "3 lost Max attempts 5000 cannot be simulated: Enter a whole number from 1 to 1\u202f000. 1000 is taken.|3 understood Max attempts: 1\u202f000."},
		{"a negative number", func(r *form.Reading) { r.Retries(node(3, "-1"), nil) }, "full", "3 lost -1 is no number of attempts."},
		{"half an attempt", func(r *form.Reading) { r.Attempts(node(3, "2.5"), nil) }, "full", "3 lost 2.5 is no number of attempts."},
		{"a duration", func(r *form.Reading) { r.Duration(node(1, "200"), "base", time.Millisecond) }, "full(base=200ms)", "1 understood Base delay: 200\u00a0ms."},
		{"too long", func(r *form.Reading) { r.Duration(node(1, "900h"), "base", time.Second) }, "full(base=1h)", "1 lost Base"},
		{"no duration", func(r *form.Reading) { r.Duration(node(1, "soon"), "base", time.Second) }, "full", "1 lost soon is no duration"},
		{"nothing", func(r *form.Reading) { r.Duration(nil, "base", time.Second) }, "full", ""},
		{"a default", func(r *form.Reading) { r.Assume("cap", "1m", "") }, "full(cap=1m)", "0 assumed Cap: 60\u00a0s."},
		{"a default that does not hold", func(r *form.Reading) { r.Assume("cap", "1m", "Any."); r.Duration(node(1, "2"), "cap", time.Minute) }, "full(cap=2m)", "1 understood Cap: 2\u00a0min."},
		{"an inner layer", func(r *form.Reading) {
			r.Strategy(node(9, ""), "client:openai-python", "The SDK.")
			r.Retries(node(9, "2"), nil)
		}, "full>client:openai-python", "9 understood The SDK.|9 understood 2 retries are 3 attempts"},
		{"no outcome that there is", func(r *form.Reading) { r.RetryOn(node(1, "x"), "", "", "") }, "full", "1 lost Nothing that it retries happens here."},
		{"a client's own defaults", func(r *form.Reading) {
			r.Strategy(node(9, ""), "client:celery", "A task.")
			r.Assume("base", "5s", "")
			r.Assume("cap", "10m", "Ten minutes.")
			r.Assume("attempts", "4", "")
		}, "full>client:celery(base=5s)", "9 understood A task.|0 assumed Base delay: 5\u00a0s.|0 assumed Ten minutes."},
		{"outcomes in their order", func(r *form.Reading) { r.RetryOn(node(1, "x"), "Both.", "unavailable", "rejected", "", "rejected") }, "full(retry-on=rejected|unavailable)", "1 understood Both."},
	} {
		var r form.Reading
		r.Strategy(node(1, ""), "full", "Full.")
		tt.read(&r)
		if err := r.Finish(); err != nil {
			t.Errorf("%s: %v", tt.shows, err)
		}
		var notes []string
		for _, n := range r.Notes {
			if n.Says != "Full." {
				notes = append(notes, fmt.Sprintf("%d %s %s", n.Line, n.Kind, n.Says))
			}
		}
		if got := strings.Join(notes, "|"); r.Key() != tt.key || !matches(notes, tt.notes) {
			t.Errorf("%s: %s, %q; want %s, %q", tt.shows, r.Key(), got, tt.key, tt.notes)
		}
	}
}

// matches compares notes by how they begin.
func matches(notes []string, want string) bool {
	if want == "" {
		return len(notes) == 0
	}
	for i, w := range strings.Split(want, "|") {
		if i >= len(notes) || !strings.HasPrefix(notes[i], w) {
			return false
		}
	}
	return true
}

// Nothing that a reader leaves is dropped.
func TestRest(t *testing.T) {
	documents, _ := tree.YAML("a: 1\nb: {c: 2}\na: 3\n")
	var r form.Reading
	r.Strategy(nil, "full", "")
	r.Attempts(documents[0].Get("a"), nil)
	r.Rest(documents[0])
	var says []string
	for _, n := range r.Notes[2:] {
		says = append(says, n.Says)
	}
	if want := []string{"b: {c: 2} has no counterpart here.", "a: 3 is there a second time; the first was read."}; !slices.Equal(says, want) {
		t.Errorf("%q, want %q", says, want)
	}
}

// What is read goes beside other strategies as what it is alone: a setting of the scenario does
// not become its own.
func TestIn(t *testing.T) {
	var r form.Reading
	r.Strategy(nil, "equal", "")
	r.Assume("attempts", "4", "")
	if err := r.Finish(); err != nil {
		t.Fatal(err)
	}
	s, err := scenario.ParseQuery("clients=50&strategies=fixed,full&base=1s&budget=ratio&honour=honour")
	if err != nil {
		t.Fatal(err)
	}
	beside, err := r.In(s, "")
	if want := "clients=50&strategies=fixed,full,equal(base=100ms+attempts=4+honour=ignore+budget=none)&base=1s&honour=honour&budget=ratio"; err != nil || beside.Query() != want {
		t.Errorf("%s, %v; want %s", beside.Query(), err, want)
	}
	instead, err := r.In(s, "full")
	if want := []string{"fixed", "equal(base=100ms attempts=4 honour=ignore budget=none)"}; err != nil || !slices.Equal(instead.Strategies, want) {
		t.Errorf("%q, %v", instead.Strategies, err)
	}
	if len(s.Strategies) != 2 || s.Strategies[0] != "fixed" {
		t.Errorf("the scenario has become %q", s.Strategies)
	}
	for len(s.Strategies) < scenario.MaxStrategies {
		s.Strategies = append(s.Strategies, fmt.Sprintf("fixed(base=%ds)", len(s.Strategies)))
	}
	if _, err := r.In(s, ""); err == nil {
		t.Error("a ninth strategy is taken")
	}
}

func TestShape(t *testing.T) {
	for query, want := range map[string]string{
		"strategies=full&base=100ms&cap=10s":                      "0s 100ms, 0s 10s, 2",
		"strategies=equal&base=100ms&cap=10s&factor=3":            "50ms 100ms, 5s 10s, 3",
		"strategies=proportional&base=1s&cap=20s&jitter=0.3":      "700ms 1.3s, 14s 26s, 2",
		"strategies=exponential&base=1s&cap=20s":                  "1s 1s, 20s 20s, 2",
		"strategies=fixed&base=1s":                                "1s 1s, 1s 1s, 1",
		"strategies=immediate":                                    "0s 0s, 0s 0s, 1",
		"strategies=exponential&base=1s&first-retry=at-once":      "1s 1s, 5s 5s, 2",
		"strategies=lib:avast(base=1s+extra=1s)":                  "1s 2s, 24h0m0s 24h0m0s, 2 +1s",
		"strategies=lib:go-retry-percent(base=100ms+jitter=0.5)":  "51ms 150ms, 5.1s 15s, 2",
		"strategies=additive&base=1s&cap=8s&extra=500ms":          "1s 1.5s, 8s 8.5s, 2 +500ms",
		"strategies=lib:stamina":                                  "100ms 1.1s, 5s 5s, 2 +1s",
		"strategies=lib:resilience4j(base=3ms+factor=1.7+cap=2s)": "1ms 4ms, 2s 2s, 1.7",
		"strategies=lib:resilience4j(base=100ms+cap=2s+jitter=0)": "100ms 100ms, 2s 2s, 1.5",
	} {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		own, err := config.Of(s, s.Strategies[0])
		if err != nil {
			t.Fatal(err)
		}
		p := form.PolicyOf(s, own.Export(), s.Strategies[0])
		got := fmt.Sprintf("%v %v, %v %v, %v", p.Low, p.High, p.LowCap, p.HighCap, p.Factor)
		if p.Shape.Extra > 0 {
			got += fmt.Sprintf(" +%v", p.Shape.Extra)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// The outcomes that code names.
func TestOutcomes(t *testing.T) {
	for code, want := range map[string]string{
		"RateLimited": "rejected", "(ConnectionError, TimeoutError)": "unavailable timed-out", "Exception": "rejected unavailable timed-out not-sent failed",
		"requests.exceptions.HTTPError": "rejected unavailable timed-out failed", "[429, 500, 502, 503, 504]": "rejected unavailable", "error.status >= 500": "unavailable",
		"e.code === 'ECONNABORTED' || e.response?.status === 429": "rejected timed-out", "openai.APIConnectionError": "unavailable", "MyError": "", "501": "", "5000": "", "status === 404": "failed",
		"isinstance(e, HTTPStatusError) and e.response.status_code in (429, 503)": "rejected unavailable", "(error: AxiosError) => error.response?.status === 503": "unavailable",
		"CircuitOpen": "not-sent", "Throttled": "rejected", "error => isNetworkError(error)": "unavailable", "": "",
	} {
		if got := strings.Join(form.Outcomes(code), " "); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// Closures that calculate a delay, as people write them.
func TestCalculated(t *testing.T) {
	for code, want := range map[string]string{
		"100 * 2 ** (n - 1)":                                               "exponential(base=100ms factor=2 cap=24h)",
		"Math.min(5000, Math.pow(2, n) * 100)":                             "exponential(base=200ms factor=2 cap=5s)",
		"Math.random() * Math.min(5000, 100 * 2 ** n)":                     "full(base=200ms factor=2 cap=5s)",
		"Math.min(5000, 100 * 3 ** (n - 1)) * (0.5 + Math.random() * 0.5)": "equal(base=100ms factor=3 cap=5s)",
		"Math.min(5000, 100 * 2 ** (n - 1)) * (0.8 + Math.random() * 0.4)": "proportional(base=100ms factor=2 cap=5s jitter=0.2)",
		"Math.min(5000, 100 * 2 ** (n - 1)) + 1000 * Math.random()":        "additive(base=100ms factor=2 cap=5s extra=1s)",
		"1000 + Math.random() * 500":                                       "additive(base=1s factor=1 cap=1s extra=500ms)",
		"3000":                                                             "fixed(base=3s)",
		"n * 1000":                                                         "linear(base=1s cap=24h)",
		"Math.min(n * 1000, 4000)":                                         "linear(base=1s cap=4s)",
		"(n - 1) * 1000":                                                   "linear(base=1s cap=24h first-retry=at-once)",
		"Math.min(n * n * 500, 9000)":                                      "list(delays=500ms|2s|4.5s|8s|9s)",
		"0":                                                                "immediate",
		"Math.random() * Math.random() * 100":                              "",
		"delayOf(n)":                                                       "",
		"200 + Math.random() * (Math.min(5000, 400 * 2 ** (n - 1)) - 200)": "full(base=400ms factor=2 cap=5s floor=200ms)",
		"Math.min(1, n - 1) * (Math.random() * 100 * 2 ** (n - 2))":        "full(base=100ms factor=2 cap=24h first-retry=at-once)",
		"n - 5": "",
	} {
		var r form.Reading
		nodes := source.Parse("x("+code+")", source.JavaScript)
		ok := r.Calculated(nodes[0].Kids[0], time.Millisecond, func(retry int, u float64) (float64, bool) {
			return form.Calculate(nodes[0].Kids[0], func(name string) (float64, bool) { return float64(retry), name == "n" }, u)
		})
		if ok {
			if err := r.Finish(); err != nil {
				t.Errorf("%s: %v", code, err)
			}
		}
		if ok != (want != "") || r.Key() != want {
			t.Errorf("%s: %s, want %s", code, r.Key(), want)
		}
	}
}
