package fit

// Alarm is the share of right strategies that may be ruled out: a strategy fits where p is
// at least this.
const Alarm = 0.05

// How the three tests share it: each may raise its share of the alarms. All draws together
// see what is wrong in general, and have the largest.
const (
	shareAll     = 0.6
	shareRetries = 0.2
	sharePairs   = 0.2
)

// lastRetry is from where on retries are one group.
const lastRetry = 12

// judge is the p of draws that should be uniform and independent: the probability of draws as
// odd as these, or odder. It is the least p of three tests, each divided by its share (the
// inequality of Bonferroni), so it is below [Alarm] at most as often as it should be:
//
//   - the draws together;
//   - those of each retry, which cancel out above where one retry is too early and another
//     too late; their p's are combined;
//   - how far each is from the one before it, modulo 1, which is uniform and independent
//     again where the draws are, and near 0 or 1 where a client that waits long once does so again.
func judge(draws []draw) float64 {
	if len(draws) == 0 {
		return 1 // all was certain
	}
	least, shares := 1.0, 0.0
	test := func(p, share float64) {
		shares += share
		least = min(least, p/share)
	}
	test(uniform(us(draws)), shareAll)
	if groups := byRetry(draws); len(groups) > 1 {
		ps := make([]float64, len(groups))
		for i, g := range groups {
			ps[i] = uniform(g)
		}
		test(combined(ps), shareRetries)
	}
	if pairs := differences(draws); len(pairs) > 0 {
		test(uniform(pairs), sharePairs)
	}
	return min(1, least*shares)
}

func uniform(draws []float64) float64 { return pAndersonDarling(len(draws), andersonDarling(draws)) }

func us(draws []draw) []float64 {
	all := make([]float64, len(draws))
	for i, d := range draws {
		all[i] = d.u
	}
	return all
}

// byRetry are the draws of each retry that has any.
func byRetry(draws []draw) [][]float64 {
	var of [lastRetry][]float64
	for _, d := range draws {
		k := min(d.retry, lastRetry) - 1
		of[k] = append(of[k], d.u)
	}
	var groups [][]float64
	for _, g := range of {
		if len(g) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// differences are u(k) - u(k-1), modulo 1.
func differences(draws []draw) []float64 {
	var all []float64
	for i, d := range draws {
		if !d.follow {
			continue
		}
		gap := d.u - draws[i-1].u
		if gap < 0 {
			gap++
		}
		all = append(all, gap)
	}
	return all
}
