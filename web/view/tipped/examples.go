package tipped

import (
	"backofflab/experiment/tipping"
	"backofflab/web/templates/study"
)

// hotOS is the service of section 2.1 of Bronson et al., Metastable Failures in Distributed
// Systems (HotOS 2021): it serves 300 a second, is offered 280, and each request is tried twice.
const hotOS = "clients=100000&population=open&offered=280&limiter=none&servers=30&queue=1000000&service=100ms&strategies=immediate&attempts=2&timeout=1s"

// Searches that are worth asking for.
const (
	hotOSLoad    = hotOS + "&within=2m"
	hotOSRetries = "clients=100000&population=open&offered=200&limiter=none&servers=30&queue=1000&service=100ms&strategies=immediate,full&attempts=4&timeout=1s&of=brownout"

	// fourServers collapse by chance alone, for clients do not wait for as long as a queue may get.
	fourServers = "clients=2000&population=open&duration=40s&limiter=none&strategies=immediate&attempts=3&timeout=2s&servers=4&queue=2000&service=100ms&service-dist=exponential&offered="
)

func tipExamples() []study.Example {
	return []study.Example{
		tipExample(hotOSLoad, "280 requests/s, one retry", "The service of HotOS 2021 serves 300/s. Held at 560 attempts/s by its own retries, it recovers only below about 150/s."),
		tipExample(hotOSRetries, "How long may it be slow?", "At two thirds of its load, with three retries: the longest brownout from which the service comes back, at once and with jitter."),
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
