package tipping

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/typed"
)

// Search says where is looked for what.
type Search struct {
	Scenario  scenario.Scenario // whose Runs are the replications of each place on the loop
	Of        Of
	Low, High string        // the range, as links write its ends; rising
	Trigger   Trigger       // what happens to a run that is to tip by its load
	Within    time.Duration // how long after the trigger a run must have come back
	Precision float64       // half the width of the 95 % interval, as a share of the threshold
}

// Trigger is what happens to a run that is to tip by its load, or by how slow the service is.
type Trigger uint8

// The triggers.
const (
	Own      Trigger = iota // what the scenario has
	Standard                // ten seconds in which the service works at a tenth of its speed, or refuses if it needs no time
	None                    // nothing: it tips by its load alone
)

var triggers = []string{Own: "own", Standard: "standard", None: "none"}

// String returns the word that links have.
func (t Trigger) String() string { return triggers[t] }

// Bounds of searches, and what they are when nothing is said.
const (
	leastPrecision, mostPrecision, usualPrecision = 0.005, 0.2, 0.02
	leastWithin, mostWithin, usualWithin          = time.Second, 12 * time.Hour, time.Minute

	mostTimes = 10_000 // the upper end of the range as a multiple of the lower
	usualRuns = 6
)

const (
	ofName        = "of"
	lowName       = "low"
	highName      = "high"
	triggerName   = "trigger"
	withinName    = "within"
	precisionName = "precision"
)

// Names are those of fields that a search has beside its scenario.
var Names = []string{ofName, lowName, highName, triggerName, withinName, precisionName}

// Parse reads the query of a search. The errors are scenario.FieldErrors, all of them; with
// an error the search has what could be read.
func Parse(raw string) (Search, error) {
	own, rest, problems := link.Split(raw, Names...)
	of, err := scenario.ParseQuery(rest)
	problems = problems.And(err)
	s := Search{Scenario: of}
	if of.Runs == 1 {
		s.Scenario.Runs = usualRuns
	}
	s.Of, err = readOf(own[ofName])
	problems = problems.And(err)
	s.Trigger, err = s.readTrigger(own[triggerName])
	problems = problems.And(err)
	s.Within, err = readWithin(own[withinName])
	problems = problems.And(err)
	s.Precision, err = readPrecision(own[precisionName])
	if problems = problems.And(err); len(problems) == 0 {
		problems = problems.And(s.sense())
	}
	if len(problems) > 0 {
		return s, problems
	}
	problems = problems.And(s.readRange(own[lowName], own[highName]))
	if len(problems) == 0 {
		problems = problems.And(s.check())
	}
	if len(problems) > 0 {
		return s, problems
	}
	return s, nil
}

func readOf(text string) (Of, error) {
	names := make([]string, ofs)
	for i, k := range knobs {
		names[i] = k.name
	}
	if strings.TrimSpace(text) == "" {
		return Load, nil
	}
	word, ok := typed.Choice(text, names, map[string]string{"offered": "load", "rate": "load", "offered-rate": "load", "service-time": "service", "fail": "failures", "restart": "crash"})
	if !ok {
		return Load, scenario.NewFieldError(ofName, text, "Write what is turned up until a run tips: "+strings.Join(names, ", ")+".")
	}
	return Of(slices.Index(names, word)), nil
}

// readTrigger reads what triggers; where nothing is said that is what the scenario has, or else
// the standard trigger.
func (s Search) readTrigger(text string) (Trigger, error) {
	usual := s.usualTrigger()
	if strings.TrimSpace(text) == "" {
		return usual, nil
	}
	word, ok := typed.Choice(text, triggers, map[string]string{"no": "none", "off": "none"})
	t := Trigger(slices.Index(triggers, word))
	switch {
	case !ok:
		return usual, scenario.NewFieldError(triggerName, text, "Write own, standard or none.")
	case t == Own && usual != Own:
		return usual, scenario.NewFieldError(triggerName, text, "The scenario has no trigger of its own: give it an outage, a brownout, a spike, failures for a time or a crash, or write standard.")
	case s.Of.Long():
		return usual, nil
	}
	return t, nil
}

func (s Search) usualTrigger() Trigger {
	if len(s.Scenario.Disturbances()) > 0 {
		return Own
	}
	return Standard
}

func readWithin(text string) (time.Duration, error) {
	if strings.TrimSpace(text) == "" {
		return usualWithin, nil
	}
	plain, ok := typed.Duration(text, time.Second)
	d, err := time.ParseDuration(plain)
	if d = d.Round(time.Millisecond); !ok || err != nil || d < leastWithin || d > mostWithin {
		return usualWithin, scenario.NewFieldError(withinName, text, fmt.Sprintf("Write within what time a run must have come back, from %s to %s, for example 1m.", format.Span(leastWithin), format.Span(mostWithin)))
	}
	return d, nil
}

func readPrecision(text string) (float64, error) {
	if strings.TrimSpace(text) == "" {
		return usualPrecision, nil
	}
	plain, ok := typed.Number(text)
	x, err := strconv.ParseFloat(plain, 64)
	x = math.Round(x*1e4) / 1e4
	if !ok || err != nil || !(x >= leastPrecision && x <= mostPrecision) {
		return usualPrecision, scenario.NewFieldError(precisionName, text, "Write how narrow the interval is to be, from 0.5 % to 20 % of the threshold either way, for example 2 %.")
	}
	return x, nil
}

// Query returns the search's form in links: that of its scenario, then what else there is.
// Equal searches have equal queries.
func (s Search) Query() string {
	var pairs []string
	of := s.Scenario
	if of.Runs == usualRuns {
		of.Runs = 1
	}
	if query := of.Query(); query != "" {
		pairs = append(pairs, query)
	}
	add := func(some bool, name, value string) {
		if some {
			pairs = append(pairs, name+"="+url.QueryEscape(value))
		}
	}
	low, high := s.usualRange()
	add(s.Of != Load, ofName, s.Of.String())
	add(s.Low != low, lowName, s.Low)
	add(s.High != high, highName, s.High)
	add(s.Trigger != s.usualTrigger() && !s.Of.Long(), triggerName, s.Trigger.String())
	add(s.Within != usualWithin, withinName, scenario.FormatDuration(s.Within))
	add(s.Precision != usualPrecision, precisionName, strconv.FormatFloat(s.Precision, 'f', -1, 64))
	return strings.Join(pairs, "&")
}

// Asked is the query with one field of the search's own at least: what is turned up, where it says
// nothing else. So pages know it from a scenario's.
func (s Search) Asked() string { return link.Asking(s.Query(), Names, ofName, s.Of.String()) }
