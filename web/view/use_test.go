package view

import (
	"slices"
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario"
)

// judged is an outcome in which the fleets at some places are ahead.
func judged(ahead ...int) *experiment.Outcome {
	var found experiment.Outcome
	found.Verdict.Standing[experiment.ByTime] = experiment.Standing{Clear: len(ahead) > 0, Ahead: ahead}
	return &found
}

func TestUseChoosesTheStrategy(t *testing.T) {
	const four = "strategies=exponential,full,equal,decorrelated"
	for what, row := range map[string]struct {
		query, asked string
		found        *experiment.Outcome
		chosen       string // "": it is refused
		ahead        string
	}{
		"the first that is ahead":        {four, "", judged(1, 3), "full", "full decorrelated"},
		"the one that is asked for":      {four, "equal", judged(1, 3), "equal", "full decorrelated"},
		"the first, where none is ahead": {four, "", judged(), "exponential", ""},
		"or nothing was simulated":       {four, "", nil, "exponential", ""},
		"none but the run's":             {four, "linear", judged(1), "", ""},
		"of a mix its parts":             {"strategies=full,exponential@20/equal@80", "equal", judged(0), "equal", "full"},
		"of a mix that is ahead none":    {"strategies=full,exponential@20/equal@80", "", judged(1), "full", ""},
		"a library":                      {"strategies=full,lib:got", "lib:got", judged(1), "lib:got", "lib:got"},
	} {
		s, err := scenario.ParseQuery(row.query)
		if err != nil {
			t.Fatal(err)
		}
		use, ok := UseOf(s, row.asked, row.found)
		if ok != (row.chosen != "") {
			t.Errorf("%s: %t", what, ok)
		}
		var chosen string
		var ahead []string
		for _, s := range use.Strategies {
			if s.Chosen {
				chosen += s.Strategy.Key
			}
			if s.Ahead {
				ahead = append(ahead, s.Strategy.Key)
			}
		}
		if chosen != row.chosen || strings.Join(ahead, " ") != row.ahead {
			t.Errorf("%s: %s is chosen, ahead are %q", what, chosen, ahead)
		}
		if ok && !strings.Contains(use.Texts[0].Code, `"strategy": "`+row.chosen+`"`) {
			t.Errorf("%s: the text is of another: %s", what, use.Texts[0].Code)
		}
	}
}

// The verdict of a run decides what is shown first.
func TestUseFollowsTheVerdict(t *testing.T) {
	s, found := labtest.Outcome(t, "clients=200&rate=20&burst=10&strategies=exponential,full&base=100ms&cap=5s&attempts=40")
	lead, clear := found.Verdict.Lead()
	if !clear {
		t.Fatal("nobody is ahead: this is no case")
	}
	use, _ := UseOf(s, "", &found)
	for i, strategy := range use.Strategies {
		if strategy.Ahead != slices.Contains(found.Verdict.Standing[lead].Ahead, i) {
			t.Errorf("%s ahead: %t", strategy.Strategy.Key, strategy.Ahead)
		}
	}
}

// All that a scenario says of retrying is in a text, or named beside it.
func TestUseTakesTheWholePolicy(t *testing.T) {
	s, err := scenario.ParseQuery("strategies=additive&base=300ms&cap=7s&factor=3&offset=1&extra=40ms&attempts=9&timeout=250ms&deadline=11s&retry-on=unavailable" +
		"&honour=max&budget=grpc&breaker=retries&throttle=sre")
	if err != nil {
		t.Fatal(err)
	}
	use, _ := UseOf(s, "", nil)
	var all strings.Builder
	for _, t := range use.Texts {
		all.WriteString(t.Code + strings.Join(t.Without, "\n"))
	}
	for _, want := range []string{"300ms", "7s", `"factor": 3`, `"offset": 1`, "40ms", `"max_attempts": 9`, "250ms", "11s", `"unavailable"`,
		"rule max", "budget (grpc)", "breaker (retries)", "throttle (sre)", "AWS_MAX_ATTEMPTS=9", "stop_before_delay(11)"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no text has %s", want)
		}
	}
}
