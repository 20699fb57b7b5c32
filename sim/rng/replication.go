package rng

// maxSeed is the largest seed: the largest integer up to which a JSON number
// keeps every one apart.
const maxSeed = 1<<53 - 1

// Replication returns the seed of replication r >= 0 of a scenario. Replication 0
// is the run of the seed itself; every other seed is drawn, uniform over 0 to
// 2^53-1, so the same r means the same run however many others there are.
func Replication(seed uint64, r int) uint64 {
	if r == 0 {
		return seed
	}
	n := uint64(r)
	return New(seed, replications).Uint64(uint32(n), uint32(n>>32)) & maxSeed
}

// Branch returns the seed of branch n of a stage, both >= 0: one of many ways in which runs of a
// seed go on from a moment. It is uniform over 0 to 2^53-1.
func Branch(seed uint64, stage, n int) uint64 {
	return New(seed, branches).Uint64(uint32(n), uint32(stage)) & maxSeed
}
