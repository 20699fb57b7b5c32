package find

import (
	"regexp"

	"backofflab/experiment"
)

// way is in which direction something should go.
type way uint8

const (
	down way = 1 << iota
	fast
	up
)

// ways are the words for it: those that stand after "as", and those that a goal begins with.
var ways = []struct {
	asForm, form string
	way          way
}{
	{`few|little|low|small|short|flat`, `fewest|least|lowest|smallest|shortest|flattest|mini?mi[sz]e|reduce|avoid|few|low|small`, down},
	{`fast|quick|quickly|soon|early`, `fastest|quickest|soonest|earliest|fast|quick`, fast},
	{`high|many|much`, `highest|most|maximi[sz]e`, up},
}

// superlatives are the ways in which a goal is said, each with what is left of it.
var superlatives = func() (all []superlative) {
	for _, w := range ways {
		all = append(all,
			superlative{regexp.MustCompile(`^(?:as (?:` + w.asForm + `) ?(.*) as possible)$`), w.way},
			superlative{regexp.MustCompile(`^(?:(.*) as (?:` + w.asForm + `) as possible)$`), w.way},
			superlative{regexp.MustCompile(`^(?:(?:` + w.form + `)(?: (.*))?)$`), w.way})
	}
	return all
}()

type superlative struct {
	form *regexp.Regexp
	way  way
}

// wanted are forms of what should be as good as possible, and the figure each means.
var wanted = []struct {
	form   *regexp.Regexp
	ways   way
	figure string
}{
	{only(`wast(?:e|ed|ing)(?: (?:calls?|attempts?|tries|retries|requests?|work|load))?(?:` + each + `)?|(?:calls|attempts|tries|requests) wasted`), down, "wasted_per_request"},
	{only(`(?:total )?(?:attempts|calls|tries|retries|requests|load|traffic)(?: ` + inAll + `)?(?: on (?:server|service|backend|downstream|upstream))?`), down, "attempts"},
	{only(`(?:attempts|calls|tries)` + each), down, "amplification"},
	{only(peaks), down, "peak"},
	{only(peaks + ` (?:over|above|beside) (?:(?:rate )?limit|capacity)`), down, "peak_over_capacity"},
	{only(waves + `|(?:thundering )?herds?|retry storms?`), down, "later_wave"},
	{only(`success(?:es)?|success rate|availability|(?:` + ones + ` )?succeed(?:ed)?|successful requests`), up, "success_percent"},
	{only(losses), down, "lost"},
	{only(`recover(?:y|s)?|recovery time|time (?:until )?recover(?:y|s)?`), down | fast, "recovery"},
	{only(quantile(`median|p50`)), down | fast, "completion_p50"},
	{only(quantile(`p95`)), down | fast, "completion_p95"},
	{only(quantile(`p99`)), down | fast, "completion_p99"},
	{only(until(`95`)), down | fast, "done_95"},
	{only(until(`99`)), down | fast, "done_99"},
	{only(allDone), down | fast, "last_success"},
	{only(`|(?:` + ones + ` )?` + done), fast, "done_95"},
}

// goalInWords reads a goal, in plain words.
func goalInWords(text string) (experiment.Figure, bool) {
	for _, s := range superlatives {
		m := s.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for _, w := range wanted {
			if w.ways&s.way != 0 && w.form.MatchString(m[1]) {
				return aimOf(w.figure)
			}
		}
	}
	return experiment.Figure{}, false
}
