package tipping

import (
	"math"
	"strconv"
	"time"

	"backofflab/scenario"
)

// Of is what is turned up until a run tips.
type Of uint8

// What can be turned up: the load, how long the service takes, and how long a trigger lasts.
const (
	Load Of = iota // the offered rate, per second
	Service
	Outage
	Brownout
	Spike
	Failures
	Crash
	ofs = iota
)

// knob is how a scenario is set.
type knob struct {
	name  string // in links
	field string // that is set
	from  string // when a trigger begins, where field is when it ends
	kind  scenario.DisturbanceKind
}

var knobs = [ofs]knob{
	Load:     {name: "load", field: "offered"},
	Service:  {name: "service", field: "service"},
	Outage:   {name: "outage", field: "outage-to", from: "outage-from", kind: scenario.DisturbanceOutage},
	Brownout: {name: "brownout", field: "brownout-to", from: "brownout-from", kind: scenario.DisturbanceBrownout},
	Spike:    {name: "spike", field: "spike-to", from: "spike-from", kind: scenario.DisturbanceSpike},
	Failures: {name: "failures", field: "fail-to", from: "fail-from", kind: scenario.DisturbanceFailures},
	Crash:    {name: "crash", field: "restart", kind: scenario.DisturbanceCrash},
}

// String returns the name that links have: "load".
func (o Of) String() string { return knobs[o].name }

// Long reports whether it is the length of a trigger.
func (o Of) Long() bool { return o > Service }

// Unit is that of its values: "per_s" or "s".
func (o Of) Unit() string {
	if o == Load {
		return "per_s"
	}
	return "s"
}

// digits are how many significant digits a value has that is computed.
const digits = 4

// written is a value as links write the nearest there is.
func (o Of) written(x float64) string {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	if o == Load {
		return strconv.FormatFloat(math.Round(1000*short)/1000, 'f', -1, 64)
	}
	return scenario.FormatDuration(time.Duration(math.Round(1e6*short)) * time.Microsecond)
}

// at is what a value is that links write.
func (o Of) at(text string) float64 {
	s := scenario.Default()
	if o == Load {
		f, _ := scenario.FieldNamed("offered")
		_ = f.Set(&s, text) // it was read or written before
		return s.Offered
	}
	d, _ := time.ParseDuration(text)
	return d.Seconds()
}

// of is the value that a scenario has.
func (o Of) of(s scenario.Scenario) float64 {
	switch {
	case o == Load:
		return s.Offered
	case o == Service:
		return s.Service.Seconds()
	}
	for _, d := range s.Disturbances() {
		if d.Kind == knobs[o].kind {
			return (d.To - d.From).Seconds()
		}
	}
	return 0
}

// set turns a scenario to a value, as links write it. The error says what the field takes.
func (o Of) set(s *scenario.Scenario, text string) error {
	k := knobs[o]
	if k.from != "" {
		f, _ := scenario.FieldNamed(k.from)
		from, _ := time.ParseDuration(f.Format(*s))
		length, _ := time.ParseDuration(text)
		text = scenario.FormatDuration(from + length)
	}
	f, _ := scenario.FieldNamed(k.field)
	if err := f.Set(s, text); err != nil {
		return scenario.NewFieldError(k.field, text, err.Error())
	}
	return nil
}
