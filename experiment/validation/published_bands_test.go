package validation

import (
	"fmt"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/retry/library"
)

// lastDraw is the largest number that may be drawn from [0, 1).
const lastDraw = 1 - 1.0/(1<<53)

func publishedBands(l lab) Claim {
	c := Claim{
		ID: "V9", Title: "Bands and ledgers from documentation",
		Source:    "Envoy's router filter; gRPC proposal A6; the AWS SDK for Go v2, retry2026_test.go",
		SourceURL: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter",
		Says:      "Envoy waits 0 to 24, 74 and 174 ms; gRPC spreads a backoff by ± 20 %; the AWS retry quota of 2026 starts with 500 tokens, a retry takes 14, or 5 when throttled, and its success gives them back.",
		Tolerance: "None.",
		Query:     l.canonical(delaysOf("lib:envoy")),
	}
	c.Rows = append(c.Rows,
		exactly("Envoy, retries 1 to 3", "0–24, 0–74, 0–174 ms", bands("lib:envoy", 3), l.canonical(delaysOf("lib:envoy"))),
		exactly("gRPC, 100 ms, retries 1 to 3", "80–120, 160–240, 320–480 ms", bands("lib:grpc-go-ref", 3), l.canonical(delaysOf("lib:grpc-go-ref"))),
		exactly("AWS 2026, longest delays, retries 1 to 4", "50, 100, 200, 400 ms", longest("lib:aws-sdk-go-v2-2026", 4), l.canonical(delaysOf("lib:aws-sdk-go-v2-2026"))),
		exactly("AWS 2026, two failures, then a success", "500 → 486 → 472 → 486", ledger(retry.Unavailable, retry.Unavailable, retry.Success), ""),
		exactly("AWS 2026, throttled, then a success", "500 → 495 → 500", ledger(retry.Rejected, retry.Success), ""),
		exactly("gRPC, 10 tokens: failures in a row that are retried", "4", throttled(), ""),
	)
	return verdict(c)
}

func exactly(what, theirs, ours, query string) Row {
	off := "none"
	if ours != theirs {
		off = "differs"
	}
	return Row{What: what, Theirs: theirs, Ours: ours, Off: off, Pass: ours == theirs, Query: query}
}

// delaysOf is a scenario that shows a library's delays alone: all attempts are
// refused at once.
func delaysOf(key string) string {
	return "clients=1000&spread=0s&limiter=none&outage=refuse&outage-to=24h&strategies=" + key + "&attempts=11"
}

func strategyOf(key string) retry.Strategy {
	kind, ok := library.Lookup(key)
	if !ok {
		return nil
	}
	return kind.New(retry.Params{})
}

// bands writes the shortest and the longest delays of the first retries, in whole
// milliseconds.
func bands(key string, retries int) string {
	strategy := strategyOf(key)
	var parts []string
	for k := 1; k <= retries; k++ {
		low, _ := strategy.Delay(k, 0, 0)
		high, _ := strategy.Delay(k, 0, lastDraw)
		parts = append(parts, fmt.Sprintf("%d–%d", low.Round(time.Millisecond).Milliseconds(), high.Round(time.Millisecond).Milliseconds()))
	}
	return strings.Join(parts, ", ") + " ms"
}

func longest(key string, retries int) string {
	strategy := strategyOf(key)
	var parts []string
	for k := 1; k <= retries; k++ {
		high, _ := strategy.Delay(k, 0, lastDraw)
		parts = append(parts, fmt.Sprint(high.Round(time.Millisecond).Milliseconds()))
	}
	return strings.Join(parts, ", ") + " ms"
}

// ledger writes what the AWS quota of 2026 holds at the start, after each retry
// was taken from it, and after the last attempt ended.
func ledger(outcomes ...retry.Outcome) string {
	quota := guard.NewAWSBudget(guard.AWS2026Cost)
	held := []string{fmt.Sprint(quota.Tokens())}
	t := retry.Try{Attempt: 1}
	quota.Admit(0, t, 0)
	for _, o := range outcomes {
		quota.Done(0, t, o)
		if o == retry.Success {
			break
		}
		t = retry.Try{Attempt: t.Attempt + 1, Cause: o}
		quota.Admit(0, t, 0)
		held = append(held, fmt.Sprint(quota.Tokens()))
	}
	return strings.Join(append(held, fmt.Sprint(quota.Tokens())), " → ")
}

// throttled counts the failures in a row after which gRPC's throttle, with
// maxTokens 10, still lets a retry through.
func throttled() string {
	budget := guard.NewGRPCBudget(guard.Params{BudgetTokens: 10, BudgetRatio: 0.1})
	n := 0
	for attempt := 1; attempt <= 100; attempt++ {
		t := retry.Try{Attempt: attempt, Cause: retry.Unavailable}
		if _, ok := budget.Admit(0, t, 0); !ok {
			break
		}
		n = attempt
		budget.Done(0, t, retry.Unavailable)
	}
	return fmt.Sprint(n - 1)
}
