package testbed

import (
	"time"

	"backofflab/retry"
)

var openaiFamily = &family{
	FamilyInfo: FamilyInfo{
		Key: OpenAI, Name: "OpenAI", Source: "platform.openai.com, rate limits",
		About: "x-ratelimit fields of requests and of tokens, resets as durations such as 6m0s; retry-after-ms beside Retry-After where a wait is no whole second.",
	},
	millis: true,
	bodies: openaiBody,
	write: func(h *head) {
		h.setInt("x-ratelimit-limit-requests", h.quota.requests)
		h.setInt("x-ratelimit-limit-tokens", h.quota.tokens)
		h.setInt("x-ratelimit-remaining-requests", h.requests())
		h.setInt("x-ratelimit-remaining-tokens", h.tokens())
		h.set("x-ratelimit-reset-requests", goDuration(h.reset()))
		h.set("x-ratelimit-reset-tokens", goDuration(h.resetTokens()))
	},
}

// groqFamily counts requests by the day. A day's worth is what the limiter admits in one in the
// long run.
var groqFamily = &family{
	FamilyInfo: FamilyInfo{
		Key: Groq, Name: "Groq", Source: "console.groq.com, rate limits",
		About: "The names of OpenAI: those of requests speak of a day, those of tokens of a minute.",
	},
	bodies: openaiBody,
	write: func(h *head) {
		used := min(h.reply.admits, h.quota.perDay)
		reset := time.Duration(0)
		if h.quota.perDay > 0 {
			reset = time.Duration(float64(used) / float64(h.quota.perDay) * float64(24*time.Hour))
		}
		h.setInt("x-ratelimit-limit-requests", h.quota.perDay)
		h.setInt("x-ratelimit-limit-tokens", h.quota.tokens)
		h.setInt("x-ratelimit-remaining-requests", h.quota.perDay-used)
		h.setInt("x-ratelimit-remaining-tokens", h.tokens())
		h.set("x-ratelimit-reset-requests", goDuration(reset))
		h.set("x-ratelimit-reset-tokens", goDuration(h.resetTokens()))
	},
}

// goDuration is a duration as these APIs write it: 12ms, 1s, 6m0s.
func goDuration(d time.Duration) string { return up(d, time.Millisecond).String() }

func openaiBody(o retry.Outcome, _ int) string {
	switch o {
	case retry.Rejected:
		return `{"error":{"message":"The rate limit of the testbed is reached. Please try again later.","type":"requests","param":null,"code":"rate_limit_exceeded"}}`
	case retry.Unavailable:
		return `{"error":{"message":"The testbed is unavailable for now.","type":"server_error","param":null,"code":null}}`
	case retry.Failed:
		return `{"error":{"message":"This request fails for good.","type":"invalid_request_error","param":null,"code":null}}`
	}
	return `{"id":"chatcmpl-testbed","object":"chat.completion","created":1764201600,"model":"testbed","choices":[{"index":0,"message":{"role":"assistant","content":"Served by the testbed.","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":5,"total_tokens":13}}`
}

var anthropicFamily = &family{
	FamilyInfo: FamilyInfo{
		Key: Anthropic, Name: "Anthropic", Source: "docs.anthropic.com, rate limits",
		About: "anthropic-ratelimit fields of requests and of tokens, resets as times of RFC 3339; 529 where it is overloaded.",
	},
	status: map[retry.Outcome]int{retry.Unavailable: 529},
	bodies: anthropicBody,
	write: func(h *head) {
		left, reset := h.tokens(), h.now.Add(h.resetTokens())
		h.anthropic(&anthropicNames[0], h.quota.requests, h.requests(), h.now.Add(h.reset()))
		if most := h.quota.output; most > 0 { // "tokens" is then what is asked, too
			has := h.reply.room.Output
			back := h.now.Add(h.quota.full(float64(most)-has, float64(most)/60, h.reply.at))
			h.anthropic(&anthropicNames[1], h.quota.tokens, left, reset)
			h.anthropic(&anthropicNames[2], h.quota.tokens, left, reset)
			h.anthropic(&anthropicNames[3], most, int(has), back)
			return
		}
		h.anthropic(&anthropicNames[1], h.quota.tokens, left, reset)
		h.anthropic(&anthropicNames[2], h.quota.tokens-h.quota.tokens/5, left-left/5, reset)
		h.anthropic(&anthropicNames[3], h.quota.tokens/5, left/5, reset)
	},
}

// anthropicNames are those of limit, what remains, and reset.
var anthropicNames = func() (all [4][3]string) {
	for i, what := range []string{"requests", "tokens", "input-tokens", "output-tokens"} {
		for k, part := range []string{"limit", "remaining", "reset"} {
			all[i][k] = "anthropic-ratelimit-" + what + "-" + part
		}
	}
	return all
}()

// anthropic writes three fields. Where one limit is for all tokens a fifth are those of answers.
func (h *head) anthropic(names *[3]string, limit, left int, reset time.Time) {
	h.setInt(names[0], limit)
	h.setInt(names[1], left)
	h.setTime(names[2], reset)
}

func anthropicBody(o retry.Outcome, _ int) string {
	switch o {
	case retry.Rejected:
		return `{"type":"error","error":{"type":"rate_limit_error","message":"The rate limit of the testbed is reached."}}`
	case retry.Unavailable:
		return `{"type":"error","error":{"type":"overloaded_error","message":"The testbed is overloaded."}}`
	case retry.Failed:
		return `{"type":"error","error":{"type":"invalid_request_error","message":"This request fails for good."}}`
	}
	return `{"id":"msg_testbed","type":"message","role":"assistant","model":"testbed","content":[{"type":"text","text":"Served by the testbed."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":8,"output_tokens":5}}`
}
