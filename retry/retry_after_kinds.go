package retry

// RetryAfterKinds lists every rule in the order in which screens show them. The
// caller owns the slice.
func RetryAfterKinds() []RetryAfterKind {
	return []RetryAfterKind{ignoreKind, honourKind, honourJitterKind, maxKind, honourFullKind, maxJitterKind, maxNearKind, fullWithinKind}
}

// LookupRetryAfter returns the rule with that key, and whether there is one.
func LookupRetryAfter(key string) (RetryAfterKind, bool) {
	for _, kind := range RetryAfterKinds() {
		if kind.Key == key {
			return kind, true
		}
	}
	return RetryAfterKind{}, false
}
