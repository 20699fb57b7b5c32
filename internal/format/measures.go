package format

import (
	"math"
	"strconv"
)

// Rate writes a number per second without that unit: three digits are enough to compare
// with. Whole from 100 up, with a decimal from 10, two below, none of them a 0 at the
// end; two digits of what is less than a tenth. "8.25", "82.9", "1 235", "0.045".
func Rate(perSecond float64) string {
	decimals := 2
	if math.Abs(perSecond) >= 9.995 {
		decimals = 1
	}
	return short(perSecond, decimals)
}

// PerTime writes a rate with its unit: per second, or below one a second per minute, per
// hour or per day. "20/s", "30/min", "10/h". It is three digits like Rate.
func PerTime(perSecond float64) string {
	x, unit := inUnit(perSecond)
	return Rate(x) + "/" + unit.short
}

// SetRate writes a rate that somebody set: as PerTime, but in the first unit in which it has
// no more than three decimals. "100/min" is 1.666… a second.
func SetRate(perSecond float64) string {
	for _, unit := range rateUnits {
		n := math.Round(perSecond*unit.seconds*1000) / 1000
		if n/unit.seconds == perSecond && n > 0.9949 {
			return Rate(n) + "/" + unit.short
		}
	}
	return PerTime(perSecond)
}

// EachTime writes a rate in a sentence, with the noun that it counts: "12.3 requests a
// second", "1 request a minute".
func EachTime(perSecond float64, noun string) string {
	x, unit := inUnit(perSecond)
	return RatePlural(x, noun) + " " + unit.long
}

// EachTimeAlone is EachTime without a noun: "20 a second", "10 an hour".
func EachTimeAlone(perSecond float64) string {
	x, unit := inUnit(perSecond)
	return Rate(x) + " " + unit.long
}

// RateUnit is the unit in which PerTime tells a rate: how many seconds it has, and its name.
func RateUnit(perSecond float64) (seconds float64, name string) {
	_, unit := inUnit(perSecond)
	return unit.seconds, unit.short
}

type rateUnit struct {
	seconds     float64
	short, long string
}

// rateUnits are in what rates are told. The last one is for all that are less.
var rateUnits = []rateUnit{{1, "s", "a second"}, {60, "min", "a minute"}, {3600, "h", "an hour"}, {86400, "day", "a day"}}

// inUnit is a rate in the first unit in which it is one or more.
func inUnit(perSecond float64) (float64, rateUnit) {
	size := math.Abs(perSecond)
	for _, unit := range rateUnits {
		if size*unit.seconds > 0.9949 || size == 0 {
			return perSecond * unit.seconds, unit
		}
	}
	day := rateUnits[len(rateUnits)-1]
	return perSecond * day.seconds, day
}

// Multiple writes by which factor something is more: one decimal unless it is 0, whole
// from 100 up, and two digits of what is less than one. "2.4", "11", "180", "0.045".
func Multiple(factor float64) string {
	if math.Abs(factor) < 1 {
		return twoDigits(factor)
	}
	return short(factor, 1)
}

// short writes x with at most so many decimals, and whole from 100 up.
func short(x float64, decimals int) string {
	switch size := math.Abs(x); {
	case size < 0.1:
		return twoDigits(x)
	case size >= 99.95:
		return Whole(x)
	}
	unit := math.Pow10(decimals)
	return grouping(strconv.FormatFloat(math.Round(x*unit)/unit, 'f', -1, 64))
}

func twoDigits(x float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 2, 64), 64) // which reads what was just written
	if exponent := math.Floor(math.Log10(math.Abs(rounded))); exponent >= 10 && !math.IsInf(rounded, 0) {
		return strconv.FormatFloat(rounded/math.Pow10(int(exponent)), 'g', 2, 64) + unitSpace + "×" + unitSpace + Power(int(exponent))
	}
	return grouping(strconv.FormatFloat(rounded, 'f', -1, 64))
}

// Power writes a power of ten: "10⁷", "10⁻⁷".
func Power(exponent int) string {
	text := []rune(strconv.Itoa(exponent))
	for i, r := range text {
		if r == '-' {
			text[i] = '⁻'
		} else {
			text[i] = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0']
		}
	}
	return "10" + string(text)
}

// Ratio writes how many of one thing there are for each of another, such as attempts per
// request: two decimals, for 1.00 and 1.04 are apart by what matters.
func Ratio(x float64) string { return Fixed(x, 2) }

// Index writes a herd index, which is to be read to one digit: two digits, "1.2", "29",
// "1 200".
func Index(x float64) string {
	if math.Abs(x) >= 9.95 {
		return twoDigits(x)
	}
	return Fixed(x, 1)
}

// Percent writes a measured share in per cent without its sign: one decimal. 100.0 is
// all and nothing less, and what is more than none is 0.1 at least.
func Percent(percent float64) string {
	rounded := math.Round(percent*10) / 10
	if percent > 0 && percent < 100 {
		rounded = min(max(rounded, 0.1), 99.9)
	}
	return Fixed(rounded, 1)
}

// WholePercent writes a share of drawn clients, from 0 to 1: whole and rounded down, "83 %",
// for a draw is not more exact.
func WholePercent(share float64) string {
	percent := math.Floor(share * 100)
	if share > 0 {
		percent = max(percent, 1)
	}
	return Whole(percent) + unitSpace + "%"
}

// Share writes a share that somebody set, from 0 to 1: "12.5 %".
func Share(share float64) string { return Exact(100*share) + unitSpace + "%" }

// Chance writes a probability above 0: "23.4 %", and where that is too small to be told apart
// "1 in 170 000", to two digits, or "1 in 2 × 10¹⁷".
func Chance(p float64) string {
	if p >= 0.05 {
		return Percent(100*p) + unitSpace + "%"
	}
	return "1 in " + twoDigits(1/p)
}

// Change writes how much more after is than before, in per cent of it: "−64 %",
// "+3.4 %". before must not be 0.
func Change(before, after float64) string {
	switch size := ChangeSize(before, after); {
	case after > before:
		return "+" + size
	case after < before:
		return minus + size
	default:
		return size
	}
}

// ChangeSize is Change without a sign, for sentences that say "more" or "fewer". It is
// whole from 10 % up. Only a fall to nothing is one of 100 %, and no change is 0 %.
func ChangeSize(before, after float64) string {
	percent := math.Abs(100 * (after - before) / before)
	text := Fixed(percent, 1)
	switch {
	case percent > 0 && percent < 0.05:
		text = "<" + Fixed(0.1, 1)
	case after != 0 && math.Abs(after) < math.Abs(before):
		text = Whole(min(99, percent))
		if percent < 9.95 {
			text = Fixed(percent, 1)
		}
	case percent >= 9.95:
		text = Whole(percent)
	}
	return text + unitSpace + "%"
}

// Portion writes n of so many in whole per cent, 100 only for all: "33 %".
func Portion(n, of int) string { return strconv.Itoa(100*n/of) + unitSpace + "%" }
