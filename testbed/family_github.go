package testbed

import (
	"strconv"

	"backofflab/retry"
)

var githubFamily = &family{
	FamilyInfo: FamilyInfo{
		Key: GitHub, Name: "GitHub", Source: "docs.github.com, rate limits for the REST API",
		About: "x-ratelimit fields, the reset in seconds of the epoch; rejections are 429.",
	},
	status: map[retry.Outcome]int{retry.Failed: 422},
	bodies: githubBody,
	write:  githubHead,
}

var github403Family = &family{
	FamilyInfo: FamilyInfo{
		Key: GitHub403, Name: "GitHub, with 403", Source: githubFamily.Source,
		About: "The same, but rejections are 403, as GitHub may answer, too.",
	},
	status: map[retry.Outcome]int{retry.Failed: 422, retry.Rejected: 403},
	bodies: githubBody,
	write:  githubHead,
}

func githubHead(h *head) {
	h.setInt("x-ratelimit-limit", h.quota.requests)
	h.setInt("x-ratelimit-remaining", h.requests())
	h.setInt("x-ratelimit-used", max(0, h.quota.requests-h.requests()))
	h.set("x-ratelimit-reset", strconv.FormatInt(wholeSecond(h.now.Add(h.reset())).Unix(), 10))
	h.set("x-ratelimit-resource", "core")
}

func githubBody(o retry.Outcome, status int) string {
	message := [...]string{
		retry.Rejected: "API rate limit exceeded for this testbed.", retry.Unavailable: "The testbed is unavailable for now.",
		retry.Failed: "Validation Failed",
	}
	if o == retry.Success || int(o) >= len(message) {
		return `{"id":1,"node_id":"R_testbed","name":"testbed","full_name":"testbed/testbed","private":false,"description":"An answer of a testbed","fork":false,"default_branch":"main"}`
	}
	return `{"message":"` + message[o] + `","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api","status":"` + strconv.Itoa(status) + `"}`
}
