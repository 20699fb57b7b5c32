package rng

import "time"

var bimodalKind = Kind{
	Key:     "bimodal",
	Name:    "Bimodal",
	Formula: "slow if u >= 1 - p, else m",
	Source:  "Brooker, simulator_example, omission: 99.9 % take 0.1 ms, 0.1 % take 10 ms",
	Slow:    true,
	New:     func(p Params) Distribution { return bimodal{max(0, p.Mean), max(0, p.Slow), 1 - p.SlowShare} },
}

// bimodal has two values: the share p of the draws, those nearest to 1, is slow.
// Here m is the value of all others and not the mean, which is (1-p)*m + p*slow.
// Where slow is below m, At falls at 1 - p instead of rising.
type bimodal struct {
	usual, slow time.Duration
	from        float64 // the first u that is slow
}

func (b bimodal) At(u float64) time.Duration {
	if u >= b.from {
		return b.slow
	}
	return b.usual
}
