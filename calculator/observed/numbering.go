package observed

import (
	"fmt"

	"backofflab/internal/format"
)

// numbering says which retry the numbers of a text mean.
type numbering struct {
	role        role // other: nothing is counted
	least, most int  // numbers in the text
	shift       int  // retry = number + shift, but of what is left
	first       bool // the least number is the first attempt, before which nothing is waited
}

// numberingOf finds out which retry numbers mean: from what they are called, and from the
// smallest.
func (r *reader) numberingOf(events []event, delays bool) numbering {
	own := numbered(events, delays)
	n := numbering{role: mostCounted(own)}
	line, lines := 0, 0
	for _, e := range own {
		if e.counter.role != n.role {
			continue
		}
		if lines++; lines == 1 {
			line, n.least, n.most = e.line, e.counter.n, e.counter.n
		}
		n.least, n.most = min(n.least, e.counter.n), max(n.most, e.counter.n)
	}
	switch {
	case n.role == other:
		return n
	case n.least == n.most && n.least > 2 && lines > 1:
		r.notes.add(line, "The number of the attempt or retry is %s throughout, so nothing is counted by it.", format.Count(n.least))
		return numbering{}
	}
	n.first = delays && n.countsFirst() && firstWaitsNothing(own, n)
	n.shift = n.shiftOf(delays)
	r.notes.add(line, "%s", n.says(delays))
	return n
}

// numbered are the events with numbers: those with delays alone where such have them.
func numbered(events []event, delays bool) []*event {
	var all, own []*event
	for i := range events {
		e := &events[i]
		if e.counter.role == other {
			continue
		}
		all = append(all, e)
		if e.delayed {
			own = append(own, e)
		}
	}
	if delays && len(own) > 0 {
		return own
	}
	return all
}

// mostCounted is what most numbers count.
func mostCounted(events []*event) role {
	votes := map[role]int{}
	for _, e := range events {
		votes[e.counter.role]++
	}
	best := other
	for _, role := range []role{ofAttempt, ofRetry, ofLeft} {
		if votes[role] > votes[best] {
			best = role
		}
	}
	return best
}

// countsFirst reports whether the least number may be that of the first attempt.
func (n numbering) countsFirst() bool {
	return n.role == ofAttempt && n.least < 2 || n.role == ofRetry && n.least == 0
}

// firstWaitsNothing reports whether all delays of the least number are 0, and not all others.
func firstWaitsNothing(events []*event, n numbering) bool {
	zero, waits := 0, false
	for _, e := range events {
		if !e.delayed || e.counter.role != n.role {
			continue
		}
		if e.counter.n > n.least {
			waits = waits || e.delay.amount > 0
			continue
		}
		if e.delay.amount != 0 {
			return false
		}
		zero++
	}
	return zero > 0 && waits
}

func (n numbering) shiftOf(delays bool) int {
	switch {
	case n.role == ofRetry && n.least == 0 && delays && !n.first:
		return 1
	case n.role == ofAttempt && n.least == 0 && delays && !n.first:
		return 1
	case n.role == ofAttempt && n.least == 1 && (!delays || n.first), n.role == ofAttempt && n.least > 1:
		return -1
	}
	return 0
}

// retry is the retry that a number means.
func (n numbering) retry(number int) int {
	if n.role == ofLeft {
		return n.most - number + 1
	}
	return number + n.shift
}

// back reports whether a number that follows another begins a new request.
func (n numbering) back(before, number int) bool {
	if n.role == ofLeft {
		return number > before
	}
	return number < before
}

// says tells which number means which retry.
func (n numbering) says(delays bool) string {
	if n.role == ofLeft {
		return fmt.Sprintf("The text says how many retries are left: where it is %s, the most, it is retry 1.", format.Count(n.most))
	}
	what := "Retries"
	if n.role == ofAttempt {
		what = "Attempts"
	}
	from := format.Count(n.least)
	if n.first {
		from += ", the first attempt, before which nothing is waited"
	}
	number := max(n.least, 1-n.shift)
	meant := "number %s is retry %s."
	if delays {
		meant = "the delay of number %s is that before retry %s."
	}
	return fmt.Sprintf("%s are counted from %s: "+meant, what, from, format.Count(number), format.Count(n.retry(number)))
}
