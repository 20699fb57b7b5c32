package scenario

import (
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario/typed"
)

// Screen returns the field's value in s as screens write it, which Set reads: "1 min 30 s",
// "20 000", "Off", "Token bucket". What counts nothing, as a seed, is plain digits.
func (f Field) Screen(s Scenario) string {
	value := f.Format(s)
	switch {
	case f.Zero != "" && (value == "0" || value == "0s"):
		return format.Capital(f.Zero)
	case f.kind == kindNumber && strings.Contains(value, "/"):
		n, unit, _ := strings.Cut(value, "/")
		return f.plain(n) + "/" + map[string]string{"m": "min", "h": "h", "d": "day"}[unit]
	case f.kind == kindNumber && f.Unit != "":
		return f.plain(value)
	case f.kind == kindDuration:
		return screenDuration(value)
	case f.kind == kindChoice:
		return ChoiceLabel(value)
	case f.kind == kindList:
		return f.screenList(s)
	}
	return value
}

// screenDuration writes a duration with its units apart, unless it has more digits than
// people read, or is a word.
func screenDuration(value string) string {
	d, err := time.ParseDuration(value)
	if err != nil {
		return ChoiceLabel(value)
	}
	text := format.Span(d)
	plain, ok := typed.Duration(text, time.Second)
	if again, err := time.ParseDuration(plain); !ok || err != nil || again != d {
		return value
	}
	return text
}

func (f Field) screenList(s Scenario) string {
	var names []string
	for _, member := range *f.list.at(&s) {
		switch {
		case f.Name != "strategies":
			member = ChoiceLabel(member)
		case !strings.Contains(member, "@"): // a mix is read as it is
			member = FleetName(member)
		}
		names = append(names, member)
	}
	return strings.Join(names, ", ")
}

// ChoiceLabel turns a key into words: "token-bucket" into "Token bucket", "aws-2026" into
// "AWS 2026".
func ChoiceLabel(key string) string {
	if words, ok := choiceNames[key]; ok {
		return words
	}
	words := strings.Split(key, "-")
	for i, word := range words {
		if name, ok := abbreviations[word]; ok {
			words[i] = name
		} else if i == 0 {
			words[i] = format.Capital(word)
		}
	}
	return strings.Join(words, " ")
}

// choiceNames are the values that keys alone say badly.
var choiceNames = map[string]string{
	"rejected": "429 rejected", "unavailable": "503 unavailable", "timed-out": "Timeout", "failed": "Permanent error",
	"leaky-bucket": "Leaky bucket (queue)", // the meter of that name is the token bucket
	"served":       "Keep working", "noticed": "Stop",
}

// abbreviations are the words of keys that are written another way.
var abbreviations = map[string]string{
	"aws": "AWS", "gcra": "GCRA", "grpc": "gRPC", "llm": "LLM", "sre": "SRE", "fifo": "FIFO", "lifo": "LIFO", "js": "JS",
}
