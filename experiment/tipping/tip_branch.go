package tipping

import (
	"math"
	"time"

	"backofflab/scenario"
)

// branch is what happens to a run whose load, or what else is turned up, is x.
type branch uint8

const (
	up    branch = iota // a trigger
	quiet               // nothing
	down                // it was brought to a collapse
)

const (
	calmTime     = 10 * time.Second // before the standard trigger,
	triggerTime  = 10 * time.Second // which lasts so long,
	triggerSpeed = 0.1              // and leaves the service so much of its speed

	markSpike = 1.001 // the least that is a spike: it only marks from when on a run must be as before
	excess    = 1.1   // how far beyond its threshold a service is that is brought to a collapse
)

// at is the scenario of a run in which x is what it is, as links write it. The run ends when
// it must have come back, and nothing else does.
func (s Search) at(b branch, fleet, x string) (scenario.Scenario, error) {
	run := s.Scenario
	run.Strategies, run.Runs, run.Bin = []string{fleet}, 1, 0
	switch {
	case b == quiet || s.Trigger == None && b == up && !s.Of.Long():
		s.hush(&run)
	case s.Trigger != Own || s.Of.Long() && s.Of.of(run) == 0:
		s.standard(&run)
	}
	if err := s.Of.set(&run, x); err != nil {
		return run, err
	}
	return s.until(run)
}

// until ends a run when it must have come back.
func (s Search) until(run scenario.Scenario) (scenario.Scenario, error) {
	end := time.Duration(0)
	for _, d := range run.Disturbances() {
		end = max(end, d.To)
	}
	if end > scenario.Day-s.Within {
		return run, scenario.NewFieldError(withinName, scenario.FormatDuration(s.Within), "Enter less: with the trigger the run would last for more than a day.")
	}
	run.Duration, run.Horizon = end+s.Within, end+s.Within
	return run, run.Validate()
}

// calmed is a scenario without its own triggers.
func calmed(run *scenario.Scenario) {
	if run.FailsForATime() {
		run.Fail, run.FailFrom, run.FailTo = 0, 0, 0
	}
	run.Outage, run.Brownout, run.Spike, run.Crash = scenario.OutageNone, 1, 1, 0
}

// hush lets nothing happen: half as long as a run may take to come back, after half of that, is
// only marked.
func (s Search) hush(run *scenario.Scenario) {
	calmed(run)
	run.Spike, run.SpikeFrom, run.SpikeTo = markSpike, run.Start+s.Within/4, run.Start+s.Within/2
}

// standard adds the standard trigger: of a length that is looked for, one of its kind.
func (s Search) standard(run *scenario.Scenario) {
	if !s.Of.Long() {
		calmed(run)
	}
	from, to := run.Start+calmTime, run.Start+calmTime+triggerTime
	timeless := run.MeanService() == 0 && run.Slope == 0
	if s.Of == Outage || timeless && s.Of != Brownout {
		run.Outage, run.OutageFrom, run.OutageTo = scenario.OutageRefuse, from, to
		return
	}
	run.Brownout, run.BrownoutFrom, run.BrownoutTo = triggerSpeed, from, to
}

// brought is the scenario of a run at x that was brought to a collapse before: from its
// trigger until twice as long after that began, the load was that at which it tips, and a
// tenth more; or the service so much slower.
func (s Search) brought(fleet, x string, tips float64) (scenario.Scenario, error) {
	if s.Trigger == None {
		s.Trigger = Standard
	}
	run, err := s.at(up, fleet, x)
	if err != nil {
		return run, err
	}
	times := max(1, excess*tips/s.Of.at(x))
	from, to := span(run)
	to += to - from
	switch s.Of {
	case Load:
		run.Spike = math.Round(1000*max(markSpike, max(1, run.Spike)*times)) / 1000
		run.SpikeFrom, run.SpikeTo = from, to
	case Service:
		run.Brownout = max(0.001, math.Round(1000*run.Brownout/times)/1000)
		run.BrownoutFrom, run.BrownoutTo = from, to
	}
	return s.until(run)
}

// span is from when the first trigger begins until the last ends.
func span(run scenario.Scenario) (from, to time.Duration) {
	for i, d := range run.Disturbances() {
		if i == 0 || d.From < from {
			from = d.From
		}
		to = max(to, d.To)
	}
	return from, to
}
