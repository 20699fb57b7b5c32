package fit

import (
	"math"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// laws are all strategies there are.
func laws() map[string]retry.Strategy {
	all := map[string]retry.Strategy{}
	for _, kind := range retry.Kinds() {
		all[kind.Key] = kind.New(reference)
	}
	for _, kind := range library.Kinds() {
		all[kind.Key] = kind.New(retry.Params{})
		if kind.Rejected != nil {
			all[kind.Key+" after a rejection"] = kind.Rejected(retry.Params{})
		}
	}
	return all
}

// falling are the strategies whose delay falls with the draw.
var falling = map[string]bool{"lib:go-retry-percent": true}

// A strategy is a quantile function: its delay only grows with the draw, or only falls. The
// test of delays rests on that.
func TestEveryStrategyIsMonotone(t *testing.T) {
	for key, s := range laws() {
		memory := time.Duration(0)
		for k := 1; k <= 12; k++ {
			at := lawOf(s).before(k, memory)
			if at.falls && !falling[key] {
				t.Errorf("%s falls at retry %d", key, k)
			}
			before := time.Duration(-1)
			for i := range 2001 {
				delay, _ := at.at(min(last, float64(i)/2000))
				if delay < before {
					t.Fatalf("%s, retry %d: %v after %v as the draw grows", key, k, delay, before)
				}
				before = delay
			}
			_, memory = s.Delay(k, memory, 0.3)
		}
	}
}

// The probability of a delay of at most x is found to be the largest draw that leads there.
func TestUpToInvertsEveryStrategy(t *testing.T) {
	for key, s := range laws() {
		memory := time.Duration(0)
		for k := 1; k <= 9; k++ {
			at := lawOf(s).before(k, memory)
			for _, u := range []float64{0, 0.001, 0.137, 0.5, 0.77, 0.999, last} {
				x, _ := at.at(u)
				p := at.upTo(x)
				if p < u-1e-6 {
					t.Fatalf("%s, retry %d: P(delay <= %v) = %v, but the draw %v leads there", key, k, x, p, u)
				}
				if p < 1 {
					if above, _ := at.at(min(last, p+2e-6)); above < x {
						t.Fatalf("%s, retry %d: P(delay <= %v) = %v, but the draw after that leads to %v", key, k, x, p, above)
					}
				}
				if below := at.upTo(x - 1); below > u+1e-6 {
					t.Fatalf("%s, retry %d: P(delay < %v) = %v, but the draw %v leads there", key, k, x, below, u)
				}
			}
			_, memory = s.Delay(k, memory, 0.6)
		}
	}
}

// The draws of delays that were seen exactly are those that made them.
func TestDrawsOfExactDelaysAreTheDraws(t *testing.T) {
	s := retry.Decorrelated{Params: reference}
	memory, us := time.Duration(0), []float64{0.3, 0.9, 0.01, 0.6}
	var log = drawn(s, 0, 0, measurement{step: time.Nanosecond}, 1)
	log.Clients = append(log.Clients, client())
	for k, u := range us {
		var delay time.Duration
		delay, memory = s.Delay(k+1, memory, u)
		log.Clients[0].Delays = append(log.Clients[0].Delays, delayAt(k+1, delay))
	}
	sample := sampleOf(log)
	for i, d := range transform(lawOf(s), sample, readings(sample, Options{})[0], false).draws {
		if math.Abs(d.u-us[i]) > 1e-4 { // two microseconds of windows
			t.Errorf("draw %d is %v, want %v", i+1, d.u, us[i])
		}
	}
}
