package typed

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Duration rewrites a duration as Go writes it: "2 seconds", "1m 30", "1:30", "1,5 h". A
// bare number is in the unit; after another it is in the next smaller one. Where a comma
// may group digits or begin decimals, "1,500 s", it is not read.
func Duration(text string, unit time.Duration) (plain string, ok bool) {
	text = clean(text)
	if clock, ok := clockTime(text); ok {
		return clock, true
	}
	var parts strings.Builder
	bare := nameOf(unit)
	for text != "" {
		n, name, rest, ok := part(text)
		if name == "" {
			name = bare
			if rest != "" {
				name = ""
			}
		}
		to, known := timeUnits[name]
		if !ok || !known {
			return "", false
		}
		parts.WriteString(to.write(n))
		text, bare = rest, to.smaller
	}
	return parts.String(), parts.Len() > 0
}

var clockForm = regexp.MustCompile(`^(?:(\d{1,3}):)?(\d{1,4}):([0-5]\d(?:\.\d+)?)$`)

// clockTime reads minutes and seconds as a clock shows them: "1:30", "1:02:03.5".
func clockTime(text string) (string, bool) {
	found := clockForm.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	plain := found[2] + "m" + found[3] + "s"
	if found[1] != "" {
		plain = found[1] + "h" + plain
	}
	return plain, true
}

var partForm = regexp.MustCompile(`^(\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d[\d.,_']*|\.\d+)(e[+-]?\d{1,2})? ?([a-zµμ]*)\.?,? ?(?:and )?(.*)$`)

// part reads a number and the name of its unit, "" where there is none.
func part(text string) (n number, name, rest string, ok bool) {
	found := partForm.FindStringSubmatch(text)
	if found == nil || ambiguousComma.MatchString(found[1]) {
		return n, "", "", false
	}
	if n, ok = mantissa(strings.TrimSuffix(found[1], ",")); !ok {
		return n, "", "", false
	}
	n.exponent, _ = strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(found[2], "e"), "+"))
	return n, found[3], found[4], true
}

// ambiguousComma is one before three digits, which people write for seconds as for
// thousands.
var ambiguousComma = regexp.MustCompile(`^[1-9]\d{0,2},\d{3}$`)

// timeUnit is a unit as Go names it, and the one of a bare number after it.
type timeUnit struct {
	name, smaller string
	hours         int64 // in one; 0: Go has a name for it
}

// write writes a number of a unit.
func (u timeUnit) write(n number) string {
	if u.hours == 0 {
		return n.plain() + u.name
	}
	days, err := strconv.ParseFloat(n.plain(), 64)
	if err != nil {
		return n.plain() + "h" // out of range however long an hour is
	}
	return strconv.FormatFloat(days*float64(u.hours), 'f', -1, 64) + "h"
}

var timeUnits = named(map[string]timeUnit{
	"ns nanosecond nanoseconds":               {name: "ns"},
	"us µs μs usec microsecond microseconds":  {name: "us", smaller: "ns"},
	"ms msec msecs milli millis milliseconds": {name: "ms", smaller: "us"},
	"millisecond":               {name: "ms", smaller: "us"},
	"s sec secs second seconds": {name: "s", smaller: "ms"},
	"m min mins minute minutes": {name: "m", smaller: "s"},
	"h hr hrs hour hours":       {name: "h", smaller: "m"},
	"d day days":                {smaller: "h", hours: 24},
})

// named takes lists of names apart.
func named(lists map[string]timeUnit) map[string]timeUnit {
	all := map[string]timeUnit{}
	for names, unit := range lists {
		for _, name := range strings.Fields(names) {
			all[name] = unit
		}
	}
	return all
}

// nameOf is the name of the unit of bare numbers.
func nameOf(unit time.Duration) string {
	if unit == time.Millisecond {
		return "ms"
	}
	return "s"
}
