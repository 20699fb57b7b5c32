package tipped

import (
	"backofflab/experiment/tipping"
	"backofflab/web/templates/study"
)

// hotOS is the service of section 2.1 of Bronson et al., Metastable Failures in Distributed
// Systems (HotOS 2021): it serves 300 a second, is offered 280, and each request is tried twice.
const hotOS = "clients=100000&population=open&offered=280&limiter=none&servers=30&queue=1000000&service=100ms&strategies=immediate&attempts=2&timeout=1s"

// slow is a service that serves 300 a second and is offered 200, each of them tried four times at
// most. Its clients are few, so that their budgets are soon used up.
const slow = "clients=100&population=open&offered=200&limiter=none&servers=3&queue=1000&service=10ms&strategies=immediate,full,full(budget=ratio)&base=5s&cap=1m&attempts=4&timeout=1s"

// Studies that are worth asking for.
const (
	hotOSLoad    = hotOS + "&within=2m"
	slowBrownout = slow + "&of=brownout"
	herdSeeds    = "figure=done_99"
	spellsSeeds  = "clients=100&population=open&offered=40&duration=1m&limiter=none&fail=0.33&fail-run=2s&strategies=immediate,exponential,full&base=500ms&cap=8s&attempts=5&bin=500ms&figure=success_percent"

	// fourServers collapse by chance alone, for clients do not wait for as long as a queue may get.
	fourServers = "clients=2000&population=open&duration=40s&limiter=none&strategies=immediate&attempts=3&timeout=2s&servers=4&queue=2000&service=100ms&service-dist=exponential&offered="
)

func tipExamples() []study.Example {
	return []study.Example{
		tipExample(hotOSLoad, "280 requests/s, one retry", "The service of HotOS 2021 serves 300/s. Held at 560 attempts/s by its own retries, it comes back within two minutes only below about 140/s."),
		tipExample(slowBrownout, "How long may it be slow?", "At two thirds of its load, with three retries: the longest brownout from which the service comes back, at once, with jitter, and with jitter and a budget."),
	}
}

func seedExamples() []study.Example {
	return []study.Example{
		seedExample(herdSeeds, "A thousand herds", "400 clients at once, 40 requests a second: how far from the middle is the slowest of a thousand runs, and does each of them get there without jitter?"),
		seedExample(spellsSeeds, "Failures in spells", "A third of the time every attempt fails. How many requests succeed in the worst of a thousand such minutes, at once and with backoff?"),
	}
}

func tipExample(query, title, says string) study.Example {
	s, err := tipping.Parse(query)
	if err != nil {
		panic(err) // a test asks for each
	}
	return study.Example{Title: title, Says: says, Path: tipPath + "?" + Query(s)}
}

func rareExamples() []study.Example {
	return []study.Example{
		rareExample(fourServers+"36", "At nine tenths of its load", "Four servers take 40 requests a second and are offered 36. Clients that stop waiting try again at once."),
		rareExample(fourServers+"32", "At eight tenths", "The same with 32 a second, which is too rare to be counted: ten thousand runs show none."),
	}
}

func rareExample(query, title, says string) study.Example {
	r, err := tipping.ParseRare(query)
	if err != nil {
		panic(err) // a test asks for each
	}
	return study.Example{Title: title, Says: says, Path: rarePath + "?" + RareQuery(r)}
}

func seedExample(query, title, says string) study.Example {
	s, err := tipping.ParseSeeds(query)
	if err != nil {
		panic(err) // a test asks for each
	}
	return study.Example{Title: title, Says: says, Path: seedsPath + "?" + SeedsQuery(s)}
}
