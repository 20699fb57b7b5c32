package view

import (
	"fmt"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/sim"
)

func TestRowsByFate(t *testing.T) {
	const s = time.Second
	try := func(client uint32, begun, reached, answered time.Duration, o retry.Outcome) sim.Attempt {
		return sim.Attempt{Client: client, Begun: begun, Reached: reached, Answered: answered, Outcome: o}
	}
	rows := rowsByEnd([]sim.Attempt{
		try(0, 0, 9*s, 10*s, retry.Rejected),
		try(1, 0, 1*s, 2*s, retry.Rejected),
		try(1, 0, 5*s, 6*s, retry.Success),
		try(2, 0, 1*s, 2*s, retry.Success),
		try(2, 3*s, 4*s, 5*s, retry.Success), // another request of the same client
		try(3, 0, 3*s, sim.Unknown, 0),
		try(4, 0, sim.Unknown, sim.Unknown, 0),
		try(5, 0, 3*s, 4*s, retry.Failed),
	})
	want := map[requestKey]int{{2, 0}: 0, {2, 3 * s}: 1, {1, 0}: 2, {3, 0}: 3, {5, 0}: 4, {0, 0}: 5}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}
