package calculator

import (
	"math"
	"slices"
	"time"

	"backofflab/scenario/schedule"
)

// strata is how many draws, one from the middle of each of as many parts of [0, 1), stand for
// all: a mean over them is exact of a delay that is linear in its draw, as most are, and a bin
// of the density has a hundred of them.
const strata = 100 * Bins

// sums add up what delays of retries have in common with all before.
type sums struct {
	policy    policy
	remembers bool
	reach     *reach
	least     time.Duration // of the latest retry
	most      time.Duration
	mean      time.Duration
	delays    []time.Duration // of the latest retry, at the draws of all strata; nil where it remembers
	memories  []time.Duration // of the drawn clients, before the latest retry
	room      []time.Duration // for draws of a density
	total     Total
}

// add takes the next retry in, with the delays of the drawn clients before it.
func (s *sums) add(at schedule.Waited) {
	k := at.Retry
	s.least, s.most = s.reach.next(k)
	if whole := tidy(s.most); whole > s.most {
		s.most = whole
	}
	if s.remembers {
		s.mean = mean(at.Delays)
	} else {
		if k == 1 || s.policy.changes(k) {
			s.delays = s.policy.quantiles(k, s.delays)
		}
		s.mean = mean(s.delays)
	}
	s.mean = tidy(s.mean)
	s.total.Least = min(s.total.Least+s.least, schedule.Endless)
	s.total.Most = min(s.total.Most+s.most, schedule.Endless)
	s.total.Mean = min(s.total.Mean+s.mean, schedule.Endless)
}

// perMemory is how many delays of each client make a density where delays are remembered.
const perMemory = 8

// further are delays before retry k of the drawn clients, each with several draws from what it
// remembers: a density of one draw each would be rough.
func (s *sums) further(k int) []time.Duration {
	const golden = 0.6180339887498949 // whose multiples fall evenly
	all := s.room[:0]
	for i, memory := range s.memories {
		_, shift := math.Modf(float64(i) * golden)
		for j := range perMemory {
			d, _ := s.policy.strategy.Delay(k, memory, (float64(j)+shift)/perMemory)
			all = append(all, min(d, schedule.Endless))
		}
	}
	s.room = all
	return all
}

// changes reports whether the delays before retry k are others than those before the retry before:
// at the cap they are not, and most of a long policy is there.
func (p policy) changes(k int) bool {
	return slices.ContainsFunc([]float64{0, 0.13, 0.5, 0.77, beforeOne}, func(u float64) bool { return p.delay(k, u) != p.delay(k-1, u) })
}

// quantiles are the delays before retry k at the draws of all strata, rising. They are put where
// there is room.
func (p policy) quantiles(k int, room []time.Duration) []time.Duration {
	room = room[:0]
	if lone := p.delay(k, 0); lone == p.delay(k, beforeOne) {
		return append(room, lone)
	}
	for i := range strata {
		room = append(room, p.delay(k, (float64(i)+0.5)/strata))
	}
	if !slices.IsSorted(room) {
		slices.Sort(room)
	}
	return room
}

// row is what there is to say of retry k, the latest that was added.
func (s *sums) row(at schedule.Waited, deadline time.Duration) Row {
	sorted, spread := s.delays, s.delays
	if s.remembers {
		sorted, spread = slices.Sorted(slices.Values(at.Delays)), s.further(at.Retry)
	}
	r := Row{
		Retry: at.Retry, Least: s.least, Most: s.most, Mean: s.mean, Total: s.total,
		P5: tidy(ranked(sorted, 5)), Median: tidy(ranked(sorted, 50)), P95: tidy(ranked(sorted, 95)), P99: tidy(ranked(sorted, 99)),
		Density: densityOf(spread, s.least, s.most),
	}
	waited := slices.Sorted(slices.Values(at.Totals))
	r.Total.Median, r.Total.P95 = ranked(waited, 50), ranked(waited, 95)
	if deadline > 0 {
		inTime, _ := slices.BinarySearch(waited, deadline+1)
		r.Late = float64(len(waited)-inTime) / float64(len(waited))
	}
	return r
}

// tidy undoes what is lost because delays are whole nanoseconds and u stays below 1: what is a
// microsecond but for that is one.
func tidy(d time.Duration) time.Duration {
	if whole := d.Round(time.Microsecond); (whole - d).Abs() <= 2 {
		return whole
	}
	return d
}

// mean is that of values none of which is negative. It adds up a part of each and what that
// leaves, so that no sum is too large.
func mean(values []time.Duration) time.Duration {
	n := time.Duration(len(values))
	var whole, rest time.Duration
	for _, v := range values {
		whole += v / n
		rest += v % n
	}
	return whole + (rest+n/2)/n
}

// ranked is a percentile: between the two values that it lies between, or the lower of them
// where there is nothing between, as of delays of whole seconds.
func ranked(sorted []time.Duration, percent int) time.Duration {
	last := len(sorted) - 1
	at := float64(percent*len(sorted))/100 - 0.5
	i := min(max(int(at), 0), last)
	gap := sorted[min(i+1, last)] - sorted[i]
	if gap > (sorted[last]-sorted[0])/gapShare {
		return sorted[i]
	}
	return sorted[i] + time.Duration(min(max(at-float64(i), 0), 1)*float64(gap)+0.5)
}

// gapShare is which part of the range is too large a gap to be chance.
const gapShare = 50
