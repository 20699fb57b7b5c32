package testbed

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseStep reads one step.
func parseStep(text string) (Step, error) {
	step := Step{Times: 1}
	words, err := wordsOf(text)
	for i := 0; i < len(words) && err == nil; i++ {
		err = step.add(words, &i)
	}
	if err == nil {
		err = step.check()
	}
	return step, err
}

// add reads the i-th word of a step, and those that go with it.
func (s *Step) add(words []string, i *int) error {
	word := strings.ToLower(words[*i])
	if name, value, ok := assignment(words, i); ok {
		return s.set(name, value)
	}
	if n, err := strconv.Atoi(word); err == nil {
		return s.setStatus(n)
	}
	if end, ok := endingOf(word); ok {
		return s.setEnding(end, words, i)
	}
	if n, rest, ok := repeat(word); ok {
		return s.repeat(n, rest, words, i)
	}
	switch word {
	case "ok":
		return s.setStatus(200)
	case "times", "then", "and", "with":
		return nil
	}
	return fmt.Errorf("%q is not known. A step begins with a status (503) or is reset, hang, cut or close; then come fields such as retry-after=2, body=1MB, delay=2s, x3", clip(words[*i]))
}

// assignment reads "name=value", and "Name: value" as headers are written.
func assignment(words []string, i *int) (name, value string, ok bool) {
	name, value, ok = strings.Cut(words[*i], "=")
	if before, after, colon := strings.Cut(words[*i], ":"); colon && scripted(strings.ToLower(before)) {
		name, value, ok = before, after, true
		if value == "" && *i+1 < len(words) {
			*i++
			value = words[*i]
		}
	}
	return strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value), ok
}

// repeat takes how often a step is to be given, and what stood before in the same word.
func (s *Step) repeat(n int, rest string, words []string, i *int) error {
	if n == 0 && *i+1 < len(words) { // "x 3"
		*i++
		n, _ = strconv.Atoi(words[*i])
	}
	if n < 1 || n > maxTimes {
		return fmt.Errorf("%q: repeat a step 1 to %d times, as in 503 x3", clip(words[*i]), maxTimes)
	}
	s.Times = min(s.Times*n, maxTimes+1)
	if rest != "" {
		return s.add([]string{rest}, new(int))
	}
	return nil
}

// repeat reads "x3", "3x", "*3" and "x", which is 0; rest is what stands before: "503x3".
func repeat(word string) (times int, rest string, ok bool) {
	word = strings.ReplaceAll(strings.ReplaceAll(word, "×", "x"), "*", "x")
	before, after, found := strings.Cut(word, "x")
	if !found || strings.Contains(after, "x") {
		return 0, "", false
	}
	if after == "" && before == "" {
		return 0, "", true
	}
	if n, err := strconv.Atoi(after); err == nil {
		if before != "" && !isNumber(before) {
			return 0, "", false
		}
		return n, before, true
	}
	n, err := strconv.Atoi(before)
	return n, "", err == nil && after == ""
}

func isNumber(text string) bool { _, err := strconv.Atoi(text); return err == nil }

func (s *Step) setStatus(n int) error {
	switch {
	case s.Status != 0:
		return fmt.Errorf("%d is a second status; put a comma between two steps", n)
	case n < 200 || n > 599:
		return fmt.Errorf("%d is no status: write one from 200 to 599", n)
	}
	s.Status = n
	return nil
}

func (s *Step) setEnding(end Ending, words []string, i *int) error {
	if s.End != Whole && s.End != end {
		return fmt.Errorf("it ends in two ways, %s and %s", s.End, end)
	}
	s.End = end
	if end == Hang && *i+1 < len(words) {
		if d, ok := parseTime(words[*i+1]); ok {
			*i++
			s.Delay = d
		}
	}
	return nil
}

// set reads a word with an equals sign.
func (s *Step) set(name, value string) error {
	switch name {
	case "body", "size":
		n, ok := parseSize(value)
		if !ok || n < 1 || n > maxBody {
			return fmt.Errorf("%s=%s: write 1 to %d bytes, for example body=1MB", name, clip(value), maxBody)
		}
		s.Body = n
		return nil
	case "delay", "after", "hang":
		d, ok := parseTime(value)
		if !ok {
			return fmt.Errorf("%s=%s: write a time, for example %s=2s", name, clip(value), name)
		}
		s.Delay = d
		if name == "hang" {
			s.End = Hang
		}
		return nil
	case "status", "times":
		return s.setNumber(name, value)
	}
	return s.setField(name, value)
}

func (s *Step) setNumber(name, value string) error {
	n, err := strconv.Atoi(value)
	switch {
	case err != nil || name == "times" && (n < 1 || n > maxTimes):
		return fmt.Errorf("%s=%s is no number that fits there", name, clip(value))
	case name == "times":
		s.Times = n
		return nil
	}
	return s.setStatus(n)
}

func (s *Step) setField(name, value string) error {
	switch {
	case !scripted(name):
		return fmt.Errorf("%s: a script may send Retry-After, retry-after-ms, x-should-retry, RateLimit fields and those of the families", clip(name))
	case len(value) > maxValue || !isPlain(value):
		return fmt.Errorf("%s: write at most %d printable characters", name, maxValue)
	case len(s.Header) >= maxFields:
		return fmt.Errorf("it has too many fields: write at most %d", maxFields)
	}
	s.Header = append(s.Header, Field{name, value})
	return nil
}

// check completes a step.
func (s *Step) check() error {
	switch {
	case s.Times > maxTimes:
		return fmt.Errorf("repeat a step at most %d times", maxTimes)
	case s.Delay < 0 || s.Delay > maxDelay:
		return fmt.Errorf("a time of %v: write at most %v", s.Delay, maxDelay)
	case s.Status == 0 && s.End == Whole:
		return fmt.Errorf("it has no status: write one, for example 503")
	case s.Status == 0 && s.End != ResetBefore && s.End != Hang:
		s.Status = 200
	}
	return nil
}

// maxDelay is the longest delay of a step. Nobody is held for so long by a public server.
const maxDelay = time.Hour

// parseTime reads 5s, 500ms, and 5, which is seconds.
func parseTime(text string) (time.Duration, bool) {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		text = strconv.FormatFloat(n, 'f', -1, 64) + "s"
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}

// parseSize reads 1MB, 64KB, 64k and plain bytes.
func parseSize(text string) (int64, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	unit := int64(1)
	for _, u := range []struct {
		suffix string
		bytes  int64
	}{{"mib", 1 << 20}, {"kib", 1 << 10}, {"mb", 1 << 20}, {"kb", 1 << 10}, {"m", 1 << 20}, {"k", 1 << 10}, {"b", 1}} {
		if rest, ok := strings.CutSuffix(text, u.suffix); ok {
			text, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n * unit, err == nil && n <= maxBody
}

// endingOf reads the word of an ending.
func endingOf(word string) (Ending, bool) {
	for end, name := range endings {
		if word == name && word != "" {
			return Ending(end), true
		}
	}
	end, ok := endingWords[word]
	return end, ok
}

// endingWords are what else endings are called.
var endingWords = map[string]Ending{
	"reset": ResetBefore, "rst": ResetBefore, "reset-after-header": ResetAfterHeaders, "reset-after-body": ResetAfter,
	"reset-before-body": ResetAfterHeaders, "reset-after-answer": ResetAfter, "truncate": Cut, "truncated": Cut, "cut-off": Cut, "silent": Hang, "closed": Close,
}

// scripted reports whether scripts may send a header: none of those to which browsers listen.
func scripted(name string) bool {
	switch name {
	case "retry-after", "retry-after-ms", "x-ms-retry-after-ms", "x-should-retry", "ratelimit", "ratelimit-policy":
		return true
	}
	for _, prefix := range []string{"ratelimit-", "x-ratelimit-", "x-rate-limit-", "anthropic-ratelimit-"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return isToken(rest, maxTellName)
		}
	}
	return false
}
