package testbed

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/scenario"
)

// ask sends a request to a testbed, without a network.
func ask(bed *Testbed, client string) *httptest.ResponseRecorder {
	request := httptest.NewRequest("POST", bed.Path()+"/v1", strings.NewReader("{}"))
	request.Header.Set("X-Client", client)
	answer := httptest.NewRecorder()
	func() {
		defer func() {
			if recover() != nil {
				answer.Code = 0
			}
		}()
		bed.ServeHTTP(answer, request)
	}()
	return answer
}

// own are the headers of an answer that are neither the same in all nor those of a body.
func own(answer *httptest.ResponseRecorder) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(answer.Header())) {
		if !slices.Contains([]string{"Content-Type", "Content-Length", "X-Content-Type-Options", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Cache-Control"}, name) {
			lines = append(lines, name+": "+strings.Join(answer.Header()[name], " | "))
		}
	}
	return strings.Join(lines, "\n")
}

// The names and formats of each family, after one of ten requests is served, and when all are
// used up. The clock of synctest begins at 2000-01-01, which is 946684800.
func TestFamilies(t *testing.T) {
	for _, row := range []struct {
		family         Family
		served, status string
		rejected       string
	}{
		{Plain, "", "429 503", "Retry-After: 1"},
		{IETF, `
RateLimit: "requests";r=9;t=2
RateLimit-Policy: "requests";q=10;w=20`, "429 503", `
RateLimit: "requests";r=0;t=19
RateLimit-Policy: "requests";q=10;w=20
Retry-After: 1`},
		{IETF06, `
RateLimit-Limit: 10
RateLimit-Remaining: 9
RateLimit-Reset: 2`, "429 503", `
RateLimit-Limit: 10
RateLimit-Remaining: 0
RateLimit-Reset: 19
Retry-After: 1`},
		{GitHub, `
x-ratelimit-limit: 10
x-ratelimit-remaining: 9
x-ratelimit-reset: 946684802
x-ratelimit-resource: core
x-ratelimit-used: 1`, "429 503", `
Retry-After: 1
x-ratelimit-limit: 10
x-ratelimit-remaining: 0
x-ratelimit-reset: 946684820
x-ratelimit-resource: core
x-ratelimit-used: 10`},
		{GitHub403, `
x-ratelimit-limit: 10
x-ratelimit-remaining: 9
x-ratelimit-reset: 946684802
x-ratelimit-resource: core
x-ratelimit-used: 1`, "403 503", `
Retry-After: 1
x-ratelimit-limit: 10
x-ratelimit-remaining: 0
x-ratelimit-reset: 946684820
x-ratelimit-resource: core
x-ratelimit-used: 10`},
		{OpenAI, `
x-ratelimit-limit-requests: 10
x-ratelimit-limit-tokens: 10000
x-ratelimit-remaining-requests: 9
x-ratelimit-remaining-tokens: 9000
x-ratelimit-reset-requests: 2s
x-ratelimit-reset-tokens: 2s`, "429 503", `
Retry-After: 1
retry-after-ms: 500
x-ratelimit-limit-requests: 10
x-ratelimit-limit-tokens: 10000
x-ratelimit-remaining-requests: 0
x-ratelimit-remaining-tokens: 0
x-ratelimit-reset-requests: 18.5s
x-ratelimit-reset-tokens: 18.5s`},
		{Anthropic, `
anthropic-ratelimit-input-tokens-limit: 8000
anthropic-ratelimit-input-tokens-remaining: 7200
anthropic-ratelimit-input-tokens-reset: 2000-01-01T00:00:02Z
anthropic-ratelimit-output-tokens-limit: 2000
anthropic-ratelimit-output-tokens-remaining: 1800
anthropic-ratelimit-output-tokens-reset: 2000-01-01T00:00:02Z
anthropic-ratelimit-requests-limit: 10
anthropic-ratelimit-requests-remaining: 9
anthropic-ratelimit-requests-reset: 2000-01-01T00:00:02Z
anthropic-ratelimit-tokens-limit: 10000
anthropic-ratelimit-tokens-remaining: 9000
anthropic-ratelimit-tokens-reset: 2000-01-01T00:00:02Z`, "429 529", `
Retry-After: 1
anthropic-ratelimit-input-tokens-limit: 8000
anthropic-ratelimit-input-tokens-remaining: 0
anthropic-ratelimit-input-tokens-reset: 2000-01-01T00:00:20Z
anthropic-ratelimit-output-tokens-limit: 2000
anthropic-ratelimit-output-tokens-remaining: 0
anthropic-ratelimit-output-tokens-reset: 2000-01-01T00:00:20Z
anthropic-ratelimit-requests-limit: 10
anthropic-ratelimit-requests-remaining: 0
anthropic-ratelimit-requests-reset: 2000-01-01T00:00:20Z
anthropic-ratelimit-tokens-limit: 10000
anthropic-ratelimit-tokens-remaining: 0
anthropic-ratelimit-tokens-reset: 2000-01-01T00:00:20Z`},
		{Groq, `
x-ratelimit-limit-requests: 43200
x-ratelimit-limit-tokens: 10000
x-ratelimit-remaining-requests: 43199
x-ratelimit-remaining-tokens: 9000
x-ratelimit-reset-requests: 2s
x-ratelimit-reset-tokens: 2s`, "429 503", `
Retry-After: 1
x-ratelimit-limit-requests: 43200
x-ratelimit-limit-tokens: 10000
x-ratelimit-remaining-requests: 43190
x-ratelimit-remaining-tokens: 0
x-ratelimit-reset-requests: 20s
x-ratelimit-reset-tokens: 18.5s`},
	} {
		t.Run(string(row.family), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bed := bed(t, "latency=0s&rate=0.5&burst=10&retry-after=exact&outage=refuse&outage-from=1m&outage-to=2m", Config{Family: row.family})
				if got := own(ask(bed, "a")); got != strings.TrimPrefix(row.served, "\n") {
					t.Errorf("served:\n%s", got)
				}
				for range 9 {
					ask(bed, "a")
				}
				time.Sleep(1500 * time.Millisecond) // three quarters of a request have come back
				answer := ask(bed, "a")
				if got := own(answer); got != strings.TrimPrefix(row.rejected, "\n") {
					t.Errorf("rejected:\n%s", got)
				}
				time.Sleep(time.Minute)
				if got := strconv.Itoa(answer.Code) + " " + strconv.Itoa(ask(bed, "a").Code); got != row.status {
					t.Errorf("answers %s, want %s", got, row.status)
				}
			})
		})
	}
}

// Where answers have a limit of their own, Anthropic's fields have that and what is left of it.
func TestAnthropicAnswersApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bed := bed(t, "latency=0s&limiter=llm&rate=1&burst=50&tokens-per-minute=30000&tokens=500&output-per-minute=8000&output-tokens=4000", Config{Family: Anthropic})
		want := []string{"input-tokens-remaining: 29500", "output-tokens-limit: 8000", "output-tokens-remaining: 4000", "output-tokens-reset: 2000-01-01T00:00:30Z", "200"}
		for range 2 {
			answer := ask(bed, "a")
			got := own(answer) + "\n" + strconv.Itoa(answer.Code)
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("no %q in\n%s", w, got)
				}
			}
			want = []string{"input-tokens-remaining: 29000", "output-tokens-remaining: 0", "output-tokens-reset: 2000-01-01T00:01:00Z", "200"}
		}
		if answer := ask(bed, "a"); answer.Code != 429 || !strings.Contains(own(answer), "input-tokens-remaining: 29000") {
			t.Errorf("a third answer of 4,000: %d\n%s", answer.Code, own(answer))
		}
	})
}

// bed starts a testbed of a query.
func bed(t *testing.T, query string, c Config) *Testbed {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	c.Scenario = s
	if c.Tell == (Tell{}) {
		c.Tell = Tell{ByHeader, "X-Client"}
	}
	pool := NewPool(Limits{})
	t.Cleanup(pool.Close)
	bed, err := pool.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	return bed
}

// Bodies are JSON of the shape that SDKs of the family read.
func TestBodies(t *testing.T) {
	for _, f := range families {
		for o, a := range f.answer {
			if a.status == 0 {
				continue
			}
			var body map[string]any
			if err := json.Unmarshal(a.body, &body); err != nil {
				t.Fatalf("%s %d: %v", f.Key, o, err)
			}
			fields := map[Family][2]string{
				OpenAI: {"choices", "error"}, Groq: {"choices", "error"}, Anthropic: {"content", "error"},
				GitHub: {"full_name", "message"}, GitHub403: {"full_name", "message"},
				Plain: {"ok", "title"}, IETF: {"ok", "title"}, IETF06: {"ok", "title"},
			}[f.Key]
			want := fields[min(o, 1)]
			if body[want] == nil {
				t.Errorf("%s %d has no %s: %s", f.Key, a.status, want, a.body)
			}
		}
	}
}

// What the fields say where a limiter has no bucket of requests.
func TestFieldsOfOtherLimiters(t *testing.T) {
	for _, row := range []struct{ query, want string }{
		{"limiter=fixed-window&rate=2&window=10s", `"requests";r=19;t=7 "requests";q=20;w=10`},
		{"limiter=sliding-log&rate=2&window=10s", `"requests";r=19;t=10 "requests";q=20;w=10`},
		{"limiter=sliding-counter&rate=2&window=10s", `"requests";r=19;t=10 "requests";q=20;w=10`},
		{"limiter=gcra&rate=2&burst=4", `"requests";r=3;t=1 "requests";q=4;w=2`},
		{"limiter=leaky-bucket&rate=0.1&burst=4", `"requests";r=3;t=10 "requests";q=4;w=40`},
		{"limiter=concurrency&concurrency=4", `"requests";r=4 "requests";q=4;qu="concurrent-requests"`},
		{"limiter=llm&rate=1&burst=60&tokens-per-minute=6000&tokens=2000", `"requests";r=59;t=1, "tokens";r=3300;t=27 "requests";q=60;w=60, "tokens";q=6000;w=60`},
		{"limiter=none", ""},
		{"limiter=optimistic-lock", ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			bed := bed(t, "latency=0s&"+row.query, Config{Family: IETF})
			ask(bed, "a")
			time.Sleep(13 * time.Second)
			h := map[string][]string(ask(bed, "a").Header()) // the names are not Go's
			if got := strings.Join(append(h["RateLimit"], h["RateLimit-Policy"]...), " "); got != row.want {
				t.Errorf("%s: %s", row.query, got)
			}
		})
	}
}
