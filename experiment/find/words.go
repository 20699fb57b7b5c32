package find

import (
	"regexp"
	"strings"

	"backofflab/experiment"
	"backofflab/scenario"
)

// ReadWords reads a goal and limits as people say them, with commas, semicolons or "and"
// between: "99 % done within 30 s, peak at most 3x the limit, as few wasted calls as
// possible". A goal that is not named is Aims' first. The errors are scenario.FieldErrors,
// with the part that was not understood.
func ReadWords(text string) (Goal, []Limit, error) {
	goal, limits := Goal{aims[0]}, []Limit(nil)
	var problems scenario.FieldErrors
	for part := range partsOf(text) {
		if f, ok := goalInWords(part); ok {
			goal = Goal{f}
		} else if l, ok := limitInWords(part); ok {
			limits = append(limits, l)
		} else {
			problems = append(problems, scenario.NewFieldError(wordsName, part, "This was not understood. Write for example: "+Example+"."))
		}
	}
	if len(problems) > 0 {
		return goal, limits, problems
	}
	return goal, limits, nil
}

// Example are a goal and limits as people say them.
const Example = "99 % done within 30 s, peak at most 3x the limit, as few wasted calls as possible"

// between stands between goals and limits. A comma between two digits is part of a number.
var between = regexp.MustCompile(`(?:[;\n]|, |,$|\. |\.$| and | but )`)

func partsOf(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, part := range between.Split(text+" ", -1) {
			if part = plain(part); part != "" && !yield(part) {
				return
			}
		}
	}
}

// plain is text in lower case, with one space between its words and none in "30 s", "3 x".
func plain(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	text = strings.NewReplacer("per cent", "%", "percent", "%").Replace(text)
	return tight.ReplaceAllString(strings.Trim(text, " .,"), "$1$2")
}

var tight = regexp.MustCompile(`(\d) (%|ms\b|s\b|sec(?:onds?)?\b|m\b|min(?:utes?)?\b|h\b|x\b|×|times\b|/s\b)`)

// wanted are words for goals, and the figure each means; the first that is found counts.
var wanted = []struct {
	form   *regexp.Regexp
	figure string
}{
	{regexp.MustCompile(`wast`), "wasted_per_request"},
	{regexp.MustCompile(`(few|less|least|minimi[sz]e|lowest|small).*(calls|attempts|requests|load|retries)`), "attempts"},
	{regexp.MustCompile(`(low|small|flat|minimi[sz]e|least).*(peak|spike)`), "peak"},
	{regexp.MustCompile(`(small|low|few|minimi[sz]e|least).*(wave|herd)`), "later_wave"},
	{regexp.MustCompile(`(most|high|maximi[sz]e|many).*(success|succeed|done)`), "success_percent"},
	{regexp.MustCompile(`(few|least|minimi[sz]e|lowest).*(lost|losses|failures|errors)`), "lost"},
	{regexp.MustCompile(`(fast|quick|soon|short).*(recover)`), "recovery"},
	{regexp.MustCompile(`(low|fast|short|small|minimi[sz]e).*(median)`), "completion_p50"},
	{regexp.MustCompile(`(low|fast|short|small|minimi[sz]e).*(p99|99th)`), "completion_p99"},
	{regexp.MustCompile(`(fast|quick|soon|short|early)`), "done_95"},
}

// superlative are words that say that something should be as good as possible.
var superlative = regexp.MustCompile(`\bas .* as possible\b|\bfewest\b|\bleast\b|\blowest\b|\bhighest\b|\bfastest\b|\bsmallest\b|\bshortest\b|\bquickest\b|\bsoonest\b|\bmost\b|\bmini?mi[sz]e\b|\bmaximi[sz]e\b|\bbest\b|^(few|low|fast|quick)`)

func goalInWords(text string) (experiment.Figure, bool) {
	if !superlative.MatchString(text) || bound.MatchString(text) {
		return experiment.Figure{}, false
	}
	for _, w := range wanted {
		if w.form.MatchString(text) {
			return aimOf(w.figure)
		}
	}
	return experiment.Figure{}, false
}

// bound are words that a limit has, and its number.
var bound = regexp.MustCompile(`(?:at most|at least|no more than|not more than|less than|fewer than|more than|up to|under|below|above|over|within|in|by|after|max(?:imum)?|min(?:imum)?|<=?|>=?|≤|≥|=) ?(\d[\d.,\x{202f}]*(?:[a-zµ%×/]+(?:\d+m?s?)?)?)`)

// limited are words for limits, and the figure each means.
var limited = []struct {
	form   *regexp.Regexp
	figure string
}{
	{regexp.MustCompile(`\b50(?:\.0)?%.*(done|succe|finish|complete|served)|median`), "completion_p50"},
	{regexp.MustCompile(`\b95(?:\.0)?%.*(done|succe|finish|complete|served)|(done|succe|finish|complete).*\b95%`), "done_95"},
	{regexp.MustCompile(`\b99(?:\.0)?%.*(done|succe|finish|complete|served)|(done|succe|finish|complete).*\b99%`), "done_99"},
	{regexp.MustCompile(`\b100%.*(done|succe|finish|complete|served)|(all|every\w*) .*(done|succe|finish|complete|served)`), "last_success"},
	{regexp.MustCompile(`p99|99th`), "completion_p99"},
	{regexp.MustCompile(`recover`), "recovery"},
	{regexp.MustCompile(`(peak|spike).*\d(x|×|times)|(peak|spike).*(limit|capacity)`), "peak_over_capacity"},
	{regexp.MustCompile(`peak|spike`), "peak"},
	{regexp.MustCompile(`wave|herd`), "later_wave"},
	{regexp.MustCompile(`wast`), "wasted_per_request"},
	{regexp.MustCompile(`amplif|(attempts|calls|tries).*(per|each|a) (request|client|\w+)`), "amplification"},
	{regexp.MustCompile(`(attempts|calls|load)`), "attempts"},
	{regexp.MustCompile(`succe|done|availab`), "success_percent"},
	{regexp.MustCompile(`lost|lose|fail|error`), "lost"},
}

// limitInWords reads one limit. What bounds a figure on its good side is none.
func limitInWords(text string) (Limit, bool) {
	m := bound.FindStringSubmatchIndex(text)
	if m == nil {
		return Limit{}, false
	}
	number := text[m[2]:m[3]]
	for _, w := range limited {
		if !w.form.MatchString(text) {
			continue
		}
		f, _ := aimOf(w.figure)
		x, ok := valueOf(f, inUnits(f, number))
		atLeast := lowest.MatchString(text[m[0]:m[2]])
		return Limit{f, x}, ok && (f.Better > 0 || !atLeast) && (f.Better < 0 || atLeast)
	}
	return Limit{}, false
}

var lowest = regexp.MustCompile(`^(?:at least|more than|above|over|min|>|≥)`)

var unitWords = strings.NewReplacer("seconds", "s", "second", "s", "sec", "s", "minutes", "m", "minute", "m", "min", "m", "hours", "h", "hour", "h",
	"times", "", ",", "", "\u202f", "")

// inUnits writes a number of a sentence as links do.
func inUnits(f experiment.Figure, number string) string {
	number = strings.TrimRight(number, ".")
	if f.Kind != experiment.Time {
		return strings.TrimRight(strings.NewReplacer(",", "", "times", "", "\u202f", "").Replace(number), "x×%/s")
	}
	return unitWords.Replace(number)
}
