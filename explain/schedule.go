package explain

import (
	"fmt"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario/schedule"
)

// minModeShare is the least share of clients with exactly one delay that is noted.
const minModeShare = 0.1

// Schedule returns what stands out in the schedules of a policy: strategies under which all
// clients have the same delays, and delays that many have in common. The note is "" where
// there are none.
func Schedule(all []schedule.Schedule) (title, note string) {
	var alike, others []string
	last := 0
	for _, w := range all {
		last = max(last, w.Last())
		switch {
		case w.Last() == 0:
		case allAlike(w):
			alike = append(alike, w.Strategy)
		default:
			others = append(others, w.Strategy)
		}
	}
	title = "The wait before each retry"
	switch {
	case last == 0:
		return "No client retries", ""
	case len(alike) == 1:
		title = "Under " + inText(alike[0]) + " all clients wait alike"
	case len(alike) > 1 && len(others) == 0:
		title = "Under every strategy all clients wait alike"
	case len(alike) > 1:
		title = "Under " + format.Word(len(alike)) + " of " + format.Word(len(all)) + " strategies all clients wait alike"
	}
	return title, notePoints(all)
}

// allAlike reports whether no retry that is made tells the clients apart.
func allAlike(w schedule.Schedule) bool {
	for _, r := range w.Retries[:w.Last()] {
		if r.Share < 1 {
			return false
		}
	}
	return true
}

// notePoints lists the delays that many clients have in common at the last retry.
func notePoints(all []schedule.Schedule) string {
	var whole, parts []string
	for _, w := range all {
		n := w.Last()
		if n == 0 {
			continue
		}
		switch r := w.Retries[n-1]; {
		case r.Share == 1 && r.Mode == 0:
			whole = append(whole, "not at all under "+inText(w.Strategy))
		case r.Share == 1:
			whole = append(whole, fmt.Sprintf("exactly %s %s under %s", format.Briefly(r.Mode), since(w, n), inText(w.Strategy)))
		case r.Share >= minModeShare:
			parts = append(parts, fmt.Sprintf("At retry %s, %s wait exactly %s under %s.",
				format.Name(n), format.WholePercent(r.Share), format.Briefly(r.Mode), inText(w.Strategy)))
		}
	}
	if len(whole) > 0 {
		parts = append([]string{"All clients wait " + format.List(whole) + "."}, parts...)
	}
	return strings.Join(parts, " ")
}

// since says from where on to retry n all clients wait what they do at retry n.
func since(w schedule.Schedule, n int) string {
	first := n
	for first > 1 && w.Retries[first-2].Share == 1 && w.Retries[first-2].Mode == w.Retries[n-1].Mode {
		first--
	}
	switch first {
	case 1:
		return "at every retry"
	case n:
		return "at retry " + format.Name(n)
	}
	return "from retry " + format.Name(first) + " on"
}
