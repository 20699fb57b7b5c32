package validation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// agents are five hundred that fail together and find nobody, seven times.
const agents = "clients=500&spread=0s&limiter=none&fail=1&attempts=7&"

func agentsReconnect(l lab) Claim {
	c := Claim{
		ID: "V12", Title: "How full the fullest tenth of a second is",
		Source: "microsoft/retina, pull request #2609, 2026", SourceURL: "https://github.com/microsoft/retina/pull/2609",
		Says:      "500 agents lose their server at once and retry after 1, 2, 4, … 32 s. Without jitter all 500 come at every retry. Equal jitter leaves 119 of them in the fullest 100 ms of the first retry and 9 in that of the sixth; a delay d + U(0, d) 67 and 7.",
		Tolerance: "± 10 %, over 20 seeds and, in full, 200.",
		Note:      "The most attempts of one number that reach the service within any 100 ms, the mean over the seeds. d + U(0, d) is upward jitter of 1.",
		Query:     l.canonical(agents + "base=1s&cap=32s&strategies=exponential,equal,upward&jitter=1"),
	}
	for _, p := range []struct {
		what, policy string
		theirs       [6]float64
	}{
		{"No jitter", "base=1s&cap=32s&strategies=exponential", [6]float64{500, 500, 500, 500, 500, 500}},
		{"Equal jitter", "base=1s&cap=32s&strategies=equal", [6]float64{119.2, 62.5, 36.1, 22.8, 13.6, 9.3}},
		{"d + U(0, d)", "base=1s&cap=32s&strategies=upward&jitter=1", [6]float64{66.5, 37.1, 22.4, 14.7, 9.7, 6.8}},
	} {
		query := agents + p.policy
		ours := l.fullest(query, l.pick(20, 200))
		row := Row{What: p.what + ", retries 1 to 6", Pass: true, Query: l.canonical(query)}
		var words [3][]string
		for k, theirs := range p.theirs {
			words[0] = append(words[0], number(theirs, 1))
			words[1] = append(words[1], number(ours[k], 1))
			words[2] = append(words[2], percent(ours[k], theirs))
			row.Pass = row.Pass && within(ours[k]/theirs-1, 0.1)
		}
		row.Theirs, row.Ours, row.Off = strings.Join(words[0], ", "), strings.Join(words[1], ", "), strings.Join(words[2], ", ")
		c.Rows = append(c.Rows, row)
	}
	return verdict(c)
}

// fullest is the mean, over so many seeds, of the most retries of number 1 to 6 that reach
// the service within any 100 ms.
func (l lab) fullest(query string, seeds int) [6]float64 {
	l.t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		l.t.Fatalf("%s: %v", query, err)
	}
	runs := parallel(seeds, func(r int) [6]float64 {
		s := s
		s.Seed = rng.Replication(s.Seed, r)
		trace, err := sim.TraceRun(context.Background(), s, s.Strategies[0], attempts)
		if err != nil {
			l.t.Errorf("%s, seed %d: %v", query, r, err)
		}
		return fullestOf(trace)
	})
	var means [6]float64
	for k := range means {
		means[k] = meanOf(runs, func(f [6]float64) float64 { return f[k] }).mean
	}
	return means
}

// fullestOf counts in windows that end with an attempt; a trace is in the order in which
// attempts were sent, and the latency is one for all.
func fullestOf(t sim.Trace) (most [6]float64) {
	var recent [6][]time.Duration
	for _, a := range t.Attempts {
		k := a.Number - 2
		if k < 0 {
			continue
		}
		recent[k] = append(recent[k], a.Reached)
		for a.Reached-recent[k][0] >= 100*time.Millisecond {
			recent[k] = recent[k][1:]
		}
		most[k] = max(most[k], float64(len(recent[k])))
	}
	return most
}

func sharedQuota(l lab) Claim {
	query := "clients=1000&process=1000&spread=0s&rate=100&burst=100&budget=aws&strategies=lib:aws-sdk-go-v2-standard&attempts=3&retry-on=rejected"
	runs := simulate(l, query, l.pick(5, 100), func(r []sim.Result) [2]float64 {
		return [2]float64{float64(r[0].Successes), float64(r[0].GaveUp.Budget)}
	})
	c := Claim{
		ID: "V14", Title: "A retry quota that many callers share",
		Source: "aws/aws-sdk-go-v2, aws/retry/middleware.go and standard.go; as asked in treeverse/lakeFS #6621 and aws-sdk-go-v2 #1665", SourceURL: "https://github.com/aws/aws-sdk-go-v2/issues/1665",
		Says:      "A client asks its quota for a retry when the attempt has failed, before it waits. 500 tokens at 5 a retry are 100 retries: of 1,000 callers that ask at once where 100 are served at once and 100/s after that, 900 are refused, 100 of them retry and succeed, and 800 give up at once although there is room for them.",
		Tolerance: "± 2 requests, in each run.",
		Query:     l.canonical(query),
	}
	for i, f := range []struct {
		what   string
		theirs float64
	}{{"Requests that succeed", 200}, {"Requests that the quota refuses a retry", 800}} {
		low, high := f.theirs, f.theirs
		for _, r := range runs {
			low, high = min(low, r[i]), max(high, r[i])
		}
		ours := number(low, 0)
		if low < high {
			ours += fmt.Sprintf(" to %s", number(high, 0))
		}
		c.Rows = append(c.Rows, Row{
			What: f.what, Theirs: number(f.theirs, 0), Ours: ours, Off: fmt.Sprintf("%+.0f, %+.0f", low-f.theirs, high-f.theirs),
			Pass: within(low-f.theirs, 2) && within(high-f.theirs, 2), Query: l.canonical(query),
		})
	}
	return verdict(c)
}
