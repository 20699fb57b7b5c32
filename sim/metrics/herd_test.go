package metrics

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

type retries []arrival

// windows are the windows that end with each retry, straight from their definition.
func (r retries) windows(window time.Duration) []Wave {
	var all []Wave
	for i, end := range r {
		w, clients := Wave{From: end.at, To: end.at}, map[uint32]bool{}
		for _, a := range r[:i+1] {
			if a.at > end.at-window {
				w.From = min(w.From, a.at)
				w.Retries++
				clients[a.client] = true
			}
		}
		w.Clients = len(clients)
		all = append(all, w)
	}
	return all
}

// waves are the windows that none exceeds, of those that overlap it, by comparing each
// with each, the largest first.
func (r retries) waves(window time.Duration) []Wave {
	all, waves := r.windows(window), []Wave{}
	for i, w := range all {
		exceeded := func(later bool) func(v Wave) bool {
			return func(v Wave) bool {
				return v.From <= w.To && v.To >= w.From && (v.Retries > w.Retries || !later && v.Retries == w.Retries)
			}
		}
		if !slices.ContainsFunc(all[:i], exceeded(false)) && !slices.ContainsFunc(all[i+1:], exceeded(true)) {
			waves = append(waves, w)
		}
	}
	slices.SortStableFunc(waves, func(a, b Wave) int { return b.Retries - a.Retries })
	return waves
}

// worst are the largest three.
func worst(waves []Wave) []Wave { return waves[:min(3, len(waves))] }

// later is the first of the fullest windows that begin after a burst.
func (r retries) later(window, burst time.Duration) Wave {
	i := slices.IndexFunc(r, func(a arrival) bool { return a.at >= burst })
	if i < 0 {
		return Wave{}
	}
	return r[i:].waves(window)[0]
}

func (r retries) herd(window time.Duration, clients int) *Herd {
	h := NewHerd(window, 0, clients)
	for _, a := range r {
		h.Add(a.at, a.client)
	}
	return h
}

// Random sequences of all densities against the definition, after every Add: the
// waves, the largest after a burst, and on its own that the first is as large as the fullest window.
func TestHerdAgreesWithItsDefinition(t *testing.T) {
	draws := rand.New(rand.NewPCG(1, 2))
	for trial := range 3000 {
		window := time.Duration(1 + draws.IntN(12))
		clients := 1 + draws.IntN(6)
		gap, together := 1+draws.IntN(2*int(window)), draws.IntN(4)
		burst := time.Duration(draws.IntN(20 * int(window)))
		h := NewHerd(window, burst, clients)
		var r retries
		at := time.Duration(0)
		for range 1 + draws.IntN(40) {
			if draws.IntN(4) >= together {
				at += time.Duration(draws.IntN(gap + 1))
			}
			if draws.IntN(12) == 0 {
				at += 2 * window
			}
			a := arrival{at, uint32(draws.IntN(clients))}
			r = append(r, a)
			h.Add(a.at, a.client)
			waves := r.waves(window)
			if got, want := h.AppendWorst(nil), worst(waves); !slices.Equal(got, want) {
				t.Fatalf("trial %d, window %d: the waves of %v are %v, want %v", trial, window, r, got, want)
			}
			if got, want := h.Later(), r.later(window, burst); got != want {
				t.Fatalf("trial %d, window %d: the fullest window of %v after %d is %v, want %v", trial, window, r, burst, got, want)
			}
		}
		fullest := 0
		for _, w := range r.windows(window) {
			fullest = max(fullest, w.Retries)
		}
		if got := h.AppendWorst(nil)[0].Retries; got != fullest {
			t.Fatalf("trial %d, window %d: the largest wave of %v has %d retries, the fullest window %d", trial, window, r, got, fullest)
		}
	}
}

func TestHerdOfSteps(t *testing.T) {
	at := func(times ...time.Duration) (r retries) {
		for i, t := range times {
			r = append(r, arrival{t, uint32(i % 4)})
		}
		return r
	}
	for _, tt := range []struct {
		name    string
		retries retries
		want    []Wave
	}{
		{"nobody", nil, []Wave{}},
		{"one alone", at(7), []Wave{{7, 7, 1, 1}}},
		{"at time 0", at(0, 0), []Wave{{0, 0, 2, 2}}},
		{"a window is open at its beginning", at(0, 10), []Wave{{0, 0, 1, 1}, {10, 10, 1, 1}}},
		{"and closed at its end", at(1, 10), []Wave{{1, 10, 2, 2}}},
		{"a client counts once, its retries all", retries{{1, 0}, {2, 0}, {3, 1}}, []Wave{{1, 3, 3, 2}}},
		{"a client that left the window is new", retries{{1, 0}, {12, 0}, {13, 0}, {13, 1}}, []Wave{{12, 13, 3, 2}, {1, 1, 1, 1}}},
		{"larger first, of equal ones the earlier", at(0, 100, 101, 200, 201, 202, 300, 301), []Wave{{200, 202, 3, 3}, {100, 101, 2, 2}, {300, 301, 2, 2}}},
		{"three of four", at(0, 0, 50, 50, 100, 100, 150, 150), []Wave{{0, 0, 2, 2}, {50, 50, 2, 2}, {100, 100, 2, 2}}},
		{"the fourth is the largest", at(0, 50, 50, 100, 150, 150, 150), []Wave{{150, 150, 3, 3}, {50, 50, 2, 2}, {0, 0, 1, 1}}},
		{"no swell and no ebb", at(0, 5, 6, 12, 13, 14, 15, 22, 23, 24, 34), []Wave{{5, 14, 5, 4}, {34, 34, 1, 1}}},
		{"an even stream is one wave", at(0, 4, 8, 12, 16, 20, 24, 28), []Wave{{0, 8, 3, 3}}},
	} {
		if got := tt.retries.herd(10, 4).AppendWorst(nil); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// To look does not change what is found, and what was handed out does not change.
func TestWorstIsACopy(t *testing.T) {
	h := NewHerd(10, 0, 1)
	h.Add(0, 0)
	early := h.AppendWorst(nil)
	early[0].Retries = 100
	h.Add(1, 0)
	h.Add(50, 0)
	if got, want := h.AppendWorst(nil), []Wave{{0, 1, 2, 1}, {50, 50, 1, 1}}; !slices.Equal(got, want) {
		t.Errorf("the waves are %v, want %v", got, want)
	}
	if early[0] != (Wave{0, 0, 100, 1}) {
		t.Errorf("what was handed out became %v", early[0])
	}
}

// Once its rings have the size of a window, a herd allocates nothing.
func TestHerdAllocatesNothing(t *testing.T) {
	h := NewHerd(1000, 0, 64)
	at := time.Duration(0)
	add := func() {
		h.Add(at, uint32(at*7%64))
		at += at % 5
		at++
	}
	for range 5000 {
		add()
	}
	if n := testing.AllocsPerRun(5000, add); n != 0 {
		t.Errorf("an Add allocates %v times", n)
	}
}
