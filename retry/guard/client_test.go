package guard_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// What a guard says of itself to a real client is what its kind says to the engine.
func TestGuardsSayWhenTheyAreAsked(t *testing.T) {
	for _, kind := range slices.Concat(guard.Breakers(), guard.Throttles()) {
		if kind.New == nil {
			continue
		}
		g, ok := kind.New(published()).(interface{ GivesUp() bool })
		if says := ok && g.GivesUp(); says != kind.GivesUp {
			t.Errorf("%s says that it ends requests: %v, and its kind %v", kind.Key, says, kind.GivesUp)
		}
	}
}

// A guard that stands quiet is not changed by a first try and its success.
func TestQuietGuards(t *testing.T) {
	quiet, loud := 0, 0
	for _, kind := range guard.Budgets()[1:] {
		p := published()
		p.BudgetFloor = 0
		g := kind.New(p)
		if _, may := g.(interface{ Quiet() bool }); !may {
			continue
		}
		tokens := g.(interface{ Tokens() float64 })
		for range 3000 {
			before, still := tokens.Tokens(), g.(interface{ Quiet() bool }).Quiet()
			if !still {
				loud++
				g.Admit(0, first, 0)
				g.Done(0, first, retry.Success)
				continue
			}
			quiet++
			g.Admit(0, first, 0)
			g.Done(0, first, retry.Success)
			if tokens.Tokens() != before {
				t.Fatalf("%s: %v tokens became %v", kind.Key, before, tokens.Tokens())
			}
			g.Admit(0, again(retry.Rejected), 0)
			g.Done(0, again(retry.Rejected), retry.Rejected)
		}
	}
	if quiet < 100 || loud < 100 {
		t.Errorf("%d quiet, %d loud", quiet, loud)
	}
}

func TestBreakersSayHowTheyStand(t *testing.T) {
	b := guard.NewRatioBreaker(quick)
	var states []string
	note := func() { states = append(states, fmt.Sprint(b.State())) }
	note()
	for range 4 {
		b.Admit(0, first, 0)
		b.Done(0, first, retry.Unavailable)
	}
	note()
	b.Admit(5*sec, first, 0)
	note()
	b.Admit(5*sec, first, 0)
	for range 2 {
		b.Done(5*sec, sentAt(5*sec, first), retry.Success)
	}
	note()
	if want := []string{"closed", "open", "half open", "closed"}; !slices.Equal(states, want) {
		t.Errorf("%q, want %q", states, want)
	}
	r := guard.NewRetryBreaker(published())
	before := r.State()
	r.Admit(time.Second, first, 0)
	r.Done(time.Second, first, retry.Unavailable)
	if before != retry.Closed || r.State() != retry.Open {
		t.Errorf("%v, then %v", before, r.State())
	}
}
