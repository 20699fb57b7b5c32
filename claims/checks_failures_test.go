package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	failureForm = regexp.MustCompile(`^(?:(?:(` + numberForm + ` %) of the attempts fail with 503|in (` + numberForm + ` %) of the time every attempt fails with 503, in spells of about (` + timeForm + `))` +
		`( (?:for the first|from) .*)?|(about )(` + numberForm + ` %) of the requests fail for good)$`)
	failureTimes = regexp.MustCompile(`^ (?:for the first (` + timeForm + `)|from (` + timeForm + `) to (` + timeForm + `))$`)
)

func failures(group string) check {
	return func(c *claim) {
		s := c.run.Scenario
		if !c.has(group) {
			if _, failing := s.failing(c.run); failing || s.number("permanent") > 0 {
				c.fault("missing", "requests fail")
			}
			return
		}
		var told []string
		for part := range strings.SplitSeq(c.groups[group], "; ") {
			told = append(told, c.failure(part))
		}
		want := []string{}
		if _, failing := s.failing(c.run); failing {
			want = append(want, "fail")
		}
		if s.number("permanent") > 0 {
			want = append(want, "permanent")
		}
		if !slices.Equal(told, want) {
			c.fault("missing", "what fails is %s", strings.Join(want, ", "))
		}
	}
}

// failing is whether attempts fail by chance, before the run stops; forATime, whether they
// do for a time only.
func (s settings) failing(r *run) (forATime, failing bool) {
	forATime = s.time("fail-to") > 0
	return forATime, s.number("fail") > 0 && !(forATime && s.time("fail-from") >= r.end())
}

// end is when the run stops at the latest, in milliseconds.
func (r *run) end() float64 {
	end := math.Inf(1)
	for field, times := range map[string]float64{"horizon": 1, "bin": 4000} {
		if d, err := time.ParseDuration(r.Scenario.text(field)); err == nil && d > 0 { // else it is a word
			end = min(end, times*float64(d)/1e6)
		}
	}
	return end
}

// failure holds what is said of one way to fail, and returns its field.
func (c *claim) failure(text string) (field string) {
	s := c.run.Scenario
	m := failureForm.FindStringSubmatch(text)
	if m == nil {
		c.fault("unknown", "%s", text)
		return ""
	}
	if m[6] != "" {
		if !figureOf(m[6]).shows(100 * s.number("permanent")) {
			c.fault("number", "permanent is %s", brief(s.number("permanent")))
		}
		return "permanent"
	}
	if share := m[1] + m[2]; !figureOf(share).shows(100*s.number("fail")) || (m[2] != "") != (s.time("fail-run") > 0) || m[3] != "" && !figureOf(m[3]).shows(s.time("fail-run")) {
		c.fault("number", "fail is %s, fail-run %s", brief(s.number("fail")), s.text("fail-run"))
	}
	from, to := 0.0, 0.0
	if m[4] != "" {
		between := failureTimes.FindStringSubmatch(m[4])
		if between[1] != "" {
			to = figureOf(between[1]).value
			if !figureOf(between[1]).shows(s.time("fail-to")) || s.time("fail-from") > 0 {
				c.fault("number", "failures end at %s", s.text("fail-to"))
			}
		} else if from, to = 1, 1; !figureOf(between[2]).shows(s.time("fail-from")) || !figureOf(between[3]).shows(s.time("fail-to")) {
			c.fault("number", "failures last from %s to %s", s.text("fail-from"), s.text("fail-to"))
		}
	}
	if forATime, _ := s.failing(c.run); forATime != (to > 0 || from > 0) {
		c.fault("missing", "when they fail")
	}
	return "fail"
}
