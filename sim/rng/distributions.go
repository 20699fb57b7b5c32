package rng

// distributions lists every distribution in the order in which screens and tables
// show them. The caller owns the slice.
func distributions() []Kind {
	return []Kind{
		constantKind,
		exponentialKind,
		normalKind,
		lognormalKind,
		bimodalKind,
	}
}

// LookupDistribution returns the distribution with that key, and whether there is
// one.
func LookupDistribution(key string) (Kind, bool) {
	for _, kind := range distributions() {
		if kind.Key == key {
			return kind, true
		}
	}
	return Kind{}, false
}
