package testbed

import (
	"strconv"

	"backofflab/retry"
)

var plainFamily = &family{
	FamilyInfo: FamilyInfo{
		Key: Plain, Name: "Plain", Source: "RFC 9110, RFC 9457",
		About: "Retry-After in whole seconds, and problem details as the body.",
	},
	bodies: problemBody,
}

var ietfFamily = &family{
	FamilyInfo: FamilyInfo{
		Key: IETF, Name: "IETF RateLimit", Source: "draft-ietf-httpapi-ratelimit-headers-11",
		About: "RateLimit-Policy and RateLimit as structured fields, and the problem types of the draft.",
	},
	bodies: ietfBody,
	write: func(h head) {
		policy, left := `"requests";q=`+strconv.Itoa(h.quota.requests), `"requests";r=`+strconv.Itoa(h.reply.room.Requests)
		if h.quota.window > 0 {
			policy += ";w=" + strconv.Itoa(max(1, seconds(h.quota.window)))
			left += ";t=" + strconv.Itoa(seconds(h.reset()))
		} else {
			policy += `;qu="concurrent-requests"`
		}
		if h.quota.each == 0 {
			policy += `, "tokens";q=` + strconv.Itoa(h.quota.tokens) + ";w=60"
			left += `, "tokens";r=` + strconv.Itoa(h.tokens()) + ";t=" + strconv.Itoa(seconds(h.resetTokens()))
		}
		h.set("RateLimit-Policy", policy)
		h.set("RateLimit", left)
	},
}

var ietf06Family = &family{
	FamilyInfo: FamilyInfo{
		Key: IETF06, Name: "RateLimit-*, older", Source: "draft-ietf-httpapi-ratelimit-headers-06",
		About: "RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset, in whole numbers.",
	},
	bodies: problemBody,
	write: func(h head) {
		h.setInt("RateLimit-Limit", h.quota.requests)
		h.setInt("RateLimit-Remaining", h.reply.room.Requests)
		h.setInt("RateLimit-Reset", seconds(h.reset()))
	},
}

var okBody = `{"ok":true,"served_by":"testbed"}`

func problemBody(o retry.Outcome, status int) string {
	title := [...]string{
		retry.Rejected: "Too many requests: the limiter of the testbed rejected this one.", retry.Unavailable: "The testbed is unavailable for now.",
		retry.Failed: "This request fails for good.",
	}
	if o == retry.Success || int(o) >= len(title) {
		return okBody
	}
	return `{"type":"about:blank","title":"` + title[o] + `","status":` + strconv.Itoa(status) + `}`
}

func ietfBody(o retry.Outcome, status int) string {
	switch o {
	case retry.Rejected:
		return `{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"The quota of the testbed is used up.","status":` +
			strconv.Itoa(status) + `,"violated-policies":["requests"]}`
	case retry.Unavailable:
		return `{"type":"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity","title":"The testbed is unavailable for now.","status":` +
			strconv.Itoa(status) + `}`
	}
	return problemBody(o, status)
}
