package scenario

import (
	"slices"
	"testing"
	"unicode/utf8"

	"backofflab/retry"
)

func TestFleetShorts(t *testing.T) {
	for _, c := range []struct{ keys, want []string }{
		{nil, []string{}},
		{[]string{"full", "decorrelated", "lib:tenacity-exponential-jitter"}, []string{"Full jitter", "Decorrelated", "tenacity jit."}},
		{[]string{"exponential@20/full@80"}, []string{"Mix 20:80"}},
		{[]string{"exponential@20/full@80", "exponential@20/equal@80", "exponential@30/full@70", "fixed@20/full@80"}, []string{"Mix 20:80", "Mix 20:80 b", "Mix 30:70", "Mix 20:80 c"}},
		{[]string{"exponential@33/full@33/equal@34"}, []string{"Mix 33:33:34"}},
		{[]string{"exponential@20/full@20/equal@20/fixed@20/linear@20", "immediate@20/full@20/equal@20/fixed@20/linear@20"}, []string{"Mix of 5", "Mix of 5 b"}},
		{[]string{"full", "full(attempts=4 base=1s)", "full(base=1s)", "full(timeout=1m30s)", "full(attempts=4 base=2s)"}, []string{"Full jitter", "Full jitter 4×", "Full base 1s", "Full jitter b", "Full jitter… b"}},
		{[]string{"exponential>client:openai-python", "exponential>lib:openai-python", "full>fixed>equal", "full>client:go-retryablehttp"}, []string{"Exp › OpenAI", "Exp › OpenAI b", "Full ›› Equal", "Full › retry…"}},
		{[]string{"client:cenkalti", "client:cenkalti(cap=1s)"}, []string{"cenkalti call", "cenka… cap 1s"}},
	} {
		if got := FleetShorts(c.keys); !slices.Equal(got, c.want) {
			t.Errorf("%q are %q, want %q", c.keys, got, c.want)
		}
		for _, name := range c.want {
			if utf8.RuneCountInString(name) > retry.MaxShort {
				t.Errorf("%q is long", name)
			}
		}
	}
}
