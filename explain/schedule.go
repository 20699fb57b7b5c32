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
		if w.Other != nil && w.Made > 0 && w.Retries[0].Median != w.Other.Retries[0].Median { // they are where retry 1 goes out at once
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

// inWordsDelays says of the delays what the names of the strategies do not, where it is the
// same for all whom it concerns.
func inWordsDelays(s scenario.Scenario) (sentences []string) {
	var lists, floors, firsts []string
	for _, fleet := range s.Strategies {
		parts, _ := scenario.Shares(fleet)
		for _, part := range parts {
			for _, l := range scenario.Layers(part.Strategy) {
				own := s.For(l.Key())
				switch l.Strategy {
				case "list":
					lists = append(lists, inWordsList(own))
				case "full":
					floors = append(floors, inWordsFloor(own))
				}
				firsts = append(firsts, inWordsFirstRetry(own))
			}
		}
	}
	for _, said := range [][]string{lists, floors, firsts} {
		if said = slices.Compact(said); len(said) == 1 && said[0] != "" {
			sentences = append(sentences, said[0])
		}
	}
	return sentences
}

func inWordsList(s scenario.Scenario) string {
	spans := make([]string, len(s.Delays))
	for i, d := range s.Delays {
		spans[i] = format.Span(d)
	}
	then := ", the last again and again"
	switch {
	case s.DelaysThen == scenario.DelaysEnd:
		then = " and gives up after that"
	case len(spans) == 1:
		then = ", again and again"
	}
	return "A delay list waits " + strings.Join(spans, ", ") + then
}

func inWordsFloor(s scenario.Scenario) string {
	if s.Floor == 0 {
		return ""
	}
	return "Full jitter draws no less than " + format.Span(s.Floor) + ""
}

func inWordsFirstRetry(s scenario.Scenario) string {
	if s.FirstRetry != scenario.FirstAtOnce {
		return ""
	}
	return "The first retry goes out at once"
}
