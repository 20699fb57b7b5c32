package tipping

// Rarity is how rare runs are like the worst of many, at most: shares of all runs, each bound
// at 95 %. It holds for any distribution.
type Rarity struct {
	AsBad float64 `json:"as_bad"` // how often a run is at least as bad
	Worse float64 `json:"worse"`  // how often one is worse than all of them
}

// rarityOf says how rare the worst of n runs is, where so many, itself among them, are as bad.
//
// AsBad is the bound of Clopper and Pearson. Worse is that of the largest of n (Wilks,
// "Determination of sample sizes for setting tolerance limits", 1941): 1 - 0.05^(1/n), about 3/n.
func rarityOf(alike, n int) Rarity {
	const tail = 0.05
	return Rarity{mostShare(alike, n, tail), mostShare(0, n, tail)}
}
