package find

import (
	"slices"
	"strings"
	"testing"

	"backofflab/scenario"
)

// said is what was read of words, in the form of links.
func said(words string) (string, error) {
	goal, limits, err := ReadWords(words)
	var texts []string
	for _, l := range limits {
		texts = append(texts, l.String())
	}
	return goal.Figure.Name + " " + strings.Join(texts, ","), err
}

// Goals and limits as people write them. A goal that is not named is the first.
func TestReadWords(t *testing.T) {
	for words, want := range map[string]string{
		Example:                                 "wasted_per_request done_99:30s,peak_over_capacity:3",
		"95% done in 10s; fewest calls":         "attempts done_95:10s",
		"peak under 300/s, as fast as possible": "done_95 peak:300",
		"all done within 1 minute and success at least 99.5 %, lowest peak": "peak last_success:1m,success_percent:99.5",
		"the most successes; 99 percent done in 1m30s":                      "success_percent done_99:1m30s",
		"99 % done within 30 s with a peak of at most 3x the limit":         "wasted_per_request done_99:30s,peak_over_capacity:3",
		"as quick as possible while keeping the peak under 300/s":           "done_95 peak:300",
		"p99 latency under 500ms, minimise load on the downstream":          "attempts completion_p99:500ms",
		"99% done within 30s,peak at most 2,5x the limit":                   "wasted_per_request done_99:30s,peak_over_capacity:2.5",
		"fewest calls, fewest attempts":                                     "attempts ",

		"at most 3 attempts per request":                         "wasted_per_request amplification:3",
		"fewer than 2 retries per call":                          "wasted_per_request amplification:3",
		"no more than 1,000 attempts in total":                   "wasted_per_request attempts:1000",
		"total attempts below 1 000":                             "wasted_per_request attempts:1000",
		"at most 2 wasted calls per request":                     "wasted_per_request wasted_per_request:2",
		"amplification below 3x":                                 "wasted_per_request amplification:3",
		"P99 below 800 ms":                                       "wasted_per_request completion_p99:800ms",
		"95th percentile below 2 s":                              "wasted_per_request completion_p95:2s",
		"median latency < 200 ms":                                "wasted_per_request completion_p50:200ms",
		"95% of requests must complete in under 10 seconds":      "wasted_per_request done_95:10s",
		"not more than 30 s until 99% are done":                  "wasted_per_request done_99:30s",
		"within 1 min 30 s 99% of all clients are done":          "wasted_per_request done_99:1m30s",
		"the last client done within 60 s":                       "wasted_per_request last_success:1m",
		"it recovers within 20s":                                 "wasted_per_request recovery:20s",
		"recovery under 10 s after the outage":                   "wasted_per_request recovery:10s",
		"peak at most 3 times the capacity":                      "wasted_per_request peak_over_capacity:3",
		"the load must never be above 2.5x the limit":            "wasted_per_request peak_over_capacity:2.5",
		"must not exceed 3x the limit":                           "wasted_per_request peak_over_capacity:3",
		"don't exceed 100 rps":                                   "wasted_per_request peak:100",
		"never more than 100 requests per second":                "wasted_per_request peak:100",
		"peak at most 120 a minute":                              "wasted_per_request peak:2",
		"peak ≤ 1.5k/s":                                          "wasted_per_request peak:1500",
		"largest wave at most 50 retries":                        "wasted_per_request later_wave:50",
		"success rate > 99.9%":                                   "wasted_per_request success_percent:99.9",
		"at least 99 % of the clients succeed":                   "wasted_per_request success_percent:99",
		"99.9 % availability":                                    "wasted_per_request success_percent:99.9",
		"less than 0.5% of requests fail":                        "wasted_per_request success_percent:99.5",
		"lost below 1%":                                          "wasted_per_request success_percent:99",
		"lose at most 5 requests":                                "wasted_per_request lost:5",
		"no request may be lost":                                 "wasted_per_request lost:0",
		"all requests should succeed":                            "wasted_per_request lost:0",
		"smallest wave":                                          "later_wave ",
		"avoid retry storms":                                     "later_wave ",
		"minimize time to recovery":                              "recovery ",
		"least time until 95 % are done":                         "done_95 ",
		"all done as soon as possible":                           "last_success ",
		"lowest p95":                                             "completion_p95 ",
		"as few lost requests as possible":                       "lost ",
		"99% done within 30 minutes and 95% done within 0.5 min": "wasted_per_request done_99:30m,done_95:30s",
	} {
		if got, err := said(words); err != nil || got != want {
			t.Errorf("%s: %s (%v), want %s", words, got, err, want)
		}
	}
}

// What could mean two things, or holds a word that nobody knows, is refused with what to write.
func TestWordsThatAreRefused(t *testing.T) {
	for words, says := range map[string]string{
		"most attempts":                           "for each request or in all",
		"as many wasted calls as possible":        "for each request or in all",
		"be nice":                                 Example,
		"peak at least 3x the limit":              "at most",
		"peak not below 300":                      "at most",
		"success at most 99 %":                    "at least",
		"lost at least 2":                         "at most",
		"p99 below 2":                             "unit of the time",
		"99 % done within 30":                     "until 99 %",
		"done within soon":                        "until 99 %",
		"97 % done":                               "until 99 %",
		"90% done within 10 s":                    "until 99 %",
		"99.99% done in 60s":                      "until 99 %",
		"half of them done within 5 s":            "until 99 %",
		"99 % done within 30 s or 60 s":           "until 99 %",
		"99% done within 30 s in 95% of the runs": "until 99 %",
		"99% of clients recover within 30 s":      Example,
		"p99.9 below 2s":                          "median, p95 and p99",
		"p99 between 1s and 2s":                   "median, p95 and p99",
		"best p99":                                "median, p95 and p99",
		"max 5 retries":                           "for each request or in all",
		"no more than 3 attempts":                 "for each request or in all",
		"at most 3 attempts per client":           "for each request or in all",
		"retry at most 3 times":                   "for each request or in all",
		"wasted less than 10%":                    "for each request",
		"at most 100 wasted":                      "for each request",
		"at most 1% errors":                       "lost",
		"no failures":                             "lost",
		"load at most 3x":                         "multiple of the limit",
		"average load below 100/s":                "multiple of the limit",
		"peak below 2x normal traffic":            "multiple of the limit",
		"peak at most 100%":                       "multiple of the limit",
		"peak within 300":                         "multiple of the limit",
		"peak 300":                                "multiple of the limit",
		"don't overwhelm the server":              "multiple of the limit",
		"peak at most 3x the limit at most 300":   "multiple of the limit",
		"no thundering herd":                      "waves",
		"herd below 20":                           "waves",
		"cheapest":                                "costs",
		"peak at most 1.000/s":                    "thousands point",
		"peak at most 1e308":                      "multiple of the limit",
		"peak at most 0x10":                       "multiple of the limit",
		"peak at most NaN":                        "multiple of the limit",
		"peak at most -5":                         "multiple of the limit",
		"peak at most ３":                          "multiple of the limit",
		"peak at most 9223372036854775808":        "can have",
		"99% done within 300000 h":                "can have",
		"99% done within 0 s":                     "can have",
		"success at least 100.5 %":                "can have",
		"lost at most 101 %":                      "can have",
		"<script>alert(1)</script>":               Example,
		"\u202epeak at most 3":                    "multiple of the limit",
		"\xff\xfe":                                Example,
		"peak at most 300\x00":                    "",
		"peak at most 3, peak at most 4":          "Set one limit for peak.",
		"fewest calls and as fast as possible":    "it is attempts already",
		"p50 < 1s; p95 < 1s; p99 < 1s; lost < 1; peak < 3; 95% done in 3s": "Set at most 5 limits; these are 6.",
	} {
		got, err := said(words)
		problems, ok := err.(scenario.FieldErrors)
		if !ok || !slices.ContainsFunc(problems, func(p scenario.FieldError) bool { return p.Field == "want" && strings.Contains(p.Message, says) }) {
			t.Errorf("%q was taken for %s: %v", words, got, err)
		}
	}
}

// Whatever is read can be written in a link, and is the same again.
func FuzzReadWords(f *testing.F) {
	for _, seed := range []string{Example, "peak at most 1e9x", "p99 < 1 µs, lost<0.1%", "99% done within 1h2m3s", "no more than 1'000.5 attempts in all"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		goal, limits, err := ReadWords(words)
		if err != nil {
			return
		}
		s := parsed(t, "")
		s.Goal, s.Limits = goal, limits
		query := s.Query()
		if again := parsed(t, query).Query(); again != query {
			t.Errorf("%q: %s, and then %s", words, query, again)
		}
	})
}
