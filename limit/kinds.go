package limit

// Kinds lists every limiter in the order in which screens show them. The caller
// owns the slice.
func Kinds() []Kind {
	return []Kind{
		noneKind,
		tokenBucketKind,
		leakyBucketKind,
		gcraKind,
		fixedWindowKind,
		slidingLogKind,
		slidingCounterKind,
		concurrencyKind,
		aimdKind,
		llmKind,
		optimisticLockKind,
	}
}

// Lookup returns the limiter with that key, and whether there is one.
func Lookup(key string) (Kind, bool) {
	for _, kind := range Kinds() {
		if kind.Key == key {
			return kind, true
		}
	}
	return Kind{}, false
}
