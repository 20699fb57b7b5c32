package form

import (
	"regexp"
	"slices"

	"backofflab/scenario"
)

// named finds in code what it names of outcomes, and their words in links. Of statuses 501 and
// 505 say that another attempt is no use, and 408 and 504 are answers, not a client's own timeout;
// a name of an error counts wherever it stands.
var named = []struct {
	form  *regexp.Regexp
	words []string
}{
	{regexp.MustCompile(`\b429\b|(?i:rate_?limit|too_?many_?req|throttl|busy|rejected|slow_?down|resource_?exhausted|quota|overload)`), []string{"rejected"}},
	{regexp.MustCompile(`\b5(?:0[0234678]|[1-9]\d)\b|> ?499\b|(?i:unavailable|server_?error|5xx|connect|network|gateway|\beconn(?:reset|refused)|\beai_again|transient|is_?server|transport)`), []string{"unavailable"}},
	{regexp.MustCompile(`(?i:time_?d?_?out|econnaborted|deadline_?exceeded)`), []string{"timed-out"}},
	{regexp.MustCompile(`\b(?:IOError|OSError|HTTPError|FetchError)\b`), []string{"unavailable", "timed-out"}},
	{regexp.MustCompile(`\b(?:HTTPError|HTTPStatusError|APIStatusError|ClientError|ClientResponseError|RequestException|APIError|OpenAIError|AnthropicError|AxiosError)\b`), []string{"rejected", "unavailable", "timed-out", "failed"}},
	{regexp.MustCompile(`(?i:not_?sent|circuit|breaker)`), []string{"not-sent"}},
	{regexp.MustCompile(`\b4(?:0[0-79]|1\d|2[0-8])\b`), []string{"failed"}},
	{regexp.MustCompile(`\b(?:Base)?Exception\b|\bThrowable\b|^\s*Error\s*$`), []string{"rejected", "unavailable", "timed-out", "not-sent", "failed"}},
}

// status is a condition on a status, in which a class of errors for all statuses means nothing more.
var (
	status  = regexp.MustCompile(`(?i)(?:status|code)[^\n]{0,40}\b(?:429|5\d\d|499)\b`)
	classes = regexp.MustCompile(`\b(?:HTTPError|HTTPStatusError|APIStatusError|ClientError|ClientResponseError|RequestException|APIError|OpenAIError|AnthropicError|AxiosError|Exception)\b`)
)

// Outcomes returns the outcomes that some code names by statuses (429, 503, >= 500) and by names
// of errors (RateLimitError, ETIMEDOUT), in the words of links and in their order: none where it
// names none that are known. Code is not executed: that a name is negated is not seen.
func Outcomes(code string) (words []string) {
	if status.MatchString(code) {
		code = classes.ReplaceAllString(code, "") // the classes of errors that have a status
	}
	for _, word := range scenario.OutcomeWords() {
		for _, n := range named {
			if slices.Contains(n.words, word) && n.form.MatchString(code) {
				words = append(words, word)
				break
			}
		}
	}
	return words
}
