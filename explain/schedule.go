package explain

import (
	"fmt"
	"slices"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// minModeShare is the least share of clients with exactly one delay that is noted.
const minModeShare = 0.1

// Schedule returns what stands out in the schedules of a policy: how the delays grow and with
// which strategies all clients have the same, and delays that many have in common. The note
// is "" where there are none.
func Schedule(s scenario.Scenario, all []schedule.Schedule) (title, note string) {
	if !slices.ContainsFunc(all, func(w schedule.Schedule) bool { return w.Made > 0 }) {
		return waitsLine(s, all), ""
	}
	return waitsLine(s, all), notePoints(all)
}

// allAlike reports whether no retry that is made tells the clients apart.
func allAlike(w schedule.Schedule) bool {
	for _, r := range w.Picture() {
		if r.Share < 1 {
			return false
		}
	}
	return true
}

// notePoints lists the delays that many clients have in common at the last retry that
// pictures show.
func notePoints(all []schedule.Schedule) string {
	var whole, parts, notes []string
	for _, w := range all {
		n := len(w.Picture())
		if n == 0 {
			continue
		}
		switch r := w.Retries[n-1]; {
		case w.Strategy == "immediate":
			notes = append(notes, "Immediate retries do not wait at all.")
		case r.Share == 1:
			whole = append(whole, fmt.Sprintf("exactly %s %s %s", format.Briefly(r.Mode), since(w, n), withFleets(w.Strategy)))
		case r.Share >= minModeShare:
			parts = append(parts, fmt.Sprintf("At retry %s, %s of the clients wait exactly %s %s.",
				format.Name(n), format.WholePercent(r.Share), format.Briefly(r.Mode), withFleets(w.Strategy)))
		}
	}
	if len(whole) > 0 {
		notes = append(notes, "All clients wait "+format.List(whole)+".")
	}
	notes = append(notes, parts...)
	for _, w := range all {
		if w.Other != nil && w.Made > 0 {
			notes = append(notes, noteOther(w))
		}
	}
	return strings.Join(notes, " ")
}

// noteOther says which of its two schedules is shown of a library that treats rejections
// apart, and how far the other is from it.
func noteOther(w schedule.Schedule) string {
	shown, other := "failures that are no rejections", "a rejection"
	if w.AfterRejection {
		shown, other = "rejections", "any other failure"
	}
	return fmt.Sprintf("Shown %s are the delays after %s: the median is %s before retry 1, and after %s it is %s.",
		withFleets(w.Strategy), shown, format.Briefly(w.Retries[0].Median), other, format.Briefly(w.Other.Retries[0].Median))
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
