package chart

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func sampleTradeOff() TradeOff {
	point := func(name, tone string, seconds, wasted float64) TradeOffPoint {
		return TradeOffPoint{Strategy: Strategy{Key: tone, Name: name, Tone: tone}, Seconds: seconds, Wasted: wasted, Words: "words"}
	}
	return TradeOff{
		Title: "A <finding>", Never: []string{"Under Linear only 3.0 % of them ever are."},
		Points: []TradeOffPoint{
			point("Fixed delay", "vermillion", 17.4, 8.4), point("No jitter", "gold", 55.2, 4.9), point("Full jitter", "green", 17.4, 3.9),
			point("Decorrelated (AWS)", "sky", 17.7, 2.45), point("Decorrelated jitter", "blue", 18.1, 2.6),
		},
	}
}

// The frontier holds exactly the points that no other beats in both.
func TestFrontier(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var p TradeOff
		for i := range 1 + r.IntN(8) {
			p.Points = append(p.Points, TradeOffPoint{Strategy: Strategy{Key: string(rune('a' + i))}, Seconds: float64(r.IntN(5)), Wasted: float64(r.IntN(5))})
		}
		frontier := p.frontier()
		for _, a := range p.Points {
			beaten := slices.ContainsFunc(p.Points, func(b TradeOffPoint) bool {
				return b.Seconds <= a.Seconds && b.Wasted <= a.Wasted && (b.Seconds < a.Seconds || b.Wasted < a.Wasted)
			})
			on := slices.ContainsFunc(frontier, func(b TradeOffPoint) bool { return a.Seconds == b.Seconds && a.Wasted == b.Wasted })
			if beaten == on {
				t.Fatalf("%v: beaten %t, on the frontier %t, of %v", a, beaten, on, p.Points)
			}
		}
	}
}

// crowdedTradeOff has eight points, most of them close together, with names of all lengths that a short one has.
func crowdedTradeOff() TradeOff {
	return TradeOff{Points: []TradeOffPoint{
		{Strategy: Strategy{Name: "No jitter"}, Seconds: 62, Wasted: 8.74}, {Strategy: Strategy{Name: "Full jitter"}, Seconds: 9.6, Wasted: 6},
		{Strategy: Strategy{Name: "Equal jitter"}, Seconds: 13.3, Wasted: 5.57}, {Strategy: Strategy{Name: "Decorrelated (AWS)", Short: "Decorr. (AWS)"}, Seconds: 10.2, Wasted: 5.79},
		{Strategy: Strategy{Name: "AWS SDK for Go v2, standard", Short: "AWS Go v2"}, Seconds: 11.9, Wasted: 2.25}, {Strategy: Strategy{Name: "OpenAI SDK for Python, defaults", Short: "OpenAI Python"}, Seconds: 21.5, Wasted: 3.94},
		{Strategy: Strategy{Name: "p-retry randomize, 100 ms to 10 s", Short: "p-retry random"}, Seconds: 19.3, Wasted: 4.67},
		{Strategy: Strategy{Name: "tenacity wait_exponential_jitter, 100 ms to 10 s", Short: "tenacity jit."}, Seconds: 15.9, Wasted: 4.04},
	}}
}

// No two labels meet, and none leaves the chart, where there is room for all.
func TestTradeOffLabelsDoNotMeet(t *testing.T) {
	labelsDoNotMeet(t, sampleTradeOff().labels())
	labelsDoNotMeet(t, crowdedTradeOff().labels())
}

func labelsDoNotMeet(t *testing.T, labels []label) {
	t.Helper()
	for i, a := range labels {
		left, right := a.span()
		if left < 0 || right > tradeOffWidth {
			t.Errorf("%s reaches from %.0f to %.0f", a.Strategy.Name, left, right)
		}
		for _, b := range labels[:i] {
			from, to := b.span()
			if left < to && from < right && a.y+a.dy < b.y+b.dy+13 && b.y+b.dy < a.y+a.dy+13 {
				t.Errorf("%s meets %s", a.Strategy.Name, b.Strategy.Name)
			}
		}
	}
}

func TestTradeOffOfNothing(t *testing.T) {
	nothing := TradeOff{Points: []TradeOffPoint{{}, {}}} // all at once and for free: the scales must not divide by it
	golden(t, "price_nothing.html", rendered(t, tradeOffCard(Frame{}, nothing)))
}

// A strategy that takes much longer than the rest does not press them together: the axis
// breaks before it. Ticks stand where points of their value would.
func TestTradeOffAxisBreaks(t *testing.T) {
	for _, c := range []struct {
		what    string
		seconds []float64
		beyond  []float64
	}{
		{"one of four is slow", []float64{9.6, 62, 13.3, 9.9}, []float64{62}},
		{"two of five are", []float64{9.6, 62, 13.3, 9.9, 70}, []float64{62, 70}},
		{"steady growth", []float64{10, 20, 40, 80}, nil},
		{"of two neither is most", []float64{1, 100}, nil},
		{"half are slow", []float64{1, 1.1, 100, 110}, []float64{100, 110}},
		{"most are slow", []float64{1, 100, 110}, nil},
		{"at once", []float64{0, 0, 5}, nil},
	} {
		var p TradeOff
		for _, x := range c.seconds {
			p.Points = append(p.Points, TradeOffPoint{Seconds: x})
		}
		if beyond, _ := p.far(); !slices.Equal(beyond, c.beyond) {
			t.Errorf("%s: %v are beyond the break, want %v", c.what, beyond, c.beyond)
		}
		slices.Sort(c.seconds)
		for i := 1; i < len(c.seconds); i++ {
			from, to := p.share(c.seconds[i-1]), p.share(c.seconds[i])
			if from > to || to > 1 {
				t.Errorf("%s: %v s lies at %.2f and %v s at %.2f", c.what, c.seconds[i-1], from, c.seconds[i], to)
			}
		}
	}
}
