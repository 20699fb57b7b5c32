package tree

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// value is what a literal, or a calculation with literals, comes to.
type value struct {
	number   float64 // seconds of a duration
	duration bool
}

// Number returns the number that the node comes to, and false where it is no literal number
// and no calculation with such.
func (n *Node) Number() (float64, bool) {
	v, ok := n.value()
	return v.number, ok && !v.duration
}

// Whole is Number for whole numbers.
func (n *Node) Whole() (int, bool) {
	x, ok := n.Number()
	return int(x), ok && x == math.Trunc(x) && math.Abs(x) < 1<<31
}

// Duration returns the duration that the node comes to; a bare number counts units. It is
// false where it is none, or below 0, or longer than there can be.
func (n *Node) Duration(unit time.Duration) (time.Duration, bool) {
	v, ok := n.value()
	seconds := v.number
	if ok && !v.duration {
		seconds *= unit.Seconds()
	}
	if !ok || !(seconds >= 0) || seconds > float64(math.MaxInt64)/1e9 {
		return 0, false
	}
	return time.Duration(math.Round(seconds * 1e9)), true
}

// Yes reports whether the node says true; ok is false where it says neither.
func (n *Node) Yes() (yes, ok bool) {
	if n == nil || n.Kind != Scalar {
		return false, false
	}
	text := n.Text
	if standard, ok := n.Filled(); ok {
		text = standard
	}
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

func (n *Node) value() (value, bool) {
	switch {
	case n == nil:
		return value{}, false
	case n.Kind == Scalar:
		if text, ok := n.Filled(); ok {
			return scalar(text)
		}
		return scalar(n.Text)
	case n.Kind == Op && len(n.Kids) == 2 && n.Text == "|":
		return n.Kids[1].fallback(n.Kids[0])
	case n.Kind == Op && len(n.Kids) == 2:
		return calculate(n)
	case n.Kind == Call:
		return ofCall(n)
	case n.Kind == Map && len(n.Kids) > 0:
		return ofMap(n)
	}
	return value{}, false
}

// ofMap reads {seconds: 2, nanos: 500000000}, as messages of Protocol Buffers have durations.
func ofMap(n *Node) (value, bool) {
	total := 0.0
	for _, kid := range n.Kids {
		x, ok := kid.Number()
		switch {
		case ok && kid.Name == "seconds":
			total += x
		case ok && kid.Name == "nanos":
			total += x / 1e9
		default:
			return value{}, false
		}
	}
	return value{total, true}, true
}

// fallback is the value of a default, of what may be given by something that is no literal: a
// variable of the environment.
func (n *Node) fallback(given *Node) (value, bool) {
	if v, ok := given.value(); ok {
		return v, v.number != 0 // 0 || 3 is another thing than 0 ?? 3
	}
	return n.value()
}

// Default is the name of the variable or the parameter whose default the node's value is; ""
// where the value is the text's own.
func (n *Node) Default() (name string) {
	n.Walk(func(n *Node) bool {
		switch {
		case name != "":
		case n.Otherwise != "":
			name = n.Otherwise
		case n.Kind == Op && n.Text == "|" && len(n.Kids) == 2:
			if _, ok := n.Kids[0].value(); !ok {
				name = n.Kids[0].String()
			}
		case n.looksUp():
			name = n.Kids[0].Text
		}
		return name == ""
	})
	return name
}

// looksUp reports whether a call asks the environment, with a default.
func (n *Node) looksUp() bool {
	return n.Kind == Call && len(n.Kids) == 2 && n.Kids[0].Quoted && (n.Calls("getenv") || strings.HasSuffix(n.Text, "environ.get") || n.Text == "env.int" || n.Text == "env.float")
}

func calculate(n *Node) (value, bool) {
	a, ok := n.Kids[0].value()
	b, also := n.Kids[1].value()
	if !ok || !also {
		return value{}, false
	}
	v := value{duration: a.duration || b.duration}
	switch n.Text {
	case "*":
		v.number = a.number * b.number
	case "/":
		v.number, v.duration = a.number/b.number, a.duration && !b.duration
	case "+":
		v.number = a.number + b.number
	case "-":
		v.number = a.number - b.number
	case "<<":
		v.number = a.number * math.Pow(2, b.number)
	case "**":
		v.number = math.Pow(a.number, b.number)
	default:
		return value{}, false
	}
	return v, !math.IsNaN(v.number) && !math.IsInf(v.number, 0)
}

// unitNames are how languages and files call units, without case, "time." and plural s.
var unitNames = map[string]float64{
	"ns": 1e-9, "nanosecond": 1e-9, "nano": 1e-9, "us": 1e-6, "µs": 1e-6, "microsecond": 1e-6, "micro": 1e-6,
	"ms": 1e-3, "msec": 1e-3, "milli": 1e-3, "millisecond": 1e-3, "s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60,
	"h": 3600, "hr": 3600, "hour": 3600, "d": 86400, "day": 86400,
}

func unit(name string) (float64, bool) {
	name = strings.ToLower(name)
	if seconds, ok := unitNames[name]; ok {
		return seconds, true
	}
	seconds, ok := unitNames[strings.TrimSuffix(name, "s")]
	return seconds, ok
}

var (
	measured = regexp.MustCompile(`([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*([A-Za-zµ]+)`)
	suffix   = regexp.MustCompile(`(?i)^(-?[0-9_]*\.?[0-9_]+(?:e[-+]?[0-9]+)?)(?:[fldmu]|ul|u32|u64|usize|f32|f64)?$`)
)

// scalar reads 4, 1_000, 0.5f, 100ms, 1m30s, PT0.5S and time.Second.
func scalar(text string) (value, bool) {
	text = strings.TrimSpace(text)
	if found := suffix.FindStringSubmatch(text); found != nil && !strings.HasSuffix(strings.ToLower(text), "m") && !strings.HasSuffix(strings.ToLower(text), "d") {
		x, err := strconv.ParseFloat(strings.ReplaceAll(found[1], "_", ""), 64)
		return value{number: x}, err == nil
	}
	if dot := strings.LastIndexAny(text, ".:"); dot > 0 && !strings.ContainsAny(text, "0123456789") {
		if strings.EqualFold(text[dot+1:], "zero") {
			return value{0, true}, true // Duration.ZERO, TimeSpan.Zero
		}
		seconds, ok := unit(text[dot+1:]) // time.Second, TimeUnit.SECONDS
		return value{seconds, true}, ok
	}
	text = strings.TrimPrefix(strings.ToLower(text), "pt")
	total := 0.0
	rest := measured.ReplaceAllStringFunc(text, func(part string) string {
		found := measured.FindStringSubmatch(part)
		x, err := strconv.ParseFloat(found[1], 64)
		seconds, ok := unit(found[2])
		if err != nil || !ok {
			return part
		}
		total += x * seconds
		return ""
	})
	return value{total, true}, strings.TrimSpace(rest) == "" && text != "" && !math.IsInf(total, 0)
}

// fromUnits finds the unit in Duration.ofMillis, TimeSpan.FromSeconds, from_millis, Seconds.
var fromUnits = regexp.MustCompile(`(?i)(?:^|of|from_?)(nano|micro|milli|second|sec|minute|min|hour|day)s?(?:econds)?(?:_f32|_f64)?$`)

// ofCall reads Duration.ofSeconds(5), TimeSpan.FromSeconds(5), time.Duration(5), 5.seconds and
// timedelta(seconds=5).
func ofCall(n *Node) (value, bool) {
	callee := n.Callee()
	if n.looksUp() {
		return n.Kids[1].value()
	}
	if callee == "parseInt" && len(n.Kids) == 2 { // with its base
		return n.Kids[0].value()
	}
	if seconds, ok := unit(callee); ok && n.Of != nil && len(n.Kids) == 0 { // 5.minutes
		v, number := n.Of.value()
		return value{v.number * seconds, true}, number && !v.duration
	}
	if found := fromUnits.FindStringSubmatch(callee); found != nil && len(n.Kids) == 1 {
		v, ok := n.Kids[0].value()
		seconds, known := unit(found[1])
		return value{v.number * seconds, true}, ok && known && !v.duration
	}
	switch callee {
	case "parse": // Duration.parse("PT5S")
		if len(n.Kids) == 1 && n.Kids[0].Quoted {
			return n.Kids[0].value()
		}
	case "Duration", "int", "float", "float64", "float32", "int64", "uint64", "uint", "uint32", "int32", "Number", "parseInt", "parseFloat", "uint8":
		if len(n.Kids) == 1 {
			return n.Kids[0].value()
		}
	case "of": // Duration.of(5, ChronoUnit.SECONDS)
		if len(n.Kids) == 2 {
			a, ok := n.Kids[0].value()
			b, also := n.Kids[1].value()
			return value{a.number * b.number, true}, ok && also && b.duration
		}
	case "timedelta", "from":
		total := 0.0
		for _, kid := range n.Kids {
			x, ok := kid.value()
			seconds, known := unit(kid.Name)
			if !ok || !known {
				return value{}, false
			}
			total += x.number * seconds
		}
		return value{total, true}, len(n.Kids) > 0
	}
	return value{}, false
}
