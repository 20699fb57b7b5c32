package tipping

// Side is a run on one side of a threshold.
type Side struct {
	Value string // of what is turned up, as links write it
	Query string // of the run; "" where there is none
}

// Sides are a run just below a threshold of a fleet and one just above it, outside of its
// interval. ok is false where the threshold was not found.
func (s Search) Sides(f Fleet, t Threshold) (below, above Side, ok bool) {
	if !t.is() {
		return below, above, false
	}
	return s.side(f, t, t.Low/apart), s.side(f, t, t.High*apart), true
}

// apart is how far beyond an interval a side is.
const apart = 1.01

func (s Search) side(f Fleet, t Threshold, x float64) Side {
	side := Side{Value: s.Of.written(x)}
	b := up
	if t == f.Alone && t != f.Tips {
		b = quiet
	}
	run, err := s.at(b, f.Strategy, side.Value)
	if t == f.Recovers {
		run, err = s.brought(f.Strategy, side.Value, f.Tips.High)
	}
	if err == nil {
		side.Query = run.Query()
	}
	return side
}

// Known reports whether the threshold has a value: it was found, or lies somewhere in between.
func (t Threshold) Known() bool { return t.is() }

// At is what a value is that links write: requests a second, or seconds.
func (o Of) At(text string) float64 { return o.at(text) }

// Own is the value that the scenario has of what is turned up; 0 where it has none.
func (s Search) Own() float64 { return s.Of.of(s.Scenario) }
