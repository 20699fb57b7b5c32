package guard_test

import (
	"testing"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// crowd is a budget beside what it counts.
type crowd struct {
	*guard.ConcurrentBudget
	underWay retry.Guard
}

func newCrowd(ratio float64, least int) crowd {
	b := guard.NewConcurrentBudget(guard.Params{BudgetRatio: ratio, BudgetMin: least})
	return crowd{b, b.UnderWay()}
}

// sends lets first tries go.
func (c crowd) sends(n int) {
	for range n {
		c.underWay.Admit(0, first, 0)
		c.Admit(0, first, 0)
	}
}

// ends tells of an attempt that failed.
func (c crowd) ends(t retry.Try) {
	c.underWay.Done(0, t, retry.Unavailable)
	c.Done(0, t, retry.Unavailable)
}

// retries asks for retries until one is refused.
func (c crowd) retries() (n int) {
	for {
		if _, ok := c.Admit(0, again(retry.Unavailable), 0); !ok {
			return n
		}
		n++
	}
}

func TestConcurrentBudget(t *testing.T) {
	for _, tt := range []struct {
		shows        string
		ratio        float64
		least, under int
		want         int
	}{
		{"a fifth of 25", 0.2, 3, 25, 5},
		{"a fifth of 29, cut", 0.2, 3, 29, 5},
		{"of 2 the least", 0.2, 3, 2, 3},
		{"of none the least", 0.2, 3, 0, 3},
		{"no least", 0.2, 0, 4, 0},
		{"all of 7", 1, 0, 7, 7},
		{"max_retries of 3", 0, 3, 1000, 3},
		{"a thousandth of 3000", 0.001, 0, 3000, 3},
	} {
		c := newCrowd(tt.ratio, tt.least)
		c.sends(tt.under)
		if got := c.retries(); got != tt.want {
			t.Errorf("%s: %d retries, want %d", tt.shows, got, tt.want)
		}
	}
}

// Envoy's issue 30205: 1,000 fail together under 20 %. Each retry that waits is one less
// under way: 166 are fewer than a fifth of 833, cut, and no more than that.
func TestConcurrentBudgetOfAThousand(t *testing.T) {
	c := newCrowd(0.2, 3)
	c.sends(1000)
	allowed := 0
	for range 1000 {
		c.ends(first)
		if _, ok := c.Admit(0, again(retry.Unavailable), 0); ok {
			allowed++
		}
	}
	if allowed != 166 {
		t.Errorf("%d retries are allowed, want 166", allowed)
	}
}

// A retry counts while it waits and while it is under way, until it ends or is not sent;
// and it is under way itself from when it is sent.
func TestConcurrentBudgetCountsRetriesOff(t *testing.T) {
	retried := again(retry.Unavailable)
	c := newCrowd(0.5, 1)
	if got := c.retries(); got != 1 {
		t.Fatalf("%d retries, want the least", got)
	}
	c.underWay.Admit(0, retried, 0) // sent
	c.sends(2)
	if got := c.retries(); got != 0 {
		t.Errorf("with three under way, of which one is a retry, %d more", got)
	}
	c.sends(1)
	if got := c.retries(); got != 1 {
		t.Errorf("with four under way %d more, want 1", got)
	}
	c.Done(0, retried, retry.NotSent) // the second was not sent
	if got := c.retries(); got != 1 {
		t.Errorf("in its place %d, want 1", got)
	}
	c.ends(retried)
	c.ends(first)
	if got := c.retries(); got != 0 {
		t.Errorf("with two under way and one waiting, %d more", got)
	}
}
