// Package format writes numbers for people: one function for each kind, so that one
// quantity reads the same in a sentence, a caption, a table and a picture.
//
// Digits are grouped by three with a narrow no-break space (U+202F), and a unit follows
// its number after a no-break space (U+00A0), so neither is torn apart at the end of a
// line. A minus is U+2212. What programs read is not written here: addresses, JSON, CSV,
// attributes and coordinates have their own writers.
//
// All functions are pure and safe for concurrent use.
package format

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Rule writes the numbers of one kind.
type Rule func(x float64) string

// What stands between digits, and between a number and its unit.
const (
	groupSpace = "\u202f"
	unitSpace  = "\u00a0"
	minus      = "\u2212"
)

// Count writes a whole number: "7", "20 000".
func Count[N int | int32 | int64 | uint32 | uint64](n N) string {
	if n < 0 {
		return minus + grouped(strconv.FormatInt(int64(n), 10)[1:])
	}
	return grouped(strconv.FormatUint(uint64(n), 10))
}

// Large writes a count of which few digits are enough, from a million on in words: "2.4
// million", "100 million", "1.23 billion". Below it is a Count.
func Large[N int | int64](n N) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, "billion"}, {1e6, "million"}} {
		if x := float64(n); x >= unit.size {
			return Rate(x/unit.size) + unitSpace + unit.name
		}
	}
	return Count(n)
}

// Whole is the Rule of counts that are kept as floats. Halves are rounded away from 0, as
// scripts of the page do.
func Whole(x float64) string { return Fixed(math.Round(x), 0) }

// Name writes a number that is a name and counts nothing, such as a seed or the number
// of a retry: its digits alone.
func Name[N int | uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }

// Fixed writes x with that many decimals, as columns do: "1 234.50". What is nothing at
// these decimals has no minus.
func Fixed(x float64, decimals int) string {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return "—" // no figure: nothing here divides by what may be 0 without saying so
	}
	digits := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, part, dotted := strings.Cut(digits, ".")
	text := grouped(whole)
	if dotted {
		text += "." + part
	}
	if x < 0 && strings.Trim(digits, "0.") != "" {
		text = minus + text
	}
	return text
}

// Decimals returns Fixed with so many decimals as a Rule.
func Decimals(n int) Rule { return func(x float64) string { return Fixed(x, n) } }

// Exact writes a number that somebody set, with the decimals that it has, at most six:
// "12.345", "1 000".
func Exact(x float64) string {
	text := strconv.FormatFloat(x, 'f', 6, 64)
	_, part, _ := strings.Cut(strings.TrimRight(text, "0"), ".")
	return Fixed(x, len(part))
}

// Tick writes the label of an axis: an Exact number of at most six digits, because steps
// of an axis are sums and quotients that carry binary noise.
func Tick(x float64) string {
	if math.Abs(x) < 1e6 && x != math.Trunc(x) {
		x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64) // which reads what was just written
	}
	return grouping(strconv.FormatFloat(x, 'f', -1, 64))
}

// Typeset writes the numbers in a text that was made elsewhere, with commas, ordinary spaces
// and hyphens, as this package writes them: "-1,234.5 ms" becomes "−1 234.5 ms". What has a
// sign and is nothing loses it.
func Typeset(text string) string {
	text = commaGroup.ReplaceAllStringFunc(text, func(number string) string {
		return strings.ReplaceAll(number, ",", groupSpace)
	})
	text = signedNothing.ReplaceAllString(text, "$1$2")
	text = hyphenMinus.ReplaceAllString(text, "$1"+minus+"$2")
	return looseUnit.ReplaceAllString(text, "$1"+unitSpace+"$2$3")
}

var (
	commaGroup    = regexp.MustCompile(`\d{1,3}(?:,\d{3})+`)
	signedNothing = regexp.MustCompile(`(^|[\s(])[+-](0(?:\.0+)?(?:$|[^\d.]))`)
	hyphenMinus   = regexp.MustCompile(`(^|[\s(])-(\d)`)
	looseUnit     = regexp.MustCompile(`(\d) (s\.e\.|ms|µs|min|h|s|%)($|[^\w])`)
)

// Signed writes a difference by the rule of what differs, with its sign: "+1.5", "−3".
// What the rule writes like 0 has none.
func Signed(x float64, write Rule) string {
	text := write(math.Abs(x))
	switch {
	case text == write(0):
		return text
	case x < 0:
		return minus + text
	}
	return "+" + text
}

// Shown returns the number that a rule shows of x, so that what is computed from figures
// on screen agrees with them. It returns x where that is no plain number.
func Shown(x float64, write Rule) float64 {
	text := strings.ReplaceAll(strings.ReplaceAll(write(x), groupSpace, ""), minus, "-")
	if shown, err := strconv.ParseFloat(text, 64); err == nil {
		return shown
	}
	return x
}

// grouped puts spaces between groups of three digits.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + groupSpace + digits[i:]
	}
	return digits
}

// grouping does so in plain digits with a sign or decimals.
func grouping(plain string) string {
	whole, part, dotted := strings.Cut(plain, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = minus, whole[1:]
	}
	text := sign + grouped(whole)
	if dotted {
		text += "." + part
	}
	return text
}
