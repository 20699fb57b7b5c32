package guard

// Budgets lists the retry budgets in the order in which screens show them. The
// caller owns the slice.
func Budgets() []Kind {
	return []Kind{noBudgetKind, ratioBudgetKind, grpcBudgetKind, awsBudgetKind, awsJSBudgetKind, aws2026BudgetKind, concurrentBudgetKind}
}

// Breakers lists the circuit breakers, as Budgets does.
func Breakers() []Kind {
	return []Kind{noBreakerKind, ratioBreakerKind, consecutiveBreakerKind, countBreakerKind, retryBreakerKind}
}

// Throttles lists the throttles, as Budgets does.
func Throttles() []Kind {
	return []Kind{noThrottleKind, sreThrottleKind, awsThrottleKind, bucketThrottleKind}
}

var noBudgetKind = Kind{Key: "none", Name: "None", Rule: "Retries are not limited.", Source: "most clients"}

var noBreakerKind = Kind{Key: "off", Name: "Off", Rule: "Nothing is broken off.", Source: "most clients"}

var noThrottleKind = Kind{Key: "none", Name: "None", Rule: "Nothing is held back.", Source: "most clients"}

// LookupBudget returns the budget with that key, and whether there is one.
func LookupBudget(key string) (Kind, bool) { return lookupGuard(Budgets(), key) }

// LookupBreaker returns the breaker with that key, and whether there is one.
func LookupBreaker(key string) (Kind, bool) { return lookupGuard(Breakers(), key) }

// LookupThrottle returns the throttle with that key, and whether there is one.
func LookupThrottle(key string) (Kind, bool) { return lookupGuard(Throttles(), key) }

func lookupGuard(kinds []Kind, key string) (Kind, bool) {
	for _, kind := range kinds {
		if kind.Key == key {
			return kind, true
		}
	}
	return Kind{}, false
}
