package limit

import "time"

var llmKind = Kind{
	Key: "llm", Name: "LLM requests and tokens",
	Unit: "requests",
	Rule: "Requests per minute and tokens per minute together; whichever runs short rejects.",
	Rate: true, Burst: true, Tokens: true,
	New:     func(p Params) Limiter { return NewLLM(p) },
	AtOnce:  func(p Params) int { return min(p.Burst, int(float64(p.TokensPerMinute)/p.MeanTokens)) },
	LongRun: func(p Params) float64 { return min(p.Rate, float64(p.TokensPerMinute)/60/p.MeanTokens) },
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
type LLM struct {
	requests, tokens bucket
	ask              int // tokens of the request that RetryAfter speaks of
	countRejected    bool
}

// NewLLM returns a limiter of Rate, Burst, TokensPerMinute and CountRejected.
// Its RetryAfter speaks of a request of Tokens.
func NewLLM(p Params) *LLM {
	return &LLM{
		requests:      newBucket(milli(p.Rate), perMilli, p.Burst),
		tokens:        newBucket(int64(p.TokensPerMinute), minute, p.TokensPerMinute),
		ask:           p.Tokens,
		countRejected: p.CountRejected,
	}
}

// AllowN admits one request of n tokens if there is a request and as many tokens
// at time now.
func (l *LLM) AllowN(now time.Duration, n int) bool {
	l.requests.refill(now)
	l.tokens.refill(now)
	if l.requests.whole > 0 && l.tokens.take(n) {
		return l.requests.take(1)
	}
	if l.countRejected {
		l.requests.spill()
	}
	return false
}

// RetryAfter returns how long it takes until both have what a request of
// Params.Tokens needs, in nanoseconds rounded up. It is Never where that is more
// than the tokens of a minute.
func (l *LLM) RetryAfter(now time.Duration, _ int) time.Duration {
	return max(l.requests.wait(now, 1), l.tokens.wait(now, l.ask))
}

// Reset fills both buckets.
func (l *LLM) Reset() {
	l.requests.fill()
	l.tokens.fill()
}
