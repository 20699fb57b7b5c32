package validation

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/scenario/schedule"
	"backofflab/sim"
)

// publicCase is a question that somebody asked in public, what the lab answers, and whether
// that is what was seen or follows from what is known.
type publicCase struct {
	source, question string
	query            string
	answer           func(c *caseRun) string
	seen             func(c *caseRun) bool
	observed         string // what was seen, or follows
	cannot           string // why the lab has no answer; then there is no query
}

// caseRun is the run of a case.
type caseRun struct {
	t       *testing.T
	query   string
	results []sim.Result
}

func (c *caseRun) r(i int) sim.Result { return c.results[i] }

// with is the run of the case with some more settings.
func (c *caseRun) with(more string) []sim.Result {
	return runCase(c.t, scenariotest.LastWins(c.query+"&"+more))
}

func runCase(t *testing.T, query string) []sim.Result {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	results, err := sim.Simulate(t.Context(), s, 20_000_000)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return results
}

// A service that serves as much as it admits in the case of the batch, and with classes.
const (
	servers = "limiter=none&servers=2&service=100ms&queue=20"
	classed = servers + "&discipline=priority&strategies=fixed(attempts=100 base=200ms priority=1)@50/full(attempts=3)@50"
)

// lostOf is how many of a part give up.
func lostOf(r sim.Result, part int) int { return r.Parts[part].GaveUp.Total() }

// admittedIn is how many attempts were admitted in a minute of the run, the first being 0.
func admittedIn(r sim.Result, minute int) int {
	n := 0
	for i, accepted := range r.Columns.Accepted {
		if int(time.Duration(i)*r.Bin/time.Minute) == minute {
			n += accepted
		}
	}
	return n
}

// perMinute is how many were admitted in each of the minutes from the third to the twentieth.
func perMinute(r sim.Result) float64 {
	n := 0
	for minute := 2; minute < 20; minute++ {
		n += admittedIn(r, minute)
	}
	return float64(n) / 18
}

func calls(n int) string { return format.Plural(n, "call") }

func p50(r sim.Result) time.Duration { return r.Completion.Quantile(0.5) }

func p99(r sim.Result) time.Duration { return r.Completion.Quantile(0.99) }

// hedgesGain is what hedges do to the slowest of a fleet, which the run has without them before.
func hedgesGain(c *caseRun) string {
	return fmt.Sprintf("99 %% within %s instead of %s for %.1f %% more load", span(p99(c.r(1))), span(p99(c.r(0))), 100*moreLoad(c))
}

// hedgesHelp reports whether they make the slowest at least 95 % faster for so much more load.
func hedgesHelp(least, most float64) func(*caseRun) bool {
	return func(c *caseRun) bool {
		return p99(c.r(1)) < p99(c.r(0))/20 && moreLoad(c) > least && moreLoad(c) < most
	}
}

func moreLoad(c *caseRun) float64 { return float64(c.r(1).Attempts)/float64(c.r(0).Attempts) - 1 }

// publicCases are from public reports of 2007 to 2026, in our own words.
var publicCases = []publicCase{
	{source: "NousResearch/hermes-agent PR 109234", question: "30 agents take a Retry-After of 20 min for 10 min at most: how do they come back, and with up to 5 % of jitter?",
		query: "clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=20m&honour=honour&honour-limit=10m&honour-over=clamp&strategies=exponential&attempts=100&bin=10s",
		answer: func(c *caseRun) string {
			jitter := runCase(c.t, "clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=10m&honour=honour-jitter&honour-jitter=0.05&strategies=exponential&attempts=100&bin=10s")[0]
			return fmt.Sprintf("%d attempts, last done at %s; with jitter %d and %s", c.r(0).Attempts, span(c.r(0).LastSuccess), jitter.Attempts, span(jitter.LastSuccess))
		},
		seen: func(c *caseRun) bool { return c.r(0).Attempts > 400 }, observed: "19 of 20 waits were exactly 600 s"},
	{source: "electric-sql/electric #4322", question: "Retry-After 60 s, own full jitter up to 32 s, the client waits for the longer: what comes back?",
		query: "clients=1000&spread=0s&rate=100&burst=100&retry-after=constant&retry-after-time=60s&honour=max&strategies=full&base=1s&cap=32s&attempts=100",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("waves of %d, %d, %d; last done at %s", c.r(0).Waves[0].Retries, c.r(0).Waves[1].Retries, c.r(0).Waves[2].Retries, span(c.r(0).LastSuccess))
		},
		seen: func(c *caseRun) bool { return c.r(0).Waves[0].Retries == 900 }, observed: "all wait exactly 60 s"},
	{source: "Radiergummi/cetacean #149; letsencrypt/boulder #8558", question: "256 stream slots, everybody else is told 5 s: should the server jitter its Retry-After?",
		query: "clients=400&spread=0s&limiter=concurrency&concurrency=256&service=10m&retry-after=constant&retry-after-time=5s&honour=honour&strategies=exponential&attempts=200&bin=1s",
		answer: func(c *caseRun) string {
			jitter := c.with("retry-after-jitter=1")[0]
			return fmt.Sprintf("%s attempts, %d within 100 ms; with a header of 5 to 10 s %s and %d", format.Count(c.r(0).Attempts), c.r(0).Waves[0].Retries, format.Count(jitter.Attempts), jitter.Waves[0].Retries)
		},
		seen: func(c *caseRun) bool { return c.r(0).Waves[0].Retries == 144 }, observed: "144 clients every 5 s"},
	{source: "codepvg/leetcode-ranking #380", question: "20 calls, 2^n s and up to 200 ms, the header ignored; and with the longer of header and own delay?",
		query: "clients=20&spread=0s&limiter=fixed-window&rate=0.2&window=1m&retry-after=window&strategies=additive&extra=200ms&base=1s&cap=1m&attempts=5",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d of 20 succeed; with the longer of both, and up to 2 %% on top, %d", c.r(0).Successes, c.with("honour=max-jitter&honour-jitter=0.02")[0].Successes)
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes == 12 }, observed: "the last of a batch failed"},
	{source: "HKUDS/nanobot #2760", question: "An app's 4 attempts over its SDK's 3, on a service that always fails?",
		query: "clients=1&limiter=none&fail=1&strategies=exponential(attempts=4)>full(attempts=3)",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%s; %d without the SDK's retries (V13)", calls(c.r(0).Attempts), c.with("strategies=exponential(attempts=4)>full(attempts=1)")[0].Attempts)
		},
		seen: func(c *caseRun) bool { return c.r(0).Attempts == 12 }, observed: "12 calls, 4 without the SDK's"},
	{source: "mpfaffenberger/code_puppy PR 317", question: "3 × 3 × 5 attempts in three layers?",
		query:  "clients=1&limiter=none&fail=1&strategies=fixed(attempts=3)>full(attempts=3)>exponential(attempts=5)",
		answer: func(c *caseRun) string { return calls(c.r(0).Attempts) },
		seen:   func(c *caseRun) bool { return c.r(0).Attempts == 45 }, observed: "45, then 15"},
	{source: "vercel/ai #2637", question: "200,000 tokens a minute are used up: what is the 88th prompt of 2,295 told?",
		query:  "clients=88&spread=0s&limiter=llm&rate=1000&burst=1000&tokens-per-minute=200000&tokens=2295&retry-after=exact&honour=honour&strategies=exponential&attempts=3",
		answer: func(c *caseRun) string { return "done after " + span(c.r(0).Completion.Max()) },
		seen: func(c *caseRun) bool {
			d := c.r(0).Completion.Max()
			return d > 627*time.Millisecond && d < 629*time.Millisecond
		}, observed: "(used + asked − limit) / rate = 588 ms, and 40 ms under way"},
	{source: "ktwu01/benchmark-radar PR 171", question: "A call of 60,000 tokens with 60,000 a minute: are 5 attempts with a cap of a minute enough?",
		query: "clients=2&spread=0s&limiter=llm&rate=10&burst=10&tokens-per-minute=60000&tokens=60000&strategies=exponential&base=1s&cap=1m&attempts=5&bin=1s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d of 2 gives up; with 7 attempts %d", c.r(0).GaveUp.Total(), c.with("attempts=7")[0].GaveUp.Total())
		},
		seen: func(c *caseRun) bool { return c.r(0).GaveUp.Total() == 1 }, observed: "15 s of waiting are less than a minute"},
	{source: "apache/openwhisk-package-alarms #196", question: "600 alarms every minute: what is the peak?",
		query: "clients=600&population=periodic&every=1m&spread=0s&duration=10m&rate=20&burst=20&strategies=exponential,full&attempts=20&bin=1s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d begin in the first second of each minute; %s of %s are lost without jitter", c.r(0).Columns.Begun[60], format.Count(c.r(0).Lost()), format.Count(c.r(0).Requests))
		},
		seen: func(c *caseRun) bool { return c.r(0).Columns.Begun[60] == 600 && c.r(0).Columns.Begun[540] == 600 }, observed: "a peak every minute on the minute"},
	{source: "zed-industries/zed PR 32418", question: "A deploy: 20,000 reconnect at once to servers that take 5 ms each",
		query: "clients=20000&spread=0s&limiter=none&servers=8&service=5ms&queue=100000&timeout=5s&strategies=exponential,full&base=500ms&cap=30s&attempts=200&bin=1s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%s attempts without jitter, %s with full jitter; last done at %s and %s", format.Count(c.r(0).Attempts), format.Count(c.r(1).Attempts), span(c.r(0).LastSuccess), span(c.r(1).LastSuccess))
		},
		seen: func(c *caseRun) bool { return c.r(0).Attempts > 20000 }, observed: "timeouts make more attempts"},
	{source: "mlesniew/PicoMQTT #74", question: "1,000 devices retry every 5 s against a handshake of 20 ms",
		query: "clients=1000&spread=0s&limiter=none&servers=4&service=20ms&queue=200&strategies=fixed,full&base=5s&cap=10s&timeout=10s&attempts=100&bin=1s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%s and %s attempts, last done at %s and %s with full jitter", format.Count(c.r(0).Attempts), format.Count(c.r(1).Attempts), span(c.r(0).LastSuccess), span(c.r(1).LastSuccess))
		},
		seen: func(c *caseRun) bool { return c.r(1).LastSuccess < c.r(0).LastSuccess }, observed: "a fixed delay keeps the herd"},
	{source: "r/aws, reserved concurrency of 1", question: "4 messages, one slot of 3 s, visibility of 90 s: does one end in the dead letter queue?",
		query:  "clients=4&spread=0s&limiter=concurrency&concurrency=1&service=3s&strategies=fixed&base=90s&attempts=3",
		answer: func(c *caseRun) string { return fmt.Sprintf("%d gives up", c.r(0).GaveUp.Total()) },
		seen:   func(c *caseRun) bool { return c.r(0).GaveUp.Total() == 1 }, observed: "one did"},
	{source: "treeverse/lakeFS #6621; aws-sdk-go-v2 #1665", question: "1,000 calls share the quota of one client: who succeeds though there is room?",
		query: "clients=1000&process=1000&spread=0s&rate=100&burst=100&strategies=client:aws-sdk-go-v2-standard",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d succeed, the quota refuses %d (V14)", c.r(0).Successes, c.r(0).GaveUp.Budget)
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes >= 198 && c.r(0).Successes <= 202 }, observed: "“retry quota exceeded”; 500 tokens at 5 each are 100 retries"},
	{source: "github-changelog-generator #993; vatesfr/xen-orchestra PR 10208", question: "At most 100 at a time and 900 points a minute, each call 5 and one second long: when are 400 calls through that obey “a minute”?",
		query: "clients=400&spread=0s&limiter=fixed-window&rate=15&window=1m&cost=5&inside=100&service=1s&retry-after=constant&retry-after-time=1m&honour=honour&strategies=exponential&base=1s&attempts=20&bin=1s",
		answer: func(c *caseRun) string {
			spread := c.with("honour=honour-jitter")[0]
			return fmt.Sprintf("%d pass at once and %d in the next minute, the last at %s; with up to 20 %% of jitter %d pass in that minute, the last at %s", admittedIn(c.r(0), 0), admittedIn(c.r(0), 1), span(c.r(0).LastSuccess), admittedIn(spread, 1), span(spread.LastSuccess))
		},
		seen: func(c *caseRun) bool {
			return admittedIn(c.r(0), 0) == 100 && admittedIn(c.r(0), 1) == 100 && admittedIn(c.with("honour=honour-jitter")[0], 1) == 180
		}, observed: "100 at a time; 900 / 5 = 180 a minute"},
	{source: "Anthropic, rate limits (2025: output is estimated by max_tokens)", question: "8,000 output tokens a minute, and max_tokens of 4,096: how many calls a minute, and with 250?",
		query: "clients=100&population=open&offered=2&duration=20m&limiter=llm&rate=0.833&burst=50&tokens-per-minute=30000&tokens=400&output-per-minute=8000&output-tokens=4096&rejected-count=no&strategies=full&base=1s&cap=1m&attempts=3&bin=1m&horizon=20m",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%.3g a minute, and %.3g", perMinute(c.r(0)), perMinute(c.with("output-tokens=250")[0]))
		},
		seen: func(c *caseRun) bool {
			many, few := perMinute(c.r(0)), perMinute(c.with("output-tokens=250")[0])
			return many > 1.8 && many < 2.1 && few > 31 && few < 33
		}, observed: "8,000 / 4,096 = 1.95 and 8,000 / 250 = 32; of what is asked 30,000 / 400 = 75 are allowed"},
	{source: "istio/istio #55748", question: "A timeout of 2 s per try before a service of 5 s",
		query: "clients=100&population=open&offered=20&duration=1m&limiter=none&service=5s&timeout=2s&attempts=4&strategies=lib:envoy",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%s of %s attempts time out, none succeeds", format.Count(c.r(0).TimedOut), format.Count(c.r(0).Attempts))
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes == 0 }, observed: "the API always fails"},
	{source: "scaleapi/llm-engine PR 866", question: "Retries of 503 at saturation: how much load do they add?",
		query: "clients=100&population=open&offered=39&duration=2m&limiter=none&servers=30&queue=0&service=1s&service-dist=exponential&strategies=lib:envoy&attempts=4&bin=1s",
		answer: func(c *caseRun) string {
			one := c.with("attempts=1")[0]
			return fmt.Sprintf("%.2f× the load; without retries %.1f %% are lost", c.r(0).Amplification, 100*float64(one.Lost())/float64(one.Requests))
		},
		seen: func(c *caseRun) bool {
			one := c.with("attempts=1")[0]
			share := float64(one.Lost()) / float64(one.Requests)
			return share > 0.26 && share < 0.30
		}, observed: "1.7 to 4 times; Erlang B(30, 39) = 28.4 %"},
	{source: "submariner-io/admiral PR 898", question: "client-go's item backoff of 5 ms to 30 s behind one bucket of 10 a second: how long until 1,000 items have had 80 attempts?",
		query: "clients=1000&process=1000&spread=0s&limiter=none&fail=1&strategies=exponential&base=5ms&cap=30s&attempts=80&throttle=bucket&throttle-rate=10&throttle-burst=100&bin=1m",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%s attempts take %s", format.Count(c.r(0).Attempts), span(c.r(0).Length()))
		},
		seen: func(c *caseRun) bool { return c.r(0).Length() > 2*time.Hour }, observed: "delays of more than 2 h"},
	{source: "grpc/grpc-java #11274", question: "maxTokens 10: how many retries do 1,000 that fail at once have?",
		query:  "clients=1000&process=1000&spread=0s&limiter=none&fail=1&budget=grpc&strategies=fixed&base=1s&attempts=4",
		answer: func(c *caseRun) string { return fmt.Sprintf("%d", c.r(0).Attempts-1000) },
		seen:   func(c *caseRun) bool { return c.r(0).Attempts == 1004 }, observed: "tokens 9, 8, 7, 6 are above 5: four"},
	{source: "envoyproxy/envoy #30205", question: "A budget of 20 %, 1,000 fail at once: 200 retried, or all, if those that wait do not count?",
		query: "clients=1000&process=1000&spread=0s&limiter=none&fail=1&budget=concurrent&budget-ratio=0.2&strategies=lib:envoy&attempts=2",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d retried, %d refused", c.r(0).Attempts-1000, c.r(0).GaveUp.Budget)
		},
		seen: func(c *caseRun) bool { return c.r(0).Attempts > 1000 && c.r(0).GaveUp.Budget > 0 }, observed: "asked there; a retry counts from its decision on"},
	{source: "resilience4j #1077; cockatiel #83", question: "A breaker that opens after 5 failures in a row, under an outage of 20 s",
		query: "clients=50&process=50&population=open&offered=50&duration=1m&limiter=none&outage=refuse&outage-from=20s&outage-to=40s&breaker=consecutive&breaker-failures=5&breaker-open=5s&strategies=exponential&base=100ms&cap=2s&attempts=3&retry-on=rejected,unavailable,timed-out&bin=1s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%s of %s are lost, %s of them refused by the breaker", format.Count(c.r(0).Lost()), format.Count(c.r(0).Requests), format.Count(c.r(0).GaveUp.Breaker))
		},
		seen: func(c *caseRun) bool { return c.r(0).GaveUp.Breaker > 800 }, observed: "the breaker ends requests that a retry would have saved"},
	{source: "Shopify's 40 and 2 a second; contribsys/faktory #255", question: "Which of the two leaky buckets is it?",
		query: "clients=100&spread=0s&limiter=token-bucket&rate=2&burst=40&strategies=full&base=500ms&cap=10s&attempts=50",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("the meter (token-bucket): half are done after %s; the queue (leaky-bucket) after %s", span(p50(c.r(0))), span(p50(c.with("limiter=leaky-bucket")[0])))
		},
		seen: func(c *caseRun) bool { return p50(c.r(0)) < 8*time.Second }, observed: "the vendor's is the meter"},
	{source: "sidekiq #5315", question: "100 workers, 300 a minute, 5 min of patience: can a worker starve?",
		query: "clients=100&population=closed&spread=0s&think=0s&think-dist=constant&duration=30m&rate=5&burst=1&retry-after=exact&honour=honour&strategies=exponential&attempts=1000&deadline=5m&bin=1s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d of %s requests give up", c.r(0).GaveUp.Total(), format.Count(c.r(0).Requests))
		},
		seen: func(c *caseRun) bool { return c.r(0).GaveUp.Total() <= 20 }, observed: "P(wait above 300 s) = e^−15"},
	{source: "nexi-lab/nexus #693; inoio/solrs #2", question: "A hedge after 10 ms, where one answer in 50 takes half a second",
		query:  "clients=200&population=open&offered=200&duration=1m&limiter=none&service=5ms&service-dist=bimodal&slow=500ms&slow-share=0.02&latency=1ms&strategies=full,full(hedge=10ms)&attempts=3",
		answer: hedgesGain, seen: hedgesHelp(0.01, 0.03), observed: "2 to 5 % more load, the tail 96 % shorter"},
	{source: "the same", question: "A hedge at the 95th percentile, where one answer in 25 takes a second",
		query:  "preset=hedge",
		answer: hedgesGain, seen: hedgesHelp(0.02, 0.05), observed: "2 to 5 % more load, the tail 96 % shorter"},
	{source: "the same", question: "The same on servers that are busy three quarters of the time: after 200 ms, or at the 95th percentile",
		query: "preset=hedge-overload",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("99 %% within %s after 200 ms, %s at p95, %s without hedges", span(p99(c.r(1))), span(p99(c.r(2))), span(p99(c.r(0))))
		},
		seen: func(c *caseRun) bool { return p99(c.r(1)) > 10*p99(c.r(0)) && p99(c.r(2)) < p99(c.r(0)) }, observed: "hedges that are sent too soon are load, and the load makes more of them"},
	{source: "codemia.io; learn.padho.ai", question: "Timeouts of 2 s outside and 5 s inside, upside down",
		query: "clients=10&limiter=none&service=3s&strategies=fixed(attempts=2 base=1s timeout=2s)>fixed(attempts=2 base=1s timeout=5s)",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d of 10 succeed, %d attempts are served for nobody", c.r(0).Successes, c.r(0).Abandoned)
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes == 0 }, observed: "the inner call outlives its caller"},
	{source: "the same", question: "Five hops with timeouts of 5, 4, 3, 2 and 1 s, each with one retry at once: how many calls meet a service of 2 s?",
		query: "clients=10&spread=0s&latency=0s&limiter=none&service=2s&strategies=immediate(attempts=2 timeout=5s)>immediate(attempts=2 timeout=4s)>immediate(attempts=2 timeout=3s)>immediate(attempts=2 timeout=2s)>immediate(attempts=2 timeout=1s)",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d calls a request, not 32; none succeeds", c.r(0).Attempts/10)
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes == 0 && c.r(0).Attempts <= 10*10 }, observed: "the outermost's two attempts are over after 10 s, in each second of which there is one call"},
	{source: "the same", question: "A total timeout of 2 s before a service of 5 s",
		query: "clients=10&spread=0s&limiter=none&service=5s&total-timeout=2s&strategies=fixed",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d succeed, %d give up; nothing happens after %s", c.r(0).Successes, c.r(0).GaveUp.Deadline, span(c.r(0).Length()))
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes == 0 && c.r(0).GaveUp.Deadline == 10 }, observed: "nobody waits longer"},
	{source: "beprodready.com, a retry storm", question: "2,000 a second, capacity 5,000, and 8 s in which 30 % fail, with three retries at once",
		query: "clients=2000&population=open&offered=2000&duration=1m&limiter=none&servers=500&queue=100000&service=100ms&timeout=1s&strategies=immediate,full&base=100ms&cap=10s&attempts=4&fail=0.3&fail-from=30s&fail-to=38s&bin=1s&horizon=1m",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("recovered: %v and %v; %.2f attempts a request", c.r(0).Recovered, c.r(1).Recovered, c.r(0).Amplification)
		},
		seen: func(c *caseRun) bool { return c.r(0).Recovered }, observed: "failures alone do not collapse it: a slow-down (brownout) does"},
	{source: "rianvdm/discogs-mcp #50; opsmill/infrahub #9852", question: "A batch job's patience against people's: 30 attempts and 3 in one run",
		query: "clients=400&spread=5s&rate=20&burst=20&strategies=fixed(attempts=100 base=200ms)@50/full(attempts=3)@50",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("%d of %d people give up, %d of %d of the batch; of as many servers %d and %d, and with the batch in a class behind the people %d and %d",
				lostOf(c.r(0), 1), c.r(0).Parts[1].Clients, lostOf(c.r(0), 0), c.r(0).Parts[0].Clients,
				lostOf(c.with(servers)[0], 1), lostOf(c.with(servers)[0], 0), lostOf(c.with(classed)[0], 1), lostOf(c.with(classed)[0], 0))
		},
		seen: func(c *caseRun) bool {
			return lostOf(c.r(0), 1) > 100 && lostOf(c.r(0), 0) == 0 && lostOf(c.with(servers)[0], 1) > 2*lostOf(c.with(classed)[0], 1)
		}, observed: "the batch starves the people; in a class behind them it takes half as many"},
	{source: "namuh-eng/opensend #221; svix PR 1974", question: "A ladder of 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h against an outage of an hour",
		query: "clients=1000&spread=10s&limiter=none&outage=refuse&outage-to=1h&strategies=list&delays=5s,5m,30m,2h,5h,10h,10h&delays-then=end&attempts=8&bin=1m",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("all %s arrive, the last after %s", format.Count(c.r(0).Successes), span(c.r(0).LastSuccess))
		},
		seen: func(c *caseRun) bool { return c.r(0).Successes == 1000 }, observed: "5 s + 5 min + 30 min + 2 h = 2 h 35 min 5 s"},
	{source: "networknext #1200", question: "3 attempts a second apart, 6 half a second, 12 a quarter: how long is that, and how many attempts?",
		query: "clients=100&spread=0s&limiter=none&latency=0s&fail=1&strategies=list&delays=1s,1s,1s,500ms,500ms,500ms,500ms,500ms,500ms,250ms&attempts=22",
		answer: func(c *caseRun) string {
			n, total := retriesFor(c.t, c.query, 9*time.Second)
			return fmt.Sprintf("%d retries in %s, %d attempts of each", n, span(total), c.r(0).Attempts/100)
		},
		seen: func(c *caseRun) bool {
			n, total := retriesFor(c.t, c.query, 9*time.Second)
			return n == 21 && total == 9*time.Second && c.r(0).Attempts == 2200
		}, observed: "3 × 1 + 6 × 0.5 + 12 × 0.25 = 9 s"},
	{source: "hypothesis/lms PR 5511", question: "retry_backoff=3600 below a maximum of 600 s",
		query:  "clients=100&spread=0s&limiter=none&fail=1&strategies=full&base=1h&cap=10m&attempts=4&bin=10s",
		answer: func(c *caseRun) string { return fmt.Sprintf("all attempts come within %s", span(c.r(0).Length())) },
		seen:   func(c *caseRun) bool { return c.r(0).Length() <= 30*time.Minute+20*time.Second }, observed: "all came within 600 s of each other"},
	{source: "VA notification-api PR 1367", question: "How many retries make 24 h on average, full jitter up to 10 min?",
		query: "strategies=full&base=1s&cap=10m&attempts=300",
		answer: func(c *caseRun) string {
			n, total := retriesFor(c.t, c.query, 24*time.Hour)
			return fmt.Sprintf("%d retries, %s on average", n, span(total))
		},
		seen: func(c *caseRun) bool { n, _ := retriesFor(c.t, c.query, 24*time.Hour); return n >= 296 && n <= 298 }, observed: "297 by hand"},
	{source: "kubernetes/website #41570", question: "A crash loop of 0, 10, 20, 40 … 300 s under an outage of 20 min",
		query:  "clients=50&spread=0s&limiter=none&outage=refuse&outage-to=20m&strategies=exponential&base=10s&cap=5m&first-retry=at-once&attempts=50&retry-on=unavailable&bin=5s",
		answer: func(c *caseRun) string { return "all back at " + span(c.r(0).LastSuccess) },
		seen:   func(c *caseRun) bool { return c.r(0).Successes == 50 }, observed: "10 + 20 + … + 160 + 3 × 300 s = 20 min 10 s"},
	{source: "shakenfist PR 3511", question: "gRPC reconnects up to every 120 s, the app makes 3 attempts a second apart",
		query: "clients=100&spread=1s&limiter=none&outage=refuse&outage-to=10m&strategies=fixed(attempts=3 base=1s)>lib:grpc-go-connection(attempts=50)&bin=5s",
		answer: func(c *caseRun) string {
			return fmt.Sprintf("the last %s after the outage", span(c.r(0).LastSuccess-10*time.Minute))
		},
		seen: func(c *caseRun) bool { d := c.r(0).LastSuccess - 10*time.Minute; return d > 0 && d < 144*time.Second }, observed: "at most 120 s and a fifth"},
	{source: "api-design.pages.dev", question: "Half of all attempts fail, three retries: 1.94 times the load?",
		query:  "clients=20000&spread=1m&limiter=none&fail=0.5&attempts=4&strategies=immediate",
		answer: func(c *caseRun) string { return fmt.Sprintf("%.3f times", c.r(0).Amplification) },
		seen:   func(c *caseRun) bool { return c.r(0).Amplification > 1.85 && c.r(0).Amplification < 1.90 }, observed: "1.875 by the formula beside it"},
}

// retriesFor is how many retries of a schedule take at least so long on average.
func retriesFor(t *testing.T, query string, long time.Duration) (int, time.Duration) {
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	total := time.Duration(0)
	for n, step := range schedule.All(s)[0].Retries {
		if total += step.Mean; total >= long {
			return n + 1, total
		}
	}
	return 0, total
}

func span(d time.Duration) string { return format.Elapsed(d) }

// Every public case has the answer that was seen, or says why it has none.
func TestPublicCases(t *testing.T) {
	var b strings.Builder
	line := func(form string, args ...any) { fmt.Fprintf(&b, form+"\n", args...) }
	line("<!-- Written by `go test ./experiment/validation -run PublicCases -update`; edits are lost. -->")
	line("# Cases from public reports\n")
	line("What people asked about retries in public, in our words, and what the lab answers. Each answer")
	line("is simulated; the last column is what was reported, or follows from what is known, and whether")
	line("the answer agrees. Links open in the lab that `make run` serves.\n")
	line("| reported in | question | the lab's answer | reported, or known | |")
	line("|---|---|---|---|---|")
	for _, p := range publicCases {
		if p.cannot != "" {
			line("| %s | %s | none: %s | | – |", p.source, p.question, p.cannot)
			continue
		}
		c := &caseRun{t: t, query: p.query, results: runCase(t, p.query)}
		agrees := p.seen(c)
		if !agrees {
			t.Errorf("%s: %s, and reported is %s", p.source, p.answer(c), p.observed)
		}
		line("| %s | %s | [%s](%s%s) | %s | %s |", p.source, p.question, p.answer(c), served, lab{t: t}.canonical(p.query), p.observed, map[bool]string{true: "agrees", false: "differs"}[agrees])
	}
	line("\nWhat becomes of configurations that people paste is in [formats.md](formats.md).")
	const path = "../../docs/cases.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if page, err := os.ReadFile(path); err != nil || string(page) != b.String() {
		t.Errorf("%s is not what the lab answers (%v); run with -update", path, err)
	}
}
