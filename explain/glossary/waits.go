package glossary

// waitsOf is the picture of a strategy: what it makes clients wait.
func waitsOf(strategy, caption string) Picture {
	return Picture{Draw: Waits, Query: "base=200ms&cap=5s&attempts=9&jitter=0.3&extra=1s&strategies=" + strategy, Fleet: strategy, Caption: caption}
}

func waits() []Entry {
	return []Entry{
		{Key: "delay", Name: "Backoff delay", Text: "How long a client waits, once it knows that an attempt failed, before it sends the next one.",
			Also: []string{"wait", "backoff", "sleep", "interval"}, Picture: Picture{Draw: Clients, Query: few, Fleet: "exponential", Mark: MarkPause, Caption: "From one attempt to the next"}},
		{Key: "base", Name: "Base delay", Text: "The wait from which a strategy starts; without jitter it is the wait before the first retry.",
			Also: []string{"initial delay", "min delay", "initial interval", "wait_initial"}, Fields: []string{"base"}, Picture: waitsOf("exponential", "The first wait is the base").at(MarkFirst)},
		{Key: "cap", Name: "Cap", Text: "The longest backoff delay: once the waits have grown to it, they stay there.",
			Also: []string{"max delay", "max interval", "max backoff", "ceiling"}, Fields: []string{"cap"}, Picture: waitsOf("exponential", "The last waits are as long as the cap").at(MarkLimit)},
		{Key: "factor", Name: "Growth factor", Text: "How many times as long each wait may be as the one before, until the cap is reached.",
			Also: []string{"multiplier", "exponent base", "times"}, Fields: []string{"factor"}, Picture: waitsOf("exponential", "Each wait is twice the one before")},
		{Key: "first-exponent", Name: "First exponent", Text: "Whether growth begins with the first wait or with the second: with 1 the first wait is already base × factor.",
			Also: []string{"starting exponent", "offset"}, Fields: []string{"offset"}, Picture: Picture{Draw: Waits, Query: "base=200ms&cap=5s&attempts=9&offset=1&strategies=exponential", Fleet: "exponential", Mark: MarkFirst, Caption: "With 1: the first wait is the factor times the base"}},
		{Key: "jitter", Name: "Jitter", Text: "Chance in the waits, so that clients that failed together do not come back together.",
			Also: []string{"randomness", "noise", "randomization factor"}, Picture: waitsOf("full", "A wait lies anywhere in the pale range")},
		{Key: "immediate", Name: "Immediate", Text: "The client tries again at once, without waiting.",
			Also: []string{"no backoff", "hot loop"}, Picture: Picture{Draw: Clients, Query: "clients=5&rate=1&burst=1&spread=1s&latency=100ms&attempts=10&strategies=immediate", Fleet: "immediate", Caption: "Attempt follows on attempt"}},
		{Key: "fixed", Name: "Fixed delay", Text: "Each wait is the base, however often the request has failed.",
			Also: []string{"constant", "fixed interval"}, Picture: waitsOf("fixed", "Every wait is as long as the first")},
		{Key: "linear", Name: "Linear", Text: "Each wait is one base longer than the one before, up to the cap.",
			Also: []string{"incrementing"}, Picture: waitsOf("linear", "The waits grow by one base each")},
		{Key: "polynomial", Name: "Polynomial", Text: "Retry k waits the base times a power of k, up to the cap.",
			Also: []string{"k to the power of n", "Sidekiq", "quadratic"}, Fields: []string{"power"}, Picture: waitsOf("polynomial", "Slower at first than doubling, and slower later")},
		{Key: "list", Name: "Delay list", Text: "The waits are written down one by one, and the last is kept or is the end.",
			Also: []string{"schedule", "webhook", "ladder"}, Fields: []string{"delays", "delays-then"}, Picture: waitsOf("list", "1 s, 5 s, 30 s and so on")},
		{Key: "first-retry", Name: "First retry at once", Text: "The first retry waits nothing, and the second what the first would have waited.",
			Also: []string{"crash loop", "fast retry"}, Fields: []string{"first-retry"}, Picture: Picture{Draw: Waits, Query: "attempts=9&first-retry=at-once&strategies=exponential", Fleet: "exponential", Caption: "Nothing before the first retry"}},
		{Key: "exponential", Name: "No jitter", Text: "Each wait is the growth factor times the one before, up to the cap, and the same for every client.",
			Also: []string{"exponential backoff", "plain exponential"}, Picture: waitsOf("exponential", "Exactly the same waits for all clients")},
		{Key: "full", Name: "Full jitter", Text: "The longest wait grows as without jitter, up to the cap, and a random part of it is waited, from nothing to all.",
			Also: []string{"random exponential", "wait_random_exponential"}, Fields: []string{"floor"}, Picture: waitsOf("full", "Anything from nothing to the longest wait")},
		{Key: "equal", Name: "Equal jitter", Text: "Half of the exponential wait is always waited, and a random part of the other half is added.",
			Also: []string{"half jitter"}, Picture: waitsOf("equal", "At least half of the longest wait")},
		{Key: "decorrelated", Name: "Decorrelated jitter", Text: "Each wait is random between the base and three times the wait before, and that range ends at the cap.",
			Also: []string{"decorr"}, Picture: waitsOf("decorrelated", "Never less than the base")},
		{Key: "decorrelated-aws", Name: "Decorrelated (AWS)", Text: "Each wait is random between the base and three times the wait before, and what exceeds the cap becomes the cap.",
			Also: []string{"AWS simulator"}, Picture: waitsOf("decorrelated-aws", "Many waits end up exactly at the cap")},
		{Key: "proportional", Name: "± jitter", Text: "The exponential wait, made longer or shorter by a random share of itself.",
			Also: []string{"plus or minus", "randomization factor"}, Fields: []string{"jitter"}, Picture: waitsOf("proportional", "A narrow range around each wait")},
		{Key: "upward", Name: "Upward jitter", Text: "The exponential wait, made longer by a random share of itself, and never shorter.",
			Also: []string{"wait.Jitter", "client-go"}, Picture: waitsOf("upward", "Nobody comes back sooner than without jitter")},
		{Key: "additive", Name: "Additive jitter", Text: "The exponential wait, and a random time on top of it that does not grow with it.",
			Also: []string{"random extra"}, Fields: []string{"extra"}, Picture: waitsOf("additive", "The same width on top of every wait")},
		{Key: "schedule", Name: "Schedule", Text: "All waits of a policy before its retries, if every attempt fails; they follow from the settings alone.",
			Also: []string{"waits before each retry"}, Picture: waitsOf("equal", "Retry by retry, from the shortest to the longest wait")},
	}
}
