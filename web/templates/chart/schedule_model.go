package chart

import (
	"slices"
	"time"
)

// Schedule is the backoff delay before each retry, under each strategy. It follows from
// the scenario alone.
type Schedule struct {
	Within     string // begins the ids of its elements on a page that has several runs
	Query      string // canonical query of the link, without the question mark
	Title      string // what stands out, or neutral
	Note       string // delays that many clients have in common; "" where there are none
	Retries    int    // how many are drawn
	Clients    int    // number of clients whose delays were drawn
	Deadline   bool   // the policy has one
	RetryAfter bool   // Retry-After may replace these delays
	Panels     []SchedulePanel
}

// SchedulePanel is one strategy's delays.
type SchedulePanel struct {
	Strategy Strategy
	Caption  Caption
	Cap      time.Duration // that the strategy reaches sooner or later; 0: none
	OwnCap   bool          // a library's
	CutAt    int           // the first retry that most clients are too late for, or at least some; 0: none
	Cut      string        // their share, "83 %"
	Retries  []Delay       // those that any client makes, and that are drawn
	Later    []Delay       // some of those after them, for the table
	InAll    InAll
}

// InAll are the sums of all delays of a client, up to the last retry that any makes.
type InAll struct {
	Retries        int
	Mean, Min, Max time.Duration
}

// Delay are the delays before one retry.
type Delay struct {
	Retry                     int
	Min, P5, Median, P95, Max time.Duration
	Mode                      time.Duration // what Share of the clients wait exactly
	Share                     float64       // 0: no two wait alike
	Total                     time.Duration // the median of all delays up to this one
}

// scale is the scale of the delays, in milliseconds: from 0 to a tick above the largest
// 95th percentile. Where a few strategies, such as those without a cap, would press the
// others to the floor, it holds the others; see beyond.
func (s Schedule) scale() Scale {
	var tops []time.Duration
	for _, p := range s.Panels {
		tops = append(tops, p.top())
	}
	slices.Sort(tops)
	n := len(tops)
	for i := n - 1; 2*i > n; i-- { // the others are more than half
		if tops[i-1] > 0 && tops[i] > towers*tops[i-1] {
			n = i
		}
	}
	if n == 0 {
		return delayScale(0)
	}
	return delayScale(tops[n-1])
}

// towers is how many times as long as those of others delays are that leave the scale.
const towers = 4

// top is the largest 95th percentile of a panel.
func (p SchedulePanel) top() (most time.Duration) {
	for _, r := range p.Retries {
		most = max(most, r.P95)
	}
	return most
}

// most is the longest delay on the scale.
func (s Schedule) most() time.Duration {
	return time.Duration(s.scale().Max * float64(time.Millisecond))
}

// beyond says of a panel whose delays leave the scale how long they become; "" of others.
func (s Schedule) beyond(p SchedulePanel) string {
	if p.top() <= s.most() {
		return ""
	}
	return "up to " + withUnit(p.top()) + " ↑"
}

// within are the retries of a panel as far as the scale holds them.
func (s Schedule) within(p SchedulePanel) []Delay {
	most := s.most()
	seen := slices.Clone(p.Retries)
	for i, r := range seen {
		seen[i].Min, seen[i].P5, seen[i].P95, seen[i].Max = min(r.Min, most), min(r.P5, most), min(r.P95, most), min(r.Max, most)
		if r.Mode > most {
			seen[i].Share = 0
		}
	}
	return seen
}
