package observed

// counted are what retries and attempts are called.
var counted = map[string]role{
	"attempt": ofAttempt, "attempts": ofAttempt, "try": ofAttempt, "tries": ofAttempt, "time": ofAttempt,
	"retry": ofRetry, "retries": ofRetry, "retrying": ofRetry, "restart": ofRetry, "reconnect": ofRetry,
}

// fillers stand between such a word and its number.
var fillers = set("# = : ( ' \" [ no nr number count counter is at . ,")

// readCounter reads the number behind or before the i-th token, if that is about attempts:
// attempt 2 of 5, retry #3, try: 2, 2nd attempt, 3 retries left, (4 left).
func (e *event) readCounter(list []token, i int) {
	if e.counter.role == ofLeft {
		return
	}
	t := list[i]
	if t.text == "left" || t.text == "remaining" {
		if n, ok := before(list, i); ok {
			e.counter, e.about = counter{ofLeft, n}, true
		}
		return
	}
	r, ok := counted[t.text]
	if !ok || e.counter.role != other {
		return
	}
	if i >= 2 && ordinal(list[i-2], list[i-1]) {
		e.counter, e.about = counter{r, atoi(list[i-2].text)}, true
		return
	}
	if t.text == "time" || i > 0 && (list[i-1].text == "max" || list[i-1].text == "maximum" || list[i-1].text == "total" || list[i-1].text == "after") {
		return
	}
	k := i + 1
	for k < len(list) && k < i+5 && fillers[list[k].text] {
		k++
	}
	if k == len(list) || !plainNumber(list[k]) || attached(list[k:]) {
		return
	}
	if k+1 < len(list) && list[k+1].text == "left" {
		r = ofLeft
	}
	e.counter, e.about = counter{r, atoi(list[k].text)}, true
}

// before is the number before "left" or "retries left".
func before(list []token, i int) (int, bool) {
	k := i - 1
	if k >= 0 && (counted[list[k].text] != other || list[k].text == "more") {
		k--
	}
	if k < 0 || !plainNumber(list[k]) {
		return 0, false
	}
	return atoi(list[k].text), true
}

// ordinal reports whether two tokens are 1st, 2nd and so on.
func ordinal(n, suffix token) bool {
	if !plainNumber(n) || n.to != suffix.from {
		return false
	}
	switch suffix.text {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

// plainNumber reports whether a token is a number of an attempt: whole, and not too long.
func plainNumber(t token) bool {
	return t.text != "" && len(t.text) <= 6 && digits(t.text) == len(t.text)
}

// attached reports whether the number that tokens begin with goes on: with decimals or a unit.
func attached(list []token) bool {
	if len(list) < 2 {
		return false
	}
	n, next := list[0], list[1]
	if _, ok := unitNamed(next.text); ok && next.from-n.to <= 1 {
		return true
	}
	switch {
	case next.from != n.to:
		return false
	case next.text == "." || next.text == ":":
		return len(list) > 2 && list[2].from == next.to && digits(list[2].text) > 0
	}
	return letter(next.text[0]) || next.text == "-"
}
