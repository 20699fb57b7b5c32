package rng

import (
	"math"
	"slices"
	"testing"
	"time"
)

const below1 = 1 - 0x1p-53 // the largest draw

func distribution(t testing.TB, key string, p Params) Distribution {
	t.Helper()
	kind, ok := LookupDistribution(key)
	if !ok {
		t.Fatalf("no distribution %q", key)
	}
	return kind.New(p)
}

func TestDistributionsAreDescribed(t *testing.T) {
	var keys []string
	for _, kind := range distributions() {
		keys = append(keys, kind.Key)
		if kind.Name == "" || kind.Formula == "" || kind.Source == "" || kind.New == nil {
			t.Errorf("%s is described in part only: %+v", kind.Key, kind)
		}
		if found, ok := LookupDistribution(kind.Key); !ok || found.Name != kind.Name {
			t.Errorf("looking up %s finds %q, %v", kind.Key, found.Name, ok)
		}
	}
	if want := []string{"constant", "exponential", "normal", "lognormal", "bimodal"}; !slices.Equal(keys, want) {
		t.Errorf("there are %q, want %q", keys, want)
	}
	if found, ok := LookupDistribution("Constant"); ok || found.Key != "" {
		t.Errorf("looking up an unknown key finds %+v", found)
	}
}

// A kind says which parameters matter: a change of these changes values, a change
// of others changes none.
func TestOnlyDeclaredParamsMatter(t *testing.T) {
	base := Params{Mean: time.Second, Deviation: 400 * time.Millisecond, Slow: 9 * time.Second, SlowShare: 0.25}
	deviation, slow, share := base, base, base
	deviation.Deviation *= 2
	slow.Slow *= 2
	share.SlowShare *= 2
	for _, kind := range distributions() {
		for _, tt := range []struct {
			name    string
			changed Params
			matters bool
		}{
			{"the deviation", deviation, kind.Deviation},
			{"the slow value", slow, kind.Slow},
			{"the slow share", share, kind.Slow},
		} {
			a, b, differ := kind.New(base), kind.New(tt.changed), false
			for i := range 64 {
				u := float64(i) / 64
				differ = differ || a.At(u) != b.At(u)
			}
			if differ != tt.matters {
				t.Errorf("%s: %s matters: %v, but the kind says %v", kind.Key, tt.name, differ, tt.matters)
			}
		}
	}
}

// Mean and standard deviation against closed forms, by the midpoint rule over 2^16
// draws. It cuts off the last 2^-17 of the tail, which takes about 1e-3 from the
// deviation of a lognormal with s = m, and less from all others.
func TestMeanAndDeviation(t *testing.T) {
	const n = 1 << 16
	const ms = time.Millisecond
	// Of abs(Normal(m, s)), Leone, Nelson, Nottingham, 1961:
	// s sqrt(2/pi) exp(-m^2/(2 s^2)) + m erf(m / (s sqrt 2)).
	folded := func(m, s float64) float64 {
		return s*math.Sqrt(2/math.Pi)*math.Exp(-m*m/(2*s*s)) + m*math.Erf(m/s/math.Sqrt2)
	}
	for _, tt := range []struct {
		key             string
		params          Params
		mean, deviation float64 // ms
	}{
		{"constant", Params{Mean: 100 * ms, Deviation: 50 * ms, Slow: time.Hour, SlowShare: 0.5}, 100, 0},
		{"exponential", Params{Mean: 100 * ms, Deviation: 50 * ms}, 100, 100},
		{"normal", Params{Mean: 10 * ms, Deviation: 2 * ms}, 10, 2},
		{"normal", Params{Mean: 10 * ms}, 10, 0},
		{"normal", Params{Deviation: 100 * ms}, folded(0, 100), math.Sqrt(100*100 - folded(0, 100)*folded(0, 100))},
		{"normal", Params{Mean: 100 * ms, Deviation: 100 * ms}, folded(100, 100), math.Sqrt(2*100*100 - folded(100, 100)*folded(100, 100))},
		{"lognormal", Params{Mean: 100 * ms, Deviation: 50 * ms}, 100, 50},
		{"lognormal", Params{Mean: 100 * ms, Deviation: 100 * ms}, 100, 100},
		{"lognormal", Params{Mean: 100 * ms}, 100, 0},
		{"lognormal", Params{Mean: 100 * time.Second, Deviation: time.Microsecond}, 100_000, 0.001},
		{"bimodal", Params{Mean: 100 * ms, Slow: 900 * ms, SlowShare: 0.25}, 300, math.Sqrt(0.25*0.75) * 800},
		{"bimodal", Params{Mean: 100 * ms, Slow: 900 * ms}, 100, 0},
		{"bimodal", Params{Mean: 100 * ms, Slow: 900 * ms, SlowShare: 1}, 900, 0},
	} {
		d := distribution(t, tt.key, tt.params)
		var sum, squares float64
		for i := range n {
			x := float64(d.At((float64(i)+0.5)/n))/1e6 - tt.mean
			sum += x
			squares += x * x
		}
		mean, deviation := tt.mean+sum/n, math.Sqrt(squares/n-sum*sum/n/n)
		if math.Abs(mean-tt.mean) > 5e-5*tt.mean || math.Abs(deviation-tt.deviation) > 1.2e-3*tt.deviation+1e-9 {
			t.Errorf("%s of %+v has mean %v and deviation %v, want %v and %v", tt.key, tt.params, mean, deviation, tt.mean, tt.deviation)
		}
	}
}

// Quantiles against closed forms, to the nanosecond: percentiles of the normal are
// those of its table.
func TestQuantiles(t *testing.T) {
	const s = time.Second
	sigma := math.Sqrt(math.Log(5)) // lognormal with s = 2 m
	round := func(x float64) time.Duration { return time.Duration(math.Round(x * 1e9)) }
	for _, tt := range []struct {
		key    string
		params Params
		u      float64
		want   time.Duration
	}{
		{"constant", Params{Mean: 3}, 0.3, 3},
		{"exponential", Params{Mean: s}, 0, 0},
		{"exponential", Params{Mean: s}, 0.5, round(math.Ln2)},
		{"exponential", Params{Mean: s}, 0.9, round(math.Ln10)},
		{"exponential", Params{Mean: 2 * s}, 1 - 0x1p-20, round(40 * math.Ln2)},
		{"exponential", Params{Mean: s}, below1, round(53 * math.Ln2)},
		{"normal", Params{Mean: 10 * s, Deviation: 2 * s}, 0.5, 10 * s},
		{"normal", Params{Mean: 10 * s, Deviation: 2 * s}, 0.975, round(10 + 2*1.959963984540054)},
		{"normal", Params{Mean: 10 * s, Deviation: 2 * s}, 0.025, round(10 - 2*1.959963984540054)},
		{"normal", Params{Mean: 2 * s, Deviation: 2 * s}, 0.025, round(2*1.959963984540054 - 2)}, // below 0: its sign is dropped
		{"lognormal", Params{Mean: s, Deviation: 2 * s}, 0.5, round(1 / math.Sqrt(5))},
		{"lognormal", Params{Mean: s, Deviation: 2 * s}, 0.9, round(math.Exp(sigma*1.2815515655446004) / math.Sqrt(5))},
		{"lognormal", Params{Mean: s, Deviation: 2 * s}, 0.1, round(math.Exp(-sigma*1.2815515655446004) / math.Sqrt(5))},
		{"bimodal", Params{Mean: s, Slow: 7 * s, SlowShare: 0.25}, 0.75 - 0x1p-53, s},
		{"bimodal", Params{Mean: s, Slow: 7 * s, SlowShare: 0.25}, 0.75, 7 * s},
		{"bimodal", Params{Mean: s, Slow: 7 * s}, below1, s},
		{"bimodal", Params{Mean: s, Slow: 7 * s, SlowShare: 1}, 0, 7 * s},
	} {
		if got := distribution(t, tt.key, tt.params).At(tt.u); got != tt.want {
			t.Errorf("%s of %+v at %v is %d, want %d", tt.key, tt.params, tt.u, got, tt.want)
		}
	}
}

// Half a nanosecond counts up, so that a small mean, or a count that is drawn as
// nanoseconds, is not 1/2 too small on average.
func TestValuesAreRounded(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want time.Duration
	}{
		{0.49, 0}, {0.5, 1}, {1.49, 1}, {2.5, 3},
		{0, 0}, {-1, 0}, {math.Inf(-1), 0}, {math.NaN(), 0},
		{0x1p63 - 1024, math.MaxInt64 - 1023}, {0x1p63, math.MaxInt64}, {1e300, math.MaxInt64}, {math.Inf(1), math.MaxInt64},
	} {
		if got := nanoseconds(tt.x); got != tt.want {
			t.Errorf("nanoseconds(%v) is %d, want %d", tt.x, got, tt.want)
		}
	}
}

func TestLargerDrawIsNeverSmaller(t *testing.T) {
	draws := New(5, Name(100))
	params := Params{Mean: time.Hour, Deviation: 6 * time.Minute, Slow: 2 * time.Hour, SlowShare: 0.1}
	for _, kind := range distributions() {
		d := kind.New(params)
		before := d.At(0.001) // with a mean of ten deviations no normal draw is negative
		for i := range uint32(50_000) {
			u := 0.001 + 0.999*(float64(i)+draws.Float64(i, 0))/50_000
			at := d.At(u)
			if at < before {
				t.Fatalf("%s falls from %v to %v at %v", kind.Key, before, at, u)
			}
			before = at
			if next := d.At(math.Min(below1, u+0x1p-53)); next < at {
				t.Fatalf("%s falls from %v to %v from the draw %v to the next", kind.Key, at, next, u)
			}
		}
	}
}

// At its ends, and for the longest parameters there are, a value is a duration that
// is not negative.
func TestEndsAreFinite(t *testing.T) {
	for _, kind := range distributions() {
		for _, scale := range []time.Duration{0, 1, time.Second, 1 << 53, math.MaxInt64} {
			for _, mean := range []time.Duration{0, scale} {
				d := kind.New(Params{Mean: mean, Deviation: scale, Slow: scale, SlowShare: 0.5})
				for _, u := range []float64{0, 0x1p-53, 0.5, below1} {
					if at := d.At(u); at < 0 {
						t.Errorf("%s of mean %d and deviation %d at %v is %d", kind.Key, mean, scale, u, at)
					}
				}
			}
		}
		// What a distribution of seconds gives at its ends has a size one can name.
		d := kind.New(Params{Mean: time.Second, Deviation: time.Second, Slow: time.Second, SlowShare: 0.5})
		if low, high := d.At(0), d.At(below1); low > 8*time.Second || high > 12*time.Minute {
			t.Errorf("%s of seconds begins at %v and ends at %v", kind.Key, low, high)
		}
	}
	if got := distribution(t, "exponential", Params{Mean: math.MaxInt64}).At(0.9); got != math.MaxInt64 {
		t.Errorf("a value beyond the longest duration is %d", got)
	}
	if got := distribution(t, "lognormal", Params{Mean: 1, Deviation: math.MaxInt64}).At(below1); got <= 0 {
		t.Errorf("the widest lognormal ends at %d", got)
	}
	for _, key := range []string{"constant", "bimodal"} {
		if d := distribution(t, key, Params{Mean: -1, Slow: -1, SlowShare: 0.5}); d.At(0) != 0 || d.At(below1) != 0 {
			t.Errorf("%s of a negative value is negative", key)
		}
	}
}

func TestDrawingAllocatesNothing(t *testing.T) {
	stream := New(1, Service)
	for _, kind := range distributions() {
		d := kind.New(Params{Mean: time.Second, Deviation: time.Second, Slow: time.Minute, SlowShare: 0.1})
		var sum time.Duration
		i := uint32(0)
		if n := testing.AllocsPerRun(1000, func() {
			sum += d.At(stream.Float64(i, 1))
			i++
		}); n != 0 {
			t.Errorf("%s allocates %v times a draw", kind.Key, n)
		}
	}
}

func BenchmarkDistributions(b *testing.B) {
	stream := New(1, Service)
	for _, kind := range distributions() {
		d := kind.New(Params{Mean: time.Second, Deviation: time.Second, Slow: time.Minute, SlowShare: 0.1})
		b.Run(kind.Key, func(b *testing.B) {
			b.ReportAllocs()
			i := uint32(0)
			for b.Loop() {
				d.At(stream.Float64(i, 1))
				i++
			}
		})
	}
}
