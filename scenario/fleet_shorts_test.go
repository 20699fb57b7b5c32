package scenario

import (
	"slices"
	"testing"
)

func TestFleetShorts(t *testing.T) {
	for _, c := range []struct{ keys, want []string }{
		{nil, []string{}},
		{[]string{"full", "decorrelated", "lib:tenacity-exponential-jitter"}, []string{"Full jitter", "Decorrelated", "tenacity jit."}},
		{[]string{"exponential@20/full@80"}, []string{"Mix 20:80"}},
		{[]string{"exponential@20/full@80", "exponential@20/equal@80", "exponential@30/full@70", "fixed@20/full@80"}, []string{"Mix 20:80", "Mix 20:80 b", "Mix 30:70", "Mix 20:80 c"}},
		{[]string{"exponential@33/full@33/equal@34"}, []string{"Mix 33:33:34"}},
		{[]string{"exponential@20/full@20/equal@20/fixed@20/linear@20", "immediate@20/full@20/equal@20/fixed@20/linear@20"}, []string{"Mix of 5", "Mix of 5 b"}},
	} {
		if got := FleetShorts(c.keys); !slices.Equal(got, c.want) {
			t.Errorf("%q are %q, want %q", c.keys, got, c.want)
		}
	}
}
