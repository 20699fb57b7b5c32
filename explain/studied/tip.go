package studied

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"backofflab/experiment/tipping"
	"backofflab/internal/format"
)

// Tip are the sentences about where one fleet tips. One that has nothing to say is "".
type Tip struct {
	Tips     string // from where on it does not come back from the trigger
	Alone    string // from where on it tips without any
	Recovers string // below which it recovers from a collapse
	Both     string // where it stays as it is: well or collapsed
	Held     string // what passes there in either state
}

// Tipped writes what is known of a fleet, or is known so far. The intervals are those of 95 %.
func Tipped(s tipping.Search, f tipping.Fleet) Tip {
	t := Tip{Tips: threshold(s, f.Tips, tipsWords(s))}
	if f.Tips.Answer == tipping.Failed {
		return t
	}
	if s.Trigger != tipping.None {
		t.Alone = threshold(s, f.Alone, aloneWords(s))
	}
	t.Recovers = recovers(s, f)
	if low, high, ok := Both(s, f); ok {
		t.Both = fmt.Sprintf("From %s to %s it stays as it is: well where it was well, collapsed where it was collapsed.", Turned(s.Of, low), Turned(s.Of, high))
		t.Held = held(s, f, low, high)
	} else if f.Recovers.Known() && f.Alone.Known() {
		t.Both = "It recovers about where it tips: no " + what(s.Of) + " is known at which it is well or collapsed, as it was before."
	}
	return t
}

// wording are the sentences about one threshold: %s is its value, or an end of the range.
type wording struct{ found, blurred, never, always, sought string }

func tipsWords(s tipping.Search) wording {
	if s.Of.Long() {
		n := lasting[s.Of]
		return wording{
			"Does not come back from " + n + " %s or longer (%s to %s).",
			"Comes back from " + n + " %s, and does not from one of %s; in between it does or does not, as luck has it.",
			"Comes back from any " + short(n) + " up to %s.",
			"Does not come back even from " + n + " %s.",
			"Looking for the longest " + short(n) + " that it comes back from",
		}
	}
	if s.Trigger == tipping.None {
		return aloneWords(s)
	}
	return wording{
		"Does not come back from the trigger from %s on (%s to %s).",
		"Comes back from the trigger up to %s, and does not from %s on; in between it does or does not, as luck has it.",
		"Comes back from the trigger at any " + what(s.Of) + " up to %s.",
		"Does not come back from the trigger at any " + what(s.Of) + " from %s on.",
		"Looking for where it does not come back from the trigger",
	}
}

func aloneWords(s tipping.Search) wording {
	return wording{
		"Tips without any trigger from %s on (%s to %s).",
		"Is well without a trigger up to %s, and tips without one from %s on; in between it does or does not, as luck has it.",
		"Never tips without a trigger up to %s.",
		"Tips without any trigger at any " + what(s.Of) + " from %s on.",
		"Looking for where it tips without any trigger",
	}
}

// threshold is the sentence of an answer; "" where there is nothing to look for.
func threshold(s tipping.Search, t tipping.Threshold, w wording) string {
	at := func(x float64) string { return Turned(s.Of, x) }
	switch t.Answer {
	case tipping.Found:
		return fmt.Sprintf(w.found, at(t.At), at(t.Low), at(t.High))
	case tipping.Blurred:
		return fmt.Sprintf(w.blurred, at(t.Low), at(t.High))
	case tipping.Never:
		return fmt.Sprintf(w.never, at(highest(s, t))) + beyond(t)
	case tipping.Always:
		return fmt.Sprintf(w.always, at(s.Of.At(s.Low)))
	case tipping.Sought:
		return w.sought + ": " + format.Plural(t.Runs, "run") + " so far."
	case tipping.Failed:
		return "Its runs cannot be simulated. " + t.Reason
	}
	return ""
}

// highest is up to where runs never tip: the end of the range, or of what can be simulated.
func highest(s tipping.Search, t tipping.Threshold) float64 {
	if t.Tried > 0 {
		return t.Tried
	}
	return s.Of.At(s.High)
}

// beyond says why it was not looked higher.
func beyond(t tipping.Threshold) string {
	if t.Tried == 0 {
		return ""
	}
	return " What lies above cannot be simulated. " + t.Reason
}

func recovers(s tipping.Search, f tipping.Fleet) string {
	t := f.Recovers
	if t.Answer == tipping.Never {
		return fmt.Sprintf("Once collapsed it recovers at any %s up to %s, where it tips.", what(s.Of), Turned(s.Of, f.Tips.High))
	}
	return threshold(s, t, wording{
		"Once collapsed it recovers below %s (%s to %s).",
		"Once collapsed it recovers below %s, and stays so from %s on; in between it does or does not, as luck has it.",
		"",
		"Once collapsed it does not recover at any " + what(s.Of) + " from %s on.",
		"Looking for where it recovers from a collapse",
	})
}

// Both is the range in which a fleet is well or collapsed, as it was before; ok is false where
// there is none, or none is known.
func Both(s tipping.Search, f tipping.Fleet) (low, high float64, ok bool) {
	least, most := 0.0, 0.0 // of what the intervals leave open
	switch f.Recovers.Answer {
	case tipping.Found, tipping.Blurred:
		low, least = f.Recovers.At, f.Recovers.High
	case tipping.Always:
		low = s.Of.At(s.Low)
		least = low
	default:
		return 0, 0, false
	}
	switch f.Alone.Answer {
	case tipping.Found, tipping.Blurred:
		high, most = f.Alone.At, f.Alone.Low
	case tipping.Never:
		high = highest(s, f.Alone)
		most = high
	default:
		return 0, 0, false
	}
	return low, high, least < most
}

// held is what passes in either state where both are, nearest to what the scenario has.
func held(s tipping.Search, f tipping.Fleet, low, high float64) string {
	best, off := -1, math.Inf(1)
	for i, p := range f.Loop {
		there := p.At > low && p.At < high && p.Up.Runs > 0 && p.Down.Runs > 0 && p.Up.Tipped == 0 && p.Down.Tipped == p.Down.Runs
		if d := math.Abs(p.At - s.Own()); there && d < off {
			best, off = i, d
		}
	}
	if best < 0 {
		return ""
	}
	p := f.Loop[best]
	return fmt.Sprintf("At %s, %s attempts/s come and %s requests/s succeed where it is well; collapsed, %s and %s.", Turned(s.Of, p.At),
		format.Rate(p.Up.Attempts.Mean), format.Rate(p.Up.Goodput.Mean), format.Rate(p.Down.Attempts.Mean), format.Rate(p.Down.Goodput.Mean))
}

// lasting names triggers by their length.
var lasting = map[tipping.Of]string{
	tipping.Outage: "an outage of", tipping.Brownout: "a brownout of", tipping.Spike: "a spike of",
	tipping.Failures: "a time of failures of", tipping.Crash: "a restart of",
}

// short is a name without the words around it: "outage".
func short(n string) string {
	for i := range n {
		if n[i] == ' ' {
			return n[i+1 : len(n)-len(" of")]
		}
	}
	return n
}

// TurnedUp is what is turned up, in a sentence: "the load", "the length of an outage".
func TurnedUp(of tipping.Of) string {
	if of.Long() {
		return "the length of " + strings.TrimSuffix(lasting[of], " of")
	}
	return "the " + what(of)
}

func what(of tipping.Of) string {
	if of == tipping.Service {
		return "service time"
	}
	return "load"
}

// Turned is a value of what is turned up, to three digits: "231/s", "12.3 s".
func Turned(of tipping.Of, x float64) string {
	if of == tipping.Load {
		return format.PerTime(x)
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	return format.Span(duration(short))
}
