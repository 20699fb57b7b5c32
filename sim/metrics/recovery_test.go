package metrics

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// stay is a request from its beginning to its end.
type stay struct{ from, to time.Duration }

// recovery tells a Recovery of requests, each with its end as soon as it begins.
func recovery(stays []stay, from, to, last time.Duration) (time.Duration, bool) {
	r := NewRecovery(from, to, last)
	for _, s := range stays {
		r.Opened(s.from)
		r.Ended(s.to)
	}
	return r.Over(Ever)
}

func TestRecoveryOfSteps(t *testing.T) {
	several := func(n int, from, to time.Duration) (all []stay) {
		for range n {
			all = append(all, stay{from, to})
		}
		return all
	}
	for _, tt := range []struct {
		shows string
		stays []stay
		at    time.Duration
		over  bool
	}{
		{"two before, three after, then two", slices.Concat(several(2, 1, 5), several(3, 25, 50), several(1, 26, 60)), 50, true},
		{"it was enough already when the trigger ended", slices.Concat(several(2, 1, 5), several(2, 25, 50), several(1, 60, 70)), 40, true},
		{"what begins at the moment at which one ends takes its place", slices.Concat(several(1, 1, 5), several(1, 20, 50), several(1, 30, 60), several(1, 50, 70), several(1, 60, 70)), 70, true},
		{"more than before until nobody begins", slices.Concat(several(1, 1, 5), several(2, 30, 100)), 100, false},
		{"all was over before", several(2, 1, 5), 40, true},
		{"nobody comes at all", nil, 40, true},
		{"none is under way when it ends, after the last that begins", slices.Concat(several(1, 1, 5), several(3, 25, 40)), 40, true},
		{"who came and went before it began counts", slices.Concat(several(3, 1, 19), several(3, 25, 70)), 40, true},
		{"who comes when it begins does not", slices.Concat(several(1, 1, 70), several(2, 20, 70)), 70, true},
	} {
		at, over := recovery(tt.stays, 20, 40, 90)
		if over != tt.over || over && at != tt.at {
			t.Errorf("%s: %v at %d, want %v at %d", tt.shows, over, at, tt.over, tt.at)
		}
	}
}

// Any requests against all moments, one by one; twice in the same memory.
func TestRecoveryAgreesWithItsDefinition(t *testing.T) {
	draws := rand.New(rand.NewPCG(5, 5))
	for range 3000 {
		from := time.Duration(draws.IntN(60))
		to := from + time.Duration(draws.IntN(40))
		last := time.Duration(draws.IntN(120))
		var stays []stay
		for at := time.Duration(0); at < 110; at += time.Duration(draws.IntN(6)) {
			stays = append(stays, stay{at, at + time.Duration(draws.IntN(25))})
		}
		level := func(at time.Duration) (n int) {
			for _, s := range stays {
				if s.from <= at && s.to > at {
					n++
				}
			}
			return n
		}
		most, want := 0, to
		for at := range from {
			most = max(most, level(at))
		}
		for level(want) > most {
			want++
		}
		wanted := want < last || want == to && level(to) == 0
		r := NewRecovery(from, to, last)
		for range 2 {
			for _, s := range stays {
				r.Opened(s.from)
				r.Ended(s.to)
			}
			if at, over := r.Over(Ever); over != wanted || over && at != want {
				t.Fatalf("%v from %d to %d, last %d: %v at %d, want %v at %d", stays, from, to, last, over, at, wanted, want)
			}
			r.Reset()
		}
	}
}
