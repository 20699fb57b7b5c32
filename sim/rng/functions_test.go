package rng

import (
	"math"
	"testing"
)

// off is the distance of got from want, relative to want.
func off(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// spread calls use with 40,000 numbers from low to high, evenly but for a drawn
// part, so that no pattern of the last bits repeats.
func spread(low, high float64, use func(x float64)) {
	const n = 40_000
	draws := New(11, Name(100))
	for i := range uint32(n) {
		use(low + (high-low)*(float64(i)+draws.Float64(i, 0))/n)
	}
}

// Package math claims less than one unit in the last place, 2.2e-16, and so may
// be wrong itself by that. 1e-15 leaves us four.
func TestLogAgreesWithMath(t *testing.T) {
	worst, at := 0.0, 0.0
	look := func(x float64) {
		if e := off(Log(x), math.Log(x)); !(e <= worst) {
			worst, at = e, x
		}
	}
	spread(0, 4, look)
	spread(0.999, 1.001, look)
	spread(1e-307, 1e-300, look)
	spread(-708, 709, func(x float64) { look(math.Exp(x)) })
	for _, x := range []float64{1, 2, 0.5, math.Sqrt2, math.Sqrt2 / 2, math.E, 1 - 0x1p-53, 1 + 0x1p-52, 0x1p-53, 0x1p-1022, math.MaxFloat64} {
		look(x)
	}
	if !(worst <= 1e-15) {
		t.Errorf("Log(%v) is %v, want %v: off by %.2g", at, Log(at), math.Log(at), worst)
	}
}

func TestExpAgreesWithMath(t *testing.T) {
	worst, at := 0.0, 0.0
	look := func(x float64) {
		if e := off(Exp(x), math.Exp(x)); !(e <= worst) {
			worst, at = e, x
		}
	}
	spread(-708, 709, look)
	spread(-2, 2, look)
	spread(-1e-9, 1e-9, look)
	for _, x := range []float64{0, 1, -1, math.Ln2, math.Ln2 / 2, -math.Ln2 / 2} {
		look(x)
	}
	if !(worst <= 1e-15) {
		t.Errorf("Exp(%v) is %v, want %v: off by %.2g", at, Exp(at), math.Exp(at), worst)
	}
	// Numbers without a full mantissa are multiples of 2^-1074; they are off by
	// no more than one.
	spread(-746, -708, func(x float64) {
		if e := math.Abs(Exp(x) - math.Exp(x)); e > math.SmallestNonzeroFloat64 && e > 1e-15*math.Exp(x) {
			t.Fatalf("Exp(%v) is %v, want %v", x, Exp(x), math.Exp(x))
		}
	})
}

// Expected values from 80-digit arithmetic: on some machines those of package math
// are wrong here.
func TestLogAndExpAtTheirEnds(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"Log(0)", Log(0), -inf},
		{"Log(-0)", Log(math.Copysign(0, -1)), -inf},
		{"Log(1)", Log(1), 0},
		{"Log(2^-1074)", Log(math.SmallestNonzeroFloat64), -744.4400719213812},
		{"Log(+Inf)", Log(inf), inf},
		{"Log(-Inf)", Log(-inf), nan},
		{"Log(-1)", Log(-1), nan},
		{"Log(-0.3)", Log(-0.3), nan},
		{"Log(NaN)", Log(nan), nan},
		{"Exp(0)", Exp(0), 1},
		{"Exp(709.78)", Exp(709.78), 1.7928227943945156e308},
		{"Exp(709.79)", Exp(709.79), inf},
		{"Exp(1e300)", Exp(1e300), inf},
		{"Exp(+Inf)", Exp(inf), inf},
		{"Exp(-745.1)", Exp(-745.1), math.SmallestNonzeroFloat64},
		{"Exp(-745.2)", Exp(-745.2), 0},
		{"Exp(-1e300)", Exp(-1e300), 0},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(NaN)", Exp(nan), nan},
	} {
		if tt.got != tt.want && !(math.IsNaN(tt.got) && math.IsNaN(tt.want)) && !(off(tt.got, tt.want) <= 1e-15) {
			t.Errorf("%s is %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

func TestLog1pAgreesWithMath(t *testing.T) {
	for x := 1e-300; x < 1e300; x *= 1.7 {
		if e := off(log1p(x), math.Log1p(x)); !(e <= 2e-15) {
			t.Errorf("log1p(%v) is %v, want %v", x, log1p(x), math.Log1p(x))
		}
	}
	if log1p(0) != 0 {
		t.Errorf("log1p(0) is %v", log1p(0))
	}
}

// The quantile against two functions that know nothing of ours: the inverse error
// function in the middle, where 2u - 1 is exact enough, and in the tails the way
// back by the complementary error function. A relative error e of z makes one of
// about z^2 * e in the share beyond z.
func TestNormalQuantileAgreesWithMath(t *testing.T) {
	const half = 0x1p-54
	spread(0.01, 0.99, func(x float64) {
		u := math.Floor(x*0x1p53) * 0x1p-53
		want := math.Sqrt2 * math.Erfinv(2*(u-0.5+half))
		if e := off(normalQuantile(u), want); !(e <= 1e-13) {
			t.Fatalf("z(%v) is %v, want %v: off by %.2g", u, normalQuantile(u), want, e)
		}
	})
	spread(-36.7, -1, func(x float64) {
		u := math.Floor(math.Exp(x)*0x1p53) * 0x1p-53
		z := normalQuantile(u)
		if e := off(math.Erfc(-z/math.Sqrt2)/2, u+half); !(e <= 1e-14*(1+z*z)) {
			t.Fatalf("below z(%v) = %v lies %v: off by %.2g", u, z, math.Erfc(-z/math.Sqrt2)/2, e)
		}
	})
}

// Percentiles as tables print them, here to 16 digits.
//
// Source: Abramowitz and Stegun, table 26.5, carried on by bisection in 60-digit arithmetic.
func TestNormalQuantileOfTables(t *testing.T) {
	for _, tt := range []struct{ u, want float64 }{
		{0.75, 0.6744897501960817},
		{0.9, 1.2815515655446004},
		{0.95, 1.6448536269514722},
		{0.975, 1.9599639845400545},
		{0.99, 2.3263478740408408},
		{0.999, 3.090232306167813},
		{1e-9, -5.997807015007686},
		{1e-12, -7.034483825301131},
	} {
		// z changes by 2^-54 / density from the middle of a draw to the draw.
		tolerance := 1e-13 + 0x1p-53*math.Sqrt(2*math.Pi)*math.Exp(tt.want*tt.want/2)
		if got := normalQuantile(tt.u); math.Abs(got-tt.want) > tolerance {
			t.Errorf("z(%v) is %.16g, want %.16g ± %.1g", tt.u, got, tt.want, tolerance)
		}
	}
}

func TestNormalQuantileIsSymmetricAndRises(t *testing.T) {
	const last = 1<<53 - 1
	at := func(n uint64) float64 { return normalQuantile(float64(n) / (1 << 53)) }
	look := func(n uint64) {
		if at(n) != -at(last-n) {
			t.Errorf("draw %d gives %v, its mirror %v", n, at(n), at(last-n))
		}
		if at(n) > at(n+1) {
			t.Errorf("z falls from %v to %v after draw %d", at(n), at(n+1), n)
		}
	}
	draws := New(3, Name(100))
	for i := range uint32(20_000) {
		look(draws.Uint64(i, 0) >> 11 >> (i % 50))
	}
	look(0)
	look(last / 2)
	// Where one fraction hands over to the next.
	near, far := uint64(math.Floor(0.075*0x1p53)), uint64(math.Exp(-25)*0x1p53)
	for n := range uint64(100) {
		look(near - 50 + n)
		look(far - 50 + n)
	}
	if z := at(0); !(z > -8.3 && z < -8.2) {
		t.Errorf("the first draw gives %v, want -8.2", z)
	}
}

// Every bit is part of what makes a link reproduce its result on any machine. The
// expected values were computed on amd64.
func TestBitsAreFixed(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  float64
		want uint64
	}{
		{"Log(0.3)", Log(0.3), 0xbff34378fcbda721},
		{"Log(1e10)", Log(1e10), 0x4037069e2aa2aa5b},
		{"Exp(0.3)", Exp(0.3), 0x3ff599058c8c1a96},
		{"Exp(0.34)", Exp(0.34), 0x3ff67aaa532108be},
		{"Exp(-20.7)", Exp(-20.7), 0x3e1195920309b9da},
		{"z(0.3)", normalQuantile(0.3), 0xbfe0c7e39582c5fa},
		{"z(0.99)", normalQuantile(0.99), 0x40029c5c4630ff13},
		{"z(1e-14)", normalQuantile(1e-14), 0xc01e9983a66ca4b9},
	} {
		if got := math.Float64bits(tt.got); got != tt.want {
			t.Errorf("%s is %#x, want %#x", tt.name, got, tt.want)
		}
	}
}

func BenchmarkFunctions(b *testing.B) {
	draws := New(1, Jitter)
	for _, f := range []struct {
		name string
		of   func(float64) float64
	}{
		{"draw", func(u float64) float64 { return u }},
		{"Log", func(u float64) float64 { return Log(1 - u) }},
		{"Exp", Exp},
		{"normalQuantile", normalQuantile},
	} {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			sum, i := 0.0, uint32(0)
			for b.Loop() {
				sum += f.of(draws.Float64(i, 0))
				i++
			}
			_ = sum
		})
	}
}
