package tipping

import (
	"fmt"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// sense says why the question makes none, where that is so.
func (s Search) sense() error {
	of := s.Scenario
	wrong := func(field, message string) error {
		f, _ := scenario.FieldNamed(field)
		return scenario.NewFieldError(field, f.Format(of), message)
	}
	switch {
	case of.Population == scenario.PopulationOnce:
		return wrong("population", "Each client has one request, so nothing goes on that could stay collapsed. Choose an open population (population=open).")
	case !s.Of.Long() && of.Population != scenario.PopulationOpen:
		return wrong("population", "Only an open population (population=open) has an offered rate: others wait for their answers. Choose it, or ask for how long an outage may last (of=outage).")
	case !s.Of.Long() && of.Ramp != 1:
		return wrong("ramp", "Set the ramp to 1: a load that changes while it is watched is not one load.")
	case s.Of == Load && strings.Contains(strings.Join(of.Strategies, " "), "offered="):
		return wrong("strategies", "Give no part an offered rate of its own: it would not change with the load.")
	case s.Of == Service && of.Service == 0:
		return wrong("service", "Enter a service time above 0s: it is what is made longer.")
	case s.Of.Long() && s.Of.of(of) == 0 && s.Of != Outage && s.Of != Brownout:
		return scenario.NewFieldError(ofName, s.Of.String(), fmt.Sprintf("The scenario has no %s: set one, and it is made longer.", knobs[s.Of].kind))
	}
	return s.calm()
}

// calm says where a trigger begins too soon: before it there must be something to come back to.
func (s Search) calm() error {
	if s.Trigger != Own && !s.Of.Long() {
		return nil
	}
	for _, d := range s.Scenario.Disturbances() {
		if d.From <= s.Scenario.Start {
			name := map[scenario.DisturbanceKind]string{scenario.DisturbanceCrash: "crash", scenario.DisturbanceFailures: "fail-from"}[d.Kind]
			if name == "" {
				name = d.Kind.String() + "-from"
			}
			return scenario.NewFieldError(name, scenario.FormatDuration(d.From), "Let it begin later, for example at 10s: before it there must be something to come back to.")
		}
	}
	return nil
}

// usualRange is where is looked when nothing is said: about the capacity, or what the scenario
// has.
func (s Search) usualRange() (low, high string) {
	middle, times := s.Of.of(s.Scenario), 10.0
	switch {
	case s.Of.Long():
		return s.Of.written(s.Within.Seconds() / 600), s.Of.written(5 * s.Within.Seconds())
	case s.Of == Load && s.Scenario.Capacity() > 0:
		middle, times = s.Scenario.Capacity(), 2
	}
	return s.Of.written(max(0.01, middle/10)), s.Of.written(max(0.1, min(1e6, middle*times)))
}

// readRange reads the ends of the range, and puts them in order.
func (s *Search) readRange(low, high string) error {
	s.Low, s.High = s.usualRange()
	for _, end := range []struct {
		name, text string
		to         *string
	}{{lowName, low, &s.Low}, {highName, high, &s.High}} {
		if strings.TrimSpace(end.text) == "" {
			continue
		}
		plain, err := s.readEnd(end.name, end.text)
		if err != nil {
			return err
		}
		*end.to = plain
	}
	if s.Of.at(s.Low) > s.Of.at(s.High) {
		s.Low, s.High = s.High, s.Low
	}
	return nil
}

// readEnd reads a value, in whatever form the scenario takes its own.
func (s Search) readEnd(name, text string) (string, error) {
	field := "offered"
	if s.Of != Load {
		field = "service"
	}
	if s.Of.Long() {
		field = "duration"
	}
	plain, _, err := scenario.ReadValue(field, text)
	if wrong, ok := err.(scenario.FieldErrors); ok {
		return "", scenario.NewFieldError(name, text, wrong[0].Message)
	}
	if s.Of.at(plain) <= 0 {
		return "", scenario.NewFieldError(name, text, "Enter a value above 0.")
	}
	return plain, nil
}

// check is what is wrong with the whole.
func (s Search) check() error {
	low, high := s.Of.at(s.Low), s.Of.at(s.High)
	switch {
	case low == high:
		return scenario.NewFieldError(highName, s.High, "Enter a larger value than the lower end of the range (low), which is "+s.Low+".")
	case high > mostTimes*low:
		return scenario.NewFieldError(highName, s.High, fmt.Sprintf("Enter at most %s times the lower end of the range (low), which is %s.", format.Count(mostTimes), s.Low))
	}
	for _, fleet := range s.Scenario.Strategies {
		for _, end := range []struct{ name, text string }{{lowName, s.Low}, {highName, s.High}} {
			run, err := s.at(up, fleet, end.text)
			if err == nil {
				err = s.watched(run)
			}
			if wrong, ok := err.(scenario.FieldError); ok && wrong.Field == withinName {
				return wrong
			}
			if err != nil {
				return scenario.NewFieldError(end.name, end.text, "With that value a run cannot be watched. "+err.Error())
			}
		}
	}
	if query := s.Query(); len(query) > scenario.MaxQueryBytes {
		return scenario.NewFieldError("query", query, fmt.Sprintf("Shorten it: the link would have %s, and at most %s are read.", format.Plural(len(query), "byte"), format.Count(scenario.MaxQueryBytes)))
	}
	return nil
}

// watched says why a run does not show whether it came back: the last tenth of it, in which
// half of the requests must succeed, is to lie well after the trigger.
func (s Search) watched(run scenario.Scenario) error {
	if end := run.Duration - s.Within; run.Duration > 8*s.Within {
		return scenario.NewFieldError(withinName, scenario.FormatDuration(s.Within), fmt.Sprintf("Give it at least %s to come back: the trigger ends at %s.", format.Span((end/7+time.Second).Round(time.Second)), format.Span(end)))
	}
	return nil
}
