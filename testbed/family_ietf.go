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
	write:  ietfHead,
}

func ietfHead(h *head) {
	q := h.quota
	h.add(`"requests";q=`, q.requests)
	if q.window > 0 {
		h.add(";w=", max(1, seconds(q.window)))
	} else {
		h.text = append(h.text, `;qu="concurrent-requests"`...)
	}
	if q.each == 0 {
		h.add(`, "tokens";q=`, q.tokens)
		h.add(";w=", 60)
	}
	h.field("RateLimit-Policy")
	h.add(`"requests";r=`, h.requests())
	if q.window > 0 {
		h.add(";t=", seconds(h.reset()))
	}
	if q.each == 0 {
		h.add(`, "tokens";r=`, h.tokens())
		h.add(";t=", seconds(h.resetTokens()))
	}
	h.field("RateLimit")
}

var ietf06Family = &family{
	FamilyInfo: FamilyInfo{
		Key: IETF06, Name: "RateLimit-*, older", Source: "draft-ietf-httpapi-ratelimit-headers-06",
		About: "RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset, in whole numbers.",
	},
	bodies: problemBody,
	write: func(h *head) {
		h.setInt("RateLimit-Limit", h.quota.requests)
		h.setInt("RateLimit-Remaining", h.requests())
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
