package observed

import (
	"strings"
)

// token is a word, a number or a mark of a line.
type token struct {
	text     string // in small letters
	from, to int
}

// mostTokens is how many words of a line are looked at.
const mostTokens = 400

// reach is how many tokens may stand between a word of waiting and the delay.
const reach = 24

// waits are words after which a sentence says how long.
var waits = set("retry retrying retries retried wait waiting waited waits sleep sleeping slept sleeps backoff backing delay delaying delayed delays pause pausing reconnect reconnecting restart restarting resend resending requeue requeueing requeuing reschedule rescheduling rescheduled again next back")

// hinges are words and marks that stand before the delay.
var hinges = set("in for after of is = : about approximately another around")

// finished are words after which "in 2 s" says how long something took.
var finished = set("fail failed failing fails failure took completed complete finished finish succeeded elapsed out timeout returned responded done answered received ended closed expired errored aborted ran running")

// endings are words of a line that says that a request succeeded.
var endings = set("succeeded success successful successfully recovered")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(words) {
		m[word] = true
	}
	return m
}

// tokens takes a line apart, into a list that is empty.
func tokens(line string, list []token) []token {
	lower := line
	for i := 0; i < len(line); i++ {
		if line[i] >= 'A' && line[i] <= 'Z' {
			lower = strings.ToLower(line)
			if len(lower) != len(line) { // some letters change their size
				lower = line
			}
			break
		}
	}
	for i := 0; i < len(line) && len(list) < mostTokens; {
		from := i
		switch b := lower[i]; {
		case b == ' ' || b == '\t':
			i++
			continue
		case b >= '0' && b <= '9':
			i += digits(lower[i:])
		case letter(b):
			for i < len(lower) && letter(lower[i]) {
				i++
			}
		default:
			i++
		}
		list = append(list, token{lower[from:i], from, i})
	}
	return list
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' || b == '_' || b >= 0x80 }

// read takes what a sentence says: the delay, the number of the attempt, a name, the end.
func (e *event) read(line string) {
	var room [48]token // most lines have no more
	list := tokens(line, room[:0])
	for i, t := range list {
		switch {
		case waits[t.text] && !e.delayed:
			e.about = true
			e.readDelay(line, list, i)
		case t.text == "exhausted" || t.text == "aborting" || t.text == "up" && i > 0 && (list[i-1].text == "giving" || list[i-1].text == "gave" || list[i-1].text == "given"):
			e.quit, e.ends = true, true
		case endings[t.text]:
			e.ends = true
		case t.text == "http" && answered(list[i:]):
			e.ends = true
		}
		e.readCounter(list, i)
	}
	e.readKeys(line)
	e.readUUID(line)
	e.readAccess(line)
}

// readDelay looks behind a word of waiting for the delay.
func (e *event) readDelay(line string, list []token, i int) {
	if i+2 < len(list) && list[i+1].text == "-" && list[i+2].text == "after" {
		return // Retry-After: what the service asks for
	}
	for k := i + 1; k < len(list) && k <= i+reach; k++ {
		before := list[k-1].text
		if !hinges[before] && !(waits[before] && before != "next" && before != "retry" && before != "retries") && before != "~" && before != "off" && before != "(" {
			continue
		}
		if hinges[before] && k >= 2 && finished[list[k-2].text] {
			continue
		}
		m, n, why := scanMeasure(line[list[k].from:], loose)
		if n == 0 || why != "" || list[k].text == "<" {
			continue
		}
		if m.unit == 0 && !bareDelay(list, k, n, before) || m.clock && before == ":" {
			continue
		}
		e.delay, e.delayed = m, true
		return
	}
}

// bareDelay reports whether a number without a unit is a delay: behind "sleeping for", or "delay
// of:", but not in "retry: 3" or "in 3 attempts".
func bareDelay(list []token, k, n int, before string) bool {
	end := list[k].from + n
	next := k
	for next < len(list) && list[next].from < end {
		next++
	}
	if next < len(list) && (list[next].from == end && letter(list[next].text[0]) || counted[list[next].text] != other || list[next].text == "/" || list[next].text == ":") {
		return false
	}
	for i := k - 1; i >= 0 && i >= k-4; i-- {
		switch list[i].text {
		case "sleep", "sleeping", "slept", "wait", "waiting", "waited", "backoff", "delay", "delaying", "sleeps":
			return true
		case "off":
			return true
		}
	}
	return before == "in" || before == "after"
}

// answered reports whether tokens are HTTP/1.1 200, with or without quotes.
func answered(list []token) bool {
	for i := 1; i < len(list) && i < 8; i++ {
		if n := list[i].text; len(n) == 3 && digits(n) == 3 {
			return n[0] == '2' || n[0] == '3'
		}
	}
	return false
}
