package typed

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Number rewrites a number that is not a count: a comma that does not group digits is a
// point, and a per cent sign divides by a hundred. One of the units may follow.
func Number(text string, units ...string) (plain string, ok bool) {
	n, rest, ok := leading(clean(text))
	if ok && rest == "%" {
		n.exponent, rest = n.exponent-2, ""
	}
	return n.plain(), ok && isUnit(rest, units)
}

// Whole rewrites a whole number. A point or a comma before three digits groups them, unless
// it may as well be the point of a decimal: "1.000" is not read.
func Whole(text string, units ...string) (plain string, ok bool) {
	n, rest, ok := leading(clean(text))
	return n.plain(), ok && !n.doubtful() && isUnit(rest, units)
}

// doubtful reports whether what stands where a decimal point would may group digits, too.
func (n number) doubtful() bool { return n.exponent == 0 && !n.grouped && len(n.part) == 3 }

// clean is a text in lower case with plain spaces, and none around it.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u200b':
			return ' '
		case r == '’':
			return '\''
		}
		return unicode.ToLower(r)
	}, text)
	return strings.TrimSpace(text)
}

// number is one that was typed: whole.part × 10^exponent.
type number struct {
	whole, part string
	exponent    int
	grouped     bool // its digits were in groups
}

var (
	leadingForm = regexp.MustCompile(`^(\d[\d.,_']*(?: \d{3}(?:[.,]\d+)?)*|\.\d+)(?:e([+ -]?\d{1,2}))?(.*)$`)
	scaleForm   = regexp.MustCompile(`^ ?(k|m|g|thousand|million|billion)\b ?(.*)$`)
	scales      = map[string]int{"k": 3, "m": 6, "g": 9, "thousand": 3, "million": 6, "billion": 9}
)

// leading reads the number that a clean text begins with, its scale included, and returns
// what follows it.
func leading(text string) (n number, rest string, ok bool) {
	found := leadingForm.FindStringSubmatch(text)
	if found == nil {
		return n, "", false
	}
	if n, ok = mantissa(found[1]); !ok {
		return n, "", false
	}
	n.exponent, _ = strconv.Atoi(strings.Trim(found[2], "+ "))
	rest = found[3]
	if scale := scaleForm.FindStringSubmatch(rest); scale != nil {
		n.exponent += scales[scale[1]]
		rest = scale[2]
	}
	return n, strings.TrimSpace(rest), true
}

// The forms of digits, the first that fits counts. A group is of three digits.
var mantissas = []struct {
	form    *regexp.Regexp
	groups  string // what stands between groups
	grouped bool
}{
	{regexp.MustCompile(`^(\d*)(?:\.(\d*))?$`), "", false},
	{regexp.MustCompile(`^([1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?$`), ",", true},
	{regexp.MustCompile(`^([1-9]\d{0,2}(?:\.\d{3})+),(\d+)$`), ".", true},
	{regexp.MustCompile(`^([1-9]\d{0,2}(?:\.\d{3}){2,})()$`), ".", true},
	{regexp.MustCompile(`^(\d{1,3}(?: \d{3})+)(?:[.,](\d+))?$`), " ", true},
	{regexp.MustCompile(`^(\d{1,3}(?:_\d{3})+)(?:[.,](\d+))?$`), "_", true},
	{regexp.MustCompile(`^(\d{1,3}(?:'\d{3})+)(?:[.,](\d+))?$`), "'", true},
	{regexp.MustCompile(`^(\d+),(\d+)$`), "", false},
}

// mantissa reads digits with what groups them and what begins their decimals.
func mantissa(digits string) (number, bool) {
	for _, m := range mantissas {
		if found := m.form.FindStringSubmatch(digits); found != nil {
			whole := found[1]
			if m.grouped {
				whole = strings.ReplaceAll(whole, m.groups, "")
			}
			return number{whole: whole, part: found[2], grouped: m.grouped}, true
		}
	}
	return number{}, false
}

// plain writes the number in digits and at most one point, without a zero that says
// nothing.
func (n number) plain() string {
	digits, point := n.whole+n.part, len(n.whole)+n.exponent
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	if missing := point - len(digits); missing > 0 {
		digits += strings.Repeat("0", missing)
	}
	whole, part := strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if part == "" {
		return whole
	}
	return whole + "." + part
}

// isUnit reports whether a text is nothing, or one of the units, singular or plural.
func isUnit(text string, units []string) bool {
	return text == "" || slices.ContainsFunc(units, func(unit string) bool {
		return unit != "" && (text == unit || text+"s" == unit || text == unit+"s")
	})
}

var ambiguousForm = regexp.MustCompile(`^[1-9]\d{0,2}[.,]\d{3}(?:[^\d.,]|$)`)

// Ambiguous reports whether a text begins with a number whose point or comma may group
// digits as well as begin decimals.
func Ambiguous(text string) bool { return ambiguousForm.MatchString(clean(text)) }
