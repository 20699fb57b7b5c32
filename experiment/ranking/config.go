package ranking

import (
	"errors"
	"fmt"
)

// Limit bounds the mean of a figure.
type Limit struct {
	AtLeast   bool // the mean must be at least Value; else at most
	Value     float64
	Tolerance float64 // above 0: a mean that is less than this beside Value may count as either
}

// Config says what is selected, and how surely.
type Config struct {
	Limits []Limit
	Higher bool // the higher the goal, the better; else the lower

	// Indifference is a difference of goals that nobody cares about, as a share of the best
	// mean: 0.02. Least is the same in the unit of the goal, and holds where it is more: the
	// share of a best mean of 0 is nothing. Where both are nothing, only the race decides.
	Indifference, Least float64

	Confidence float64 // 0.5 to below 1: the probability that is promised
	First      int     // replications of the first stage: MinFirst to MaxFirst
	Budget     int     // the most observations of all systems together
}

// What a config may say. A first stage of fewer replications than ten makes both tests of
// triangles much longer: their constant is about (1/alpha)^(2/(First-1)).
const (
	MinFirst = 4
	MaxFirst = 1000
)

// DefaultConfig selects the lowest without limits, with the customary confidence.
func DefaultConfig() Config {
	return Config{Indifference: 0.02, Confidence: 0.95, First: 10, Budget: 100_000}
}

// Validate returns an error for each field that cannot be, with so many systems to select from.
func (c Config) Validate(systems int) error {
	var errs []error
	wrong := func(is bool, format string, args ...any) {
		if is {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	wrong(systems < 1, "there are %d systems; at least 1 is needed", systems)
	wrong(!(c.Indifference >= 0 && c.Indifference < 1), "indifference is %v; it must be from 0 to below 1", c.Indifference)
	wrong(!(c.Least >= 0) || !there(c.Least), "least indifference is %v; it must be 0 or more", c.Least)
	wrong(!(c.Confidence >= 0.5 && c.Confidence < 1), "confidence is %v; it must be from 0.5 to below 1", c.Confidence)
	wrong(c.First < MinFirst || c.First > MaxFirst, "first stage is %d replications; it must be from %d to %d", c.First, MinFirst, MaxFirst)
	wrong(c.Budget/earliest < systems, "budget is %d observations; %d systems need at least %d", c.Budget, systems, earliest*systems)
	for i, l := range c.Limits {
		wrong(!there(l.Value), "limit %d is %v; it must be a number", i, l.Value)
		wrong(!(l.Tolerance > 0) || !there(l.Tolerance), "tolerance of limit %d is %v; it must be above 0", i, l.Tolerance)
	}
	return errors.Join(errs...)
}

// direction is what makes of a goal something that should be low.
func (c Config) direction() float64 { return sign(c.Higher) }

// over is by how much a value is beyond the limit; it is negative where the limit is kept.
func (l Limit) over(x float64) float64 { return sign(l.AtLeast) * (x - l.Value) }

func sign(turned bool) float64 {
	if turned {
		return -1
	}
	return 1
}
