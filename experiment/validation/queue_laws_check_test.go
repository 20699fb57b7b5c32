package validation

import (
	"math"
	"testing"
)

// The formulas that V7 compares with agree where they describe the same queue, and
// with what is printed in tables.
func TestQueueLaws(t *testing.T) {
	same := func(what string, a, b float64) {
		t.Helper()
		if math.Abs(a/b-1) > 1e-9 {
			t.Errorf("%s: %v and %v", what, a, b)
		}
	}
	same("Erlang B, 10 servers, 5 erlangs, from tables", math.Round(erlangB(10, 5)*1e4), 184)
	same("Erlang C, 10 servers, 5 erlangs, from tables", math.Round(erlangC(10, 5)*1e4), 361)
	same("wait of M/M/1, rho s / (1 - rho)", waitMMc(1, 8, 0.1), 0.4)
	same("M/G/1 with exponential service and M/M/1", waitMG1(7, 0.1, 1), waitMMc(1, 7, 0.1))
	alike, loads := waitMG1(8, 0.1, 0.5), []float64{0.1, 0.4, 0.3}
	same("one class and no classes", waitByClass(alike, []float64{0.8}, 0), alike)
	same("the first of two classes does not wait for the second, M/M/1", waitByClass(waitMMc(1, 9, 0.1), []float64{0.3, 0.6}, 0), 0.9*0.1/(1-0.3))
	conserved := 0.0
	for k, load := range loads {
		conserved += load * waitByClass(alike, loads, k)
	}
	same("Kleinrock's conservation law", conserved, 0.8*alike)
	for servers := 1; servers < 20; servers++ {
		rate := 8 * float64(servers)
		blocked, _ := finite(servers, servers, rate, 0.1)
		same("M/M/c/c and Erlang B", blocked, erlangB(servers, rate*0.1))
		_, wait := finite(servers, servers+5000, rate, 0.1)
		same("M/M/c/K with many places and M/M/c", wait, waitMMc(servers, rate, 0.1))
	}
}
