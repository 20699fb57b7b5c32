package scenario

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

func TestSettingsOfClientsMatterWhereALayerHasNoneOfItsOwn(t *testing.T) {
	for _, c := range []struct {
		query, met, unmet string
	}{
		{"strategies=full", "base cap factor offset attempts timeout deadline retry-on first-retry honour floor", "jitter honour-limit"},
		{"strategies=client:openai-python", "timeout first-retry", "base cap factor attempts deadline retry-on honour honour-jitter honour-limit"},
		{"strategies=lib:envoy", "attempts deadline timeout", "base cap factor offset floor"},
		{"strategies=lib:envoy&honour=honour-full", "base cap factor offset", "honour-jitter"},
		{"strategies=client:openai-python&honour=honour-full", "", "base cap honour-limit"},
		{"strategies=client:openai-python,full(base=1s cap=2s)", "attempts honour", "base cap"},
		{"strategies=full(attempts=4),fixed(attempts=2 base=1s)", "base cap deadline", "attempts"},
		{"strategies=full(attempts=4),fixed(attempts=2),equal", "attempts", ""},
		{"strategies=fixed(attempts=2)@20/full(attempts=4)@80", "base", "attempts"},
		{"strategies=exponential(attempts=3)>client:openai-python", "base timeout", "attempts"},
		{"strategies=full(floor=1s)", "", "floor"},
		{"strategies=full(honour=honour honour-limit=1s),full(honour=honour)", "honour-limit", "honour"},
		{"strategies=full(honour=honour honour-limit=1s)", "honour-over", "honour-limit honour"},
		{"strategies=immediate", "attempts", "base cap factor"},
		{"strategies=fixed", "base", "cap factor offset"},
	} {
		s, err := ParseQuery(c.query)
		if err != nil {
			t.Fatalf("%s: %v", c.query, err)
		}
		for want, names := range map[bool]string{true: c.met, false: c.unmet} {
			for _, name := range strings.Fields(names) {
				if f, _ := FieldNamed(name); f.Met(s) != want {
					t.Errorf("%s: %s matters: %v, want %v", c.query, name, !want, want)
				}
			}
		}
	}
}

// What a strategy takes of the backoff's parameters is what it would do something with.
func TestParametersMatterToStrategiesThatTakeThem(t *testing.T) {
	others := map[string]retry.Params{}
	params := func() retry.Params {
		return retry.Params{Base: 100 * time.Millisecond, Factor: 2, Cap: 2 * time.Second, Share: 0.5, Extra: time.Second, Floor: 10 * time.Millisecond, Power: 2, Delays: []time.Duration{time.Second, time.Minute}}
	}
	for name, change := range map[string]func(*retry.Params){
		"base": func(p *retry.Params) { p.Base *= 3 }, "factor": func(p *retry.Params) { p.Factor = 3 },
		"cap": func(p *retry.Params) { p.Cap /= 20 }, "offset": func(p *retry.Params) { p.Offset = 1 },
		"jitter": func(p *retry.Params) { p.Share = 0.1 }, "extra": func(p *retry.Params) { p.Extra = 2 * time.Second },
		"floor": func(p *retry.Params) { p.Floor = 90 * time.Millisecond }, "power": func(p *retry.Params) { p.Power = 3 },
		"delays": func(p *retry.Params) { p.Delays = []time.Duration{time.Hour} },
	} {
		p := params()
		change(&p)
		others[name] = p
	}
	for _, kind := range append(retry.Kinds(), library.Kinds()...) {
		for name, other := range others {
			f, _ := FieldNamed(name)
			want := differ(kind, params(), other)
			if kind.Library { // whose own parameters they are, and not the scenario's
				want = slices.Contains(library.Takes(kind.Key), name)
			}
			if got := f.MetIn(Default(), Layer{Strategy: kind.Key}); got != want {
				t.Errorf("%s of %s matters: %v, want %v", name, kind.Key, got, want)
			}
		}
	}
}

// differ reports whether a strategy waits otherwise with other parameters.
func differ(kind retry.Kind, a, b retry.Params) bool {
	for _, u := range []float64{0.01, 0.3, 0.9} {
		var before, after time.Duration
		for k := 1; k < 6; k++ {
			var one, two time.Duration
			one, before = kind.New(a).Delay(k, before, u)
			two, after = kind.New(b).Delay(k, after, u)
			if one != two {
				return true
			}
		}
	}
	return false
}
