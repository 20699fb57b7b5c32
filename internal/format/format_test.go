package format_test

import (
	"math"
	"testing"
	"time"

	"backofflab/internal/format"
)

// One table shows every kind of number. "~" stands for the narrow no-break space that
// groups digits, "_" for the no-break space before a unit.
func TestEveryKind(t *testing.T) {
	const us, ms, s, min, h = time.Microsecond, time.Millisecond, time.Second, time.Minute, time.Hour
	for _, row := range []struct{ kind, got, want string }{
		{"count: digits in groups of three", format.Count(0) + " " + format.Count(999) + " " + format.Count(1000) + " " + format.Count(1234567), "0 999 1~000 1~234~567"},
		{"count: a minus is no part of a group", format.Count(-999) + " " + format.Count(-1000), "−999 −1~000"},
		{"count: the largest", format.Count(uint64(math.MaxUint64)), "18~446~744~073~709~551~615"},
		{"large: few digits", format.Large(999999) + ", " + format.Large(2400000) + ", " + format.Large(int64(100000000)) + ", " + format.Large(1234567890), "999~999, 2.4_million, 100_million, 1.23_billion"},
		{"whole: a count that is a float", format.Whole(1999.5) + " " + format.Whole(120.5), "2~000 121"},
		{"name: digits alone", format.Name(uint64(9007199254740991)), "9007199254740991"},
		{"fixed", format.Fixed(1234.5, 2) + " " + format.Fixed(0.05, 1), "1~234.50 0.1"},
		{"fixed: a minus only where something is shown", format.Fixed(-2.25, 1) + " " + format.Fixed(-0.04, 1), "−2.2 0.0"},
		{"fixed: beyond an int", format.Fixed(1e21, 0), "1~000~000~000~000~000~000~000"},
		{"fixed: no number", format.Fixed(math.Inf(1), 1), "—"},
		{"exact: as it was set", format.Exact(12.345) + " " + format.Exact(1000) + " " + format.Exact(0.1+0.2), "12.345 1~000 0.3"},
		{"tick", format.Tick(0.30000000000000004) + " " + format.Tick(12500) + " " + format.Tick(2500000), "0.3 12~500 2~500~000"},
		{"typeset", format.Typeset("-1,234.5 ms, +0.0 %, -0.3 s.e., 0-24, 1,234,567 calls in 5 steps"), "−1~234.5_ms, 0.0_%, −0.3_s.e., 0-24, 1~234~567 calls in 5 steps"},
		{"signed", format.Signed(1.5, format.Decimals(1)) + " " + format.Signed(-1500, format.Whole), "+1.5 −1~500"},
		{"signed: nothing has no sign", format.Signed(-0.04, format.Decimals(1)), "0.0"},
		{"rate: three digits are enough", format.Rate(12.345) + " " + format.Rate(82.94) + " " + format.Rate(8.253) + " " + format.Rate(0.333), "12.3 82.9 8.25 0.33"},
		{"rate: a small one", format.Rate(0.05) + " " + format.Rate(0.00123), "0.05 0.0012"},
		{"rate: no decimal that says nothing", format.Rate(83) + " " + format.Rate(0), "83 0"},
		{"rate: whole from 100 up", format.Rate(99.96) + " " + format.Rate(1234.5), "100 1~235"},
		{"rate: its noun", format.RatePlural(1, "request") + ", " + format.RatePlural(12.345, "request"), "1 request, 12.3 requests"},
		{"rate: per what makes it one or more", format.PerTime(20) + " " + format.PerTime(1./60) + " " + format.PerTime(1./360) + " " + format.PerTime(1./7200), "20/s 1/min 10/h 12/day"},
		{"rate: as it was set", format.SetRate(40) + " " + format.SetRate(100./60) + " " + format.SetRate(5000./3600) + " " + format.SetRate(1.667) + " " + format.SetRate(0.05) + " " + format.SetRate(math.Pi), "40/s 100/min 5~000/h 1.67/s 3/min 3.14/s"},
		{"rate: in a sentence", format.EachTime(2000, "request") + ", " + format.EachTime(1./60, "request") + ", " + format.EachTimeAlone(1./360), "2~000 requests a second, 1 request a minute, 10 an hour"},
		{"multiple: one decimal unless it is 0", format.Multiple(2.36) + " " + format.Multiple(11.02) + " " + format.Multiple(180.4), "2.4 11 180"},
		{"multiple: a small part", format.Multiple(0.0453) + " " + format.Multiple(0.97) + " " + format.Multiple(0), "0.045 0.97 0"},
		{"ratio", format.Ratio(1) + " " + format.Ratio(3.606), "1.00 3.61"},
		{"chance: rare ones", format.Chance(0.234) + ", " + format.Chance(1.0/172_000) + ", " + format.Chance(1/9.94e9) + ", " + format.Chance(4.96e-18), "23.4_%, 1 in 170~000, 1 in 9~900~000~000, 1 in 2_×_10¹⁷"},
		{"chance: what rounds to a power", format.Chance(1/9.96e9) + ", " + format.Index(8.46e12), "1 in 1_×_10¹⁰, 8.5_×_10¹²"},
		{"powers", format.Power(7) + " " + format.Power(-12), "10⁷ 10⁻¹²"},
		{"index: two digits", format.Index(1) + " " + format.Index(29.34) + " " + format.Index(1234.5), "1.0 29 1~200"},
		{"percent: for all is all", format.Percent(99.999) + " " + format.Percent(100) + " " + format.Percent(47.56), "99.9 100.0 47.6"},
		{"percent: some are not none", format.Percent(0.001) + " " + format.Percent(0), "0.1 0.0"},
		{"whole percent", format.WholePercent(0.839) + " " + format.WholePercent(0.001) + " " + format.WholePercent(0), "83_% 1_% 0_%"},
		{"share: as it was set", format.Share(0.05) + " " + format.Share(0.125), "5_% 12.5_%"},
		{"change", format.Change(15079, 5500) + " " + format.Change(100, 103.44) + " " + format.Change(1, 13), "−64_% +3.4_% +1~200_%"},
		{"change: never nothing, nor all, but where it is", format.Change(100000, 100001) + " " + format.Change(1000, 1) + " " + format.Change(5, 0), "+<0.1_% −99_% −100_%"},
		{"change: none", format.Change(5, 5) + " " + format.ChangeSize(100, 64), "0.0_% 36_%"},
		{"elapsed", format.Elapsed(750*ms) + ", " + format.Elapsed(8240*ms) + ", " + format.Elapsed(113400*ms), "750_ms, 8.2_s, 113_s"},
		{"elapsed: minutes and hours", format.Elapsed(120*s) + ", " + format.Elapsed(123400*ms) + ", " + format.Elapsed(8410*s) + ", " + format.Elapsed(119*min), "2_min, 2_min_3_s, 2_h_20_min, 119_min"},
		{"elapsed: rounding meets the next rule", format.Elapsed(999600*us) + ", " + format.Elapsed(99960*ms) + ", " + format.Elapsed(119600*ms), "1.0_s, 100_s, 2_min"},
		{"elapsed: nothing, and next to it", format.Elapsed(0) + ", " + format.Elapsed(250*us), "0_s, 250_µs"},
		{"elapsed: from, to", format.ElapsedRange(8200*ms, 31100*ms) + ", " + format.ElapsedRange(750*ms, 1200*ms) + ", " + format.ElapsedRange(2*s, 2*s) + ", " + format.ElapsedRange(53*s, 2049*s), "8.2–31.1_s, 750_ms–1.2_s, 2.0_s, 53.0_s–34_min_9_s"},
		{"seconds of a column", format.Seconds(9*s)(3.125) + " " + format.Seconds(10*s)(9.25) + " " + format.Seconds(2*h)(1234.5) + " " + format.Seconds(2*h)(9.25), "3.12 9.2 20_min_35_s 9.2_s"},
		{"moment: tenths however late", format.Moment(104*ms) + ", " + format.Moment(12500*ms) + ", " + format.Moment(3123400*ms) + ", " + format.Moment(2*h+1234*ms), "104_ms, 12.5_s, 52_min_3.4_s, 2_h_1_s"},
		{"clock", format.Clock(0) + ", " + format.Clock(40*s), "0.0_s, 40.0_s"},
		{"span: small", format.Span(0) + ", " + format.Span(5*us) + ", " + format.Span(1500*us) + ", " + format.Span(250*ms), "0_s, 5_µs, 1.5_ms, 250_ms"},
		{"span: seconds", format.Span(1500*ms) + ", " + format.Span(90*s) + ", " + format.Span(100*s), "1.5_s, 90_s, 100_s"},
		{"span: minutes", format.Span(2*min) + ", " + format.Span(125*s) + ", " + format.Span(90*min), "2_min, 2_min_5_s, 90_min"},
		{"span: hours", format.Span(h) + ", " + format.Span(2*h) + ", " + format.Span(3*h+500*ms) + ", " + format.Span(150*min), "1_h, 2_h, 3_h_0.5_s, 2_h_30_min"},
		{"briefly", format.Briefly(4294967*us) + ", " + format.Briefly(2*s) + ", " + format.Briefly(120*s) + ", " + format.Briefly(123400*us) + ", " + format.Briefly(5*us), "4.3_s, 2_s, 2_min, 123.4_ms, 5_µs"},
		{"plural", format.Plural(1, "client") + ", " + format.Plural(0, "client") + ", " + format.Plural(1000, "retry"), "1 client, 0 clients, 1~000 retries"},
		{"plural: other endings", format.Plural(2, "process") + ", " + format.Plural(2, "delay"), "2 processes, 2 delays"},
		{"of", format.Of(18, 20, "run") + ", " + format.Of(1, 1000, "retry"), "18 of 20 runs, 1 of 1~000 retries"},
		{"verb", format.Verb(1, "fails", "fail") + " " + format.Verb(2, "fails", "fail"), "fails fail"},
		{"word", format.Word(0) + " " + format.Word(6) + " " + format.Word(1000), "no six 1~000"},
		{"list", format.List(nil) + "|" + format.List([]string{"a"}) + "|" + format.List([]string{"a", "b"}) + "|" + format.List([]string{"a", "b", "c"}), "|a|a and b|a, b and c"},
		{"range", format.Range("1.0", "3.6") + " " + format.Range("1.0", "1.0"), "1.0–3.6 1.0"},
		{"capital", format.Capital("équal jitter") + " " + format.Lower("Full jitter") + format.Capital(""), "Équal jitter full jitter"},
	} {
		if want := spaced(row.want); row.got != want {
			t.Errorf("%s: got %q, want %q", row.kind, row.got, want)
		}
	}
}

// spaced puts the spaces of the package in place of what stands for them.
func spaced(text string) string {
	out := []rune(text)
	for i, r := range out {
		switch r {
		case '~':
			out[i] = '\u202f'
		case '_':
			out[i] = '\u00a0'
		}
	}
	return string(out)
}

func TestShownIsWhatARuleShows(t *testing.T) {
	for _, c := range []struct {
		x    float64
		rule format.Rule
		want float64
	}{
		{1234.56, format.Rate, 1235},
		{8.249, format.Rate, 8.25},
		{-12345.67, format.Decimals(1), -12345.7},
		{3, func(float64) string { return "none" }, 3},
	} {
		if got := format.Shown(c.x, c.rule); got != c.want {
			t.Errorf("%v is shown as %v, want %v", c.x, got, c.want)
		}
	}
}
