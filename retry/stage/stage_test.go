package stage_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/stage"
)

var errDown = errors.New("down")

// names is Metrics that note whose attempts there were.
type names struct{ list []string }

func (n *names) Attempted(name string, _ int, o retry.Outcome, _ time.Duration) {
	n.list = append(n.list, name+" "+o.String())
}
func (*names) Waited(string, time.Duration)    {}
func (*names) Ended(string, int, *retry.Error) {}
func (*names) Stands(string, retry.State)      {}
func (n *names) String() string                { return strings.Join(n.list, ", ") }
func quick(m retry.Metrics) *retry.Client {
	return &retry.Client{Name: "shop", Metrics: m, Policy: retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 2}, Budget: retry.NewBudget(2, 0, 0)}
}

// Each try of a stage gets the same input, and has the stage's name.
func TestStage(t *testing.T) {
	var m names
	double := stage.New("double", quick(&m), func(ctx context.Context, in int) (int, error) {
		if retry.Attempt(ctx) == 1 {
			return 0, errDown
		}
		return 2 * in, nil
	})
	out, err := double(context.Background(), 21)
	if out != 42 || err != nil || m.String() != "double unavailable, double success" {
		t.Errorf("%d, %v; %v", out, err, &m)
	}
}

// Stages of one client share its budget: what one has used up, the other has not.
func TestStagesShareGuards(t *testing.T) {
	var m names
	client := quick(&m)
	fails := func(context.Context, int) (int, error) { return 0, errDown }
	one, other := stage.New("one", client, fails), stage.New("other", client, fails)
	_, first := one(context.Background(), 1)
	_, second := other(context.Background(), 1)
	if want := "one: gave up after 2 attempts (max attempts): down"; first.Error() != want || !errors.Is(first, errDown) {
		t.Errorf("%v, want %s", first, want)
	}
	if want := "other: gave up after 1 attempt (no retry left in the budget): down"; second.Error() != want {
		t.Errorf("%v, want %s", second, want)
	}
	if want := "one unavailable, one unavailable, other unavailable"; m.String() != want {
		t.Errorf("%v, want %s", &m, want)
	}
}
