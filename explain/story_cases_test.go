package explain

import (
	"strings"
	"testing"
)

// Links on whose pages a sentence was once contradicted by its data, or misled: what must
// not be said there, and what must be. Lines that begin with "+" are advice.
func TestStoriesThatOnceMisled(t *testing.T) {
	const (
		outage = "outage=refuse&outage-to=10s&attempts=6"
		herd14 = "clients=4&spread=0s&limiter=concurrency&concurrency=1&service=3s&strategies=fixed&base=90s&cap=90s&attempts=3"
		crash  = "clients=50&spread=0s&limiter=none&outage=refuse&outage-to=20m&strategies=exponential&base=10s&cap=5m&attempts=50&retry-on=unavailable&bin=5s"
		limit  = "retry-after=constant&retry-after-time=30s&honour=honour&honour-limit=10s&honour-over=give-up&clients=100&strategies=full,exponential"
		spike  = "population=open&clients=50&offered=50&duration=30s&spike=5&spike-from=10s&spike-to=12s&rate=60&burst=10&strategies=exponential,full,fixed"
		window = "limiter=fixed-window&rate=1&window=60s&clients=100&retry-after=window&honour=honour&attempts=50"
		sdk    = "clients=100&population=open&offered=20&duration=1m&limiter=none&service=5s&timeout=2s&attempts=4&strategies=lib:envoy"
		loop   = "clients=100&population=closed&spread=0s&think=0s&think-dist=constant&duration=3m&rate=5&burst=1&retry-after=exact&honour=honour&strategies=exponential&attempts=1000&base=100ms&cap=5s&bin=1s"
		few    = "population=open&clients=50&offered=10&duration=30s&rate=2&burst=2&timeout=100ms&network=exponential&latency=40ms&strategies=full&attempts=6"
	)
	for _, tt := range []struct{ is, query, says, not string }{
		{"all through, of whom all had given up", outage, "every client has succeeded with equal jitter;", "succeeded with fixed"},
		{"the same with one strategy", outage + "&strategies=full", "The outage ended at 10 s; 123 of 200 clients got through and nobody is under way any more.", "every client"},
		{"under an outage that hangs", outage + "&outage=hang&timeout=1s&strategies=fixed,full", "got through and nobody is under way any more", "succeeded with fixed"},
		{"praised for time that nobody was left to lose", outage, "Outside of the outage, without jitter the service sat idle", "fixed delay at no time"},
		{"time lost where every window is full", "preset=retry-after", "95 % of the clients are through by 92.2", "sat idle"},
		{"to the letter of Retry-After", "preset=retry-after&honour=honour", "each makes 5", "sat idle"},
		{"of a window that slides", "preset=retry-after&limiter=sliding-log&strategies=full", "", "sat idle"},
		{"of another window", "preset=window-edge&strategies=fixed,full", "", "sat idle"},
		{"where the bucket filled meanwhile", "rate=0.1&burst=1&clients=10&attempts=100&cap=1m&strategies=fixed", "", "sat idle"},
		{"where nobody could be sooner", "clients=2&spread=0s&burst=1&rate=1&strategies=fixed,exponential", "", "sat idle"},
		{"advice that costs successes", few, "225 of 289 requests were lost", "+ If a retry budget"},
		{"herds of nobody", "population=open&offered=50&spike=10&spike-from=10s&spike-to=20s&duration=30s&limiter=none", "No retry reached the service.", "wave"},
		{"calmest is not who has the largest waves", "preset=aws-contention", "Biggest wave", "calmest"},
		{"all that could succeed", "retry-on=timed-out&strategies=full", "161 of 200 clients were lost: they met a failure that the policy does not retry.", "permanent"},
		{"the same with a 503", "limiter=none&fail=0.5&retry-on=rejected&strategies=full", "they met a failure that the policy does not retry.", "permanent"},
		{"soonest by the bin", "clients=100&strategies=full,equal,decorrelated&seed=7&bin=1s", "through soonest with full jitter", "soonest with equal"},
		{"all at the same time, by the bin", "bin=1h", "95 % of the clients are through soonest with fixed delay", "with every strategy;"},
		{"advice that changes two things", limit, "+ If clients obey Retry-After however long it is, no jitter loses none instead of 61", "of jitter"},
		{"refused by the wrong guard", "clients=100&spread=0s&breaker=retries&budget=ratio&process=100&strategies=exponential,full", "were refused by the circuit breaker", "80 were refused by the retry budget"},
		{"the last is not who waited longest", "strategies=equal", "95 % of the clients are through by", "last client"},
		{"two who are first", "preset=low-cap", "through soonest", "first:"},
		{"no herd, and the largest", "rate=0.1&burst=1&clients=10&attempts=100&cap=1m", "No herd with any strategy", "calmest"},
		{"a crash of nobody", "crash=10s&crash-share=0", "95 %", "rash"},
		{"or its end", "crash=10s&crash-share=0", "95 %", "restart"},
		{"two who crashed behind a wave of 178", "crash=1s&crash-share=0.01&restart=500ms&spread=0s&strategies=fixed", "and waited the same 1 s.", "rash"},
		{"an overload that drains", spike, "the backlog was still draining", "the overload did not"},
		{"one that stays", "preset=retry-storm", "The brownout ended at 25 s but the overload did not", "draining"},
		{"a window that takes the wave", window, "No herd with any strategy: at most 13 retries reached the service within 100 ms, and it took them all.", "the service takes"},
		{"an outage after the run", "strategies=exponential&outage=refuse&outage-from=10m&outage-to=20m", "Without jitter the service sat idle", "utage"},
		{"in vain, where all fails for good", "clients=100&limiter=none&fail=1&spread=0s", "100 of 100 clients were lost with every strategy", "vain"},
		{"later starts where all are lost", "outage=refuse&outage-to=1h&attempts=5", "200 of 200 clients were lost with every strategy", "+ If"},
		{"where nearly all are", "clients=400&rate=40&burst=10&spread=500ms&base=100ms&cap=5s&strategies=exponential,full,equal,decorrelated&" + outage, "", "+ If clients start"},
		{"the first of those who tie", "clients=1000&spread=0s&rate=50&burst=100&strategies=fixed,linear&attempts=2", "Biggest wave: 900 retries from all 900 clients that were waiting within 100 ms, at 1.0 s, with every strategy", ""},
		{"one of two that are all but equal", "preset=budget-vs-crowd", "requests were lost, whatever the strategy", "none"},

		{"who starves whom", "preset=batch", "Fixed delay starves full jitter: it makes 70 % of the attempts and loses 57 of its 1 532 requests, and full jitter loses 625 of its 1 865.", ""},
		{"who is hungry because he comes last", "preset=batch&discipline=priority&strategies=full@50/fixed(start=20s offered=40 attempts=20 priority=1)@50", "were lost", "starves"},
		{"nor who makes no more than his share", "clients=200&spread=2s&limiter=none&servers=4&service=50ms&queue=5&discipline=priority&strategies=full(attempts=1)@60/fixed(attempts=1 priority=1)@40", "were lost", "starves"},
		{"a timeout below the service time", sdk, "Every attempt (4 856 of 4 856) timed out: an answer takes 5.02 s, a client waits 2 s. All of that work was for nobody.", "No herd"},
		{"and what helps", sdk, "+ If clients wait 20 s for an answer instead of 2 s, “Envoy, defaults” loses none", "+ If a retry budget"},
		{"three of three before one server", herd14, "Biggest wave: 3 retries from all 3 clients that were waiting within 100 ms, at 90.0 s: the service takes 9.0 s for so many.", "No herd"},
		{"three of four", strings.Replace(herd14, "clients=4", "clients=5", 1), "Biggest wave: 4 retries from all 4 clients", "No herd"},
		{"a sentence without a subject", crash, "95 % of the clients are through by", "Its last"},
		{"one retry in the plural", "clients=20&spread=0s&rate=1&burst=1&retry-after=constant&retry-after-time=10m&strategies=exponential&attempts=10&honour=honour&bin=1s", "has at most 1 retry in a wave", "1 retries"},
		{"no word on what was tried", "preset=chaos", "+ We tried more attempts (32) and a retry budget (one retry in ten requests) with the same seed; neither helps much.", "changes were tried"},
		{"nothing for 95 attempts a request", loop, "+ If clients add a random part of their own delay to Retry-After, no jitter needs 12.89 attempts per request instead of 95.50", "a longer cap"},
	} {
		_, _, story := told(t, slowly(tt.query))
		_, advice, tried := advised(t, tt.query)
		text := inPlainWords(story)
		for _, a := range advice {
			text += "\n+ " + plain(a.Text)
		}
		if len(advice) == 0 {
			text += "\n+ " + plain(Tried(tried))
		}
		if !strings.Contains(text, tt.says) {
			t.Errorf("%s: no %q in\n%s", tt.is, tt.says, text)
		}
		if tt.not != "" && strings.Contains(text, tt.not) {
			t.Errorf("%s: %q in\n%s", tt.is, tt.not, text)
		}
	}
}
