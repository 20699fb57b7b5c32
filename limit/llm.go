package limit

import (
	"math"
	"time"
)

var llmKind = Kind{
	Key: "llm", Name: "LLM requests and tokens",
	Unit: "requests",
	Rule: "Requests per minute and tokens per minute together, those of answers apart or not; whichever runs short rejects.",
	Rate: true, Burst: true, Tokens: true,
	New:     func(p Params) Limiter { return NewLLM(p) },
	AtOnce:  func(p Params) int { return min(p.Burst, int(min(promptsOf(p), answersOf(p)))) },
	LongRun: func(p Params) float64 { return min(p.Rate, promptsOf(p)/60, answersOf(p)/60) },
	Bound: func(p Params, d time.Duration) int {
		p.Cost = 1
		return min(tokenBucketBound(p, d), tokensBound(p, d))
	},
}

// minute is a minute in nanoseconds: a bucket that gains so many units per
// nanosecond as it has tokens per minute has as many units in a token.
const minute = int64(time.Minute)

// tokensBound is the most tokens that are taken within [t, t+d).
func tokensBound(p Params, d time.Duration) int {
	return bucketBound(int64(p.TokensPerMinute), minute, p.TokensPerMinute, d)
}

// promptsOf is how many requests the tokens of a minute are for, and answersOf for how many
// of them there are answers.
func promptsOf(p Params) float64 { return float64(p.TokensPerMinute) / p.MeanTokens }

func answersOf(p Params) float64 {
	if p.OutputPerMinute == 0 {
		return math.Inf(1)
	}
	return float64(p.OutputPerMinute) / p.MeanOutput
}

// outputBound is the most requests for whose answers there are tokens within [t, t+d).
func outputBound(p Params, d time.Duration) float64 {
	if p.OutputPerMinute == 0 {
		return math.Inf(1)
	}
	return float64(bucketBound(int64(p.OutputPerMinute), minute, p.OutputPerMinute, d)) / p.MeanOutput
}

// LLM limits as the providers of large language models do: requests per minute
// (Rate * 60, of which Burst may come at once) and tokens per minute (all of
// which may come at once). Both are buckets that start full and refill
// continuously. A request costs one request and its tokens; if either is short
// it is rejected and takes no tokens. With CountRejected it takes its request
// all the same, or what is left of one, so whoever keeps resending faster than
// Rate is never admitted.
//
// Where the providers differ, or say nothing, these are choices:
//
//   - "Unsuccessful requests contribute to your per-minute limit" (OpenAI,
//     help.openai.com article 5955604): taken to mean the requests, not the
//     tokens, since none were generated.
//   - OpenAI may enforce 60 a minute as 1 a second (same article): that is a
//     Burst of 1. Anthropic documents buckets that refill continuously.
//   - Tokens are charged on arrival, as OpenAI charges its estimate, and are not
//     corrected by what an answer really takes.
//
// With OutputPerMinute the tokens of answers have a bucket of their own, and
// TokensPerMinute is that of what is asked. Anthropic limits so (requests, input and output
// tokens a minute). Output is charged on arrival as well, and all of it is there
// then or the request is rejected. Anthropic's page on rate limits said in 2025
// that output is estimated by max_tokens at the beginning of a request and adjusted
// at its end, and says in 2026 that it is counted as it is produced, whatever
// max_tokens is; in the long run all three admit the same, if OutputTokens are
// what is counted.
type LLM struct {
	requests, tokens bucket
	output           bucket // where answers are counted apart
	apart            bool
	ask, answer      int // tokens of the request that RetryAfter speaks of, and of its answer
	countRejected    bool
}

// NewLLM returns a limiter of Rate, Burst, TokensPerMinute, OutputPerMinute and
// CountRejected. Its RetryAfter speaks of a request of Tokens and an answer of OutputTokens.
func NewLLM(p Params) *LLM {
	l := &LLM{
		requests:      newRated(p.Rate, p.Burst),
		tokens:        newBucket(int64(p.TokensPerMinute), minute, p.TokensPerMinute),
		ask:           p.Tokens,
		answer:        p.OutputTokens,
		countRejected: p.CountRejected,
	}
	if p.OutputPerMinute > 0 {
		l.apart, l.output = true, newBucket(int64(p.OutputPerMinute), minute, p.OutputPerMinute)
	}
	return l
}

// AllowN admits one request of n tokens, with an answer of Params.OutputTokens, if
// there is a request and as many tokens at time now.
func (l *LLM) AllowN(now time.Duration, n int) bool { return l.AllowTokens(now, n, l.answer) }

// AllowTokens is AllowN of a request whose answer has so many tokens, at least 1. They
// count where Params.OutputPerMinute is set.
func (l *LLM) AllowTokens(now time.Duration, n, output int) bool {
	l.requests.refill(now)
	l.tokens.refill(now)
	if l.apart {
		l.output.refill(now)
	}
	if l.requests.whole > 0 && l.hasAnswer(output) && l.tokens.take(n) {
		if l.apart {
			l.output.take(output)
		}
		return l.requests.take(1)
	}
	if l.countRejected {
		l.requests.spill()
	}
	return false
}

// hasAnswer reports whether there are as many tokens of answers.
func (l *LLM) hasAnswer(output int) bool { return !l.apart || int64(output) <= l.output.whole }

// RetryAfter returns how long it takes until all have what a request of
// Params.Tokens needs, in nanoseconds rounded up: the longest of their waits. It is
// Never where that is more than the tokens of a minute.
func (l *LLM) RetryAfter(now time.Duration, _ int) time.Duration {
	wait := max(l.requests.wait(now, 1), l.tokens.wait(now, l.ask))
	if l.apart {
		wait = max(wait, l.output.wait(now, l.answer))
	}
	return wait
}

// Reset fills the buckets.
func (l *LLM) Reset() {
	l.requests.fill()
	l.tokens.fill()
	l.output.fill()
}
