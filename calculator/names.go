package calculator

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"backofflab/scenario"
	"backofflab/scenario/typed"
)

// otherNames are what programs call the fields of a retry policy, and the fields. Case and what
// stands between words do not matter: maxDelay, max_delay and MAX-DELAY are one name.
//
// Source: parameters of the libraries whose formats package exchange reads.
var otherNames = map[string]string{
	"strategy": "strategies", "backoff-strategy": "strategies",
	"max-attempts": "attempts", "maximum-attempts": "attempts", "tries": "attempts", "max-tries": "attempts",
	"max-retries": retries, "maximum-retries": retries, "retries": retries, "num-retries": retries, "max-retry": retries,
	"base-delay": "base", "initial-delay": "base", "initial-backoff": "base", "initial-interval": "base", "min-delay": "base", "delay": "base", "base-interval": "base",
	"max-delay": "cap", "max-backoff": "cap", "maximum-backoff": "cap", "max-interval": "cap", "cap-delay": "cap",
	"multiplier": "factor", "backoff-multiplier": "factor", "exponential-base": "factor", "growth-factor": "factor", "backoff-rate": "factor",
	"jitter-factor": "jitter", "randomization-factor": "jitter", "jitter-ratio": "jitter",
	"max-jitter": "extra", "jitter-max": "extra",
}

// retries is what is one less than the field attempts.
const retries = "retries"

// units are what names of durations may end with: the unit of a bare number.
var units = []struct{ end, unit string }{
	{"-milliseconds", "ms"}, {"-millis", "ms"}, {"-msec", "ms"}, {"-ms", "ms"},
	{"-seconds", "s"}, {"-secs", "s"}, {"-sec", "s"}, {"-s", "s"},
}

// FieldOf is the field of scenarios that a name means, or the name itself where it means none.
func FieldOf(name string) string {
	if field, _ := fieldOf(name, ""); field != "" {
		return field
	}
	return name
}

// fieldOf is the field of scenarios that a name means, and the value as that field takes it; "" of
// a name that is none of a policy.
func fieldOf(name, value string) (field, plain string) {
	if _, ok := scenario.FieldNamed(name); ok {
		return name, value
	}
	word := typed.Word(apart(name))
	if field := known(word); field != "" {
		if field == retries {
			return "attempts", oneMore(value)
		}
		return field, value
	}
	for _, u := range units {
		bare, ok := strings.CutSuffix(word, u.end)
		field := known(bare)
		f, _ := scenario.FieldNamed(field)
		if !ok || !f.IsDuration() {
			continue
		}
		if _, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
			value = strings.TrimSpace(value) + u.unit
		}
		return field, value
	}
	return "", value
}

// known is the field of a word, by its own name or by another.
func known(word string) string {
	if field, ok := otherNames[word]; ok {
		return field
	}
	if _, ok := scenario.FieldNamed(word); ok {
		return word
	}
	return ""
}

// apart puts a hyphen where a capital begins a word: maxDelay is max-Delay.
func apart(name string) string {
	var b strings.Builder
	small := false
	for _, r := range name {
		if unicode.IsUpper(r) && small {
			b.WriteByte('-')
		}
		small = unicode.IsLower(r) || unicode.IsDigit(r)
		b.WriteRune(r)
	}
	return b.String()
}

// oneMore is the attempts of so many retries. What is no number stays as it is.
func oneMore(value string) string {
	if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && n < 1<<30 {
		return strconv.Itoa(n + 1)
	}
	return value
}

// jitterWords are what people say of jitter where it is no number, and the strategy that they
// mean.
var jitterWords = map[string]string{
	"true": "full", "yes": "full", "on": "full", "full": "full", "full-jitter": "full", "random": "full",
	"false": "exponential", "no": "exponential", "off": "exponential", "none": "exponential", "no-jitter": "exponential",
	"equal": "equal", "equal-jitter": "equal", "half": "equal",
	"decorrelated": "decorrelated", "decorrelated-jitter": "decorrelated",
	"proportional": "proportional", "additive": "additive",
}

// jittered are the strategies that differ by their jitter alone.
var jittered = []string{"exponential", "full", "equal", "decorrelated", "decorrelated-aws", "proportional", "upward", "additive"}

// jitter makes of an exponential backoff the one with the jitter that was named.
func (q query) jitter(s *scenario.Scenario) *scenario.FieldError {
	if q.word == "" {
		return nil
	}
	word := typed.Word(q.word)
	now, wanted := s.Strategies[0], jitterWords[word]
	is, some := slices.Contains(jittered, now), wanted != "exponential"
	general := word == "true" || word == "yes" || word == "on"
	switch {
	case general && is && now != "exponential": // it has some already
	case !some && !is: // and it has none
	case is:
		s.Strategies = []string{wanted}
	default:
		e := scenario.NewFieldError("jitter", q.word, scenario.FleetName(now)+" has no jitter of that kind. Choose a strategy with jitter, or leave it out.")
		return &e
	}
	return nil
}
