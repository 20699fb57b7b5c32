package explain

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// Scenario puts a scenario into words: the question that its run answers, and what is
// simulated.
func Scenario(s scenario.Scenario) (title, lead string) {
	sentences := []string{inWordsPopulation(s), inWordsLimiter(s) + inWordsFailures(s)}
	if s.RetryAfterJitter > 0 && s.SendsRetryAfter() {
		sentences = append(sentences, "Each Retry-After is lengthened at random by up to "+format.Share(s.RetryAfterJitter)+" of it")
	}
	sentences = append(sentences, inWordsCapacity(s)...)
	sentences = append(sentences, inWordsDisturbances(s)...)
	sentences = append(sentences, inWordsClients(s)...)
	sentences = append(sentences, inWordsStrategies(s)...)
	sentences = append(sentences, inWordsLayers(s)...)
	return "What happens when " + happens(s) + "?", strings.Join(sentences, ". ") + "."
}

// happens is what the clients of a scenario meet: what goes wrong for a time, or else what
// bounds them.
func happens(s scenario.Scenario) string {
	who := format.Plural(s.Clients, "client")
	if len(s.Strategies) == 1 {
		who += " " + withFleets(s.Strategies[0])
	}
	met := ""
	for _, d := range happening(s) {
		switch d.Kind {
		case scenario.DisturbanceOutage:
			return who + " " + format.Verb(s.Clients, "meets", "meet") + " an outage"
		case scenario.DisturbanceBrownout:
			met = format.Verb(s.Clients, "meets", "meet") + " a service that slows down"
		case scenario.DisturbanceSpike:
			met = format.Verb(s.Clients, "sends", "send") + " a spike of requests"
		case scenario.DisturbanceCrash:
			met = format.Verb(s.Clients, "crashes and restarts", "crash and restart")
		case scenario.DisturbanceFailures:
			if met == "" {
				met = format.Verb(s.Clients, "meets", "meet") + " a service that fails for a time"
			}
		}
	}
	if met == "" {
		met = bound(s)
	}
	return who + " " + met
}

// bound is what the clients of a scenario meet where nothing goes wrong.
func bound(s scenario.Scenario) string {
	hit, call := format.Verb(s.Clients, "hits ", "hit "), format.Verb(s.Clients, "calls ", "call ")
	switch kind, _ := s.Limits(); {
	case kind.Lock:
		return format.Verb(s.Clients, "writes", "write") + " to one row"
	case kind.Tokens:
		return hit + "an LLM's rate limit"
	case kind.Concurrency:
		return hit + "a concurrency limit"
	case kind.Rate && !farBelow(s):
		return hit + "a rate limit"
	case kind.Rate && (s.Fail == 0 || s.FailsForATime()) && s.Permanent == 0:
		return call + "a service with a rate limit"
	}
	switch {
	case s.Servers > 0 && s.Capacity() > 0 && s.Limiter == "none":
		return call + "a service with " + format.Plural(s.Servers, "server")
	case s.Fail > 0 && !s.FailsForATime() || s.Permanent > 0:
		return call + "a service that fails"
	}
	return call + "a service without a limit"
}

// farBelow reports whether the first tries alone stay well below a rate limit.
func farBelow(s scenario.Scenario) bool {
	room := s.Capacity() / 2
	switch s.Population {
	case scenario.PopulationOpen:
		return slices.Max(offeredTo(s))*max(1, s.Ramp) <= room
	case scenario.PopulationPeriodic:
		return s.Clients <= s.AtOnce() && float64(s.Clients) <= room*s.Every.Seconds()
	case scenario.PopulationClosed:
		return s.Clients <= s.AtOnce() && float64(s.Clients) <= room*(s.Think+2*s.Latency).Seconds()
	}
	return s.Clients <= s.AtOnce() || float64(s.Clients) <= room*s.Spread.Seconds()
}

// happening are the disturbances that begin before a run is stopped.
func happening(s scenario.Scenario) []scenario.Disturbance {
	return slices.DeleteFunc(s.Disturbances(), func(d scenario.Disturbance) bool { return d.From >= s.End() })
}

func inWordsStrategies(s scenario.Scenario) []string {
	var sentences []string
	if s.Cap < s.Base && slices.ContainsFunc(s.Strategies, usesCap) {
		sentences = append(sentences, fmt.Sprintf("The cap of %s is below the base delay and takes its place", format.Span(s.Cap)))
	}
	sentences = append(sentences, inWordsDelays(s)...)
	if len(s.Strategies) == 1 {
		return append(sentences, "Retry strategy: "+inText(s.Strategies[0]))
	}
	return append(sentences, "Compared: "+format.Word(len(s.Strategies))+" retry strategies")
}

// usesCap reports whether a strategy that a fleet uses has the scenario's cap.
func usesCap(fleet string) bool {
	shares, _ := scenario.Shares(fleet)
	return slices.ContainsFunc(shares, func(share scenario.Share) bool {
		return !slices.Contains([]string{"immediate", "fixed", "list"}, share.Strategy) && !strings.HasPrefix(share.Strategy, "lib:")
	})
}

// Noun is the unit of completion: a client, where each makes one request, else a request.
func Noun(s scenario.Scenario) string {
	if s.Population == scenario.PopulationOnce {
		return "client"
	}
	return "request"
}

func inWordsPopulation(s scenario.Scenario) string {
	text := inWordsArrivals(s)
	switch {
	case slices.ContainsFunc(s.Strategies, func(fleet string) bool { return strings.Contains(fleet, "start=") }):
		text += ", each part from its own start on"
	case s.Start > 0:
		text += ", from " + format.Span(s.Start) + " on"
	}
	return text
}

// offeredTo is how many requests a second each fleet begins.
func offeredTo(s scenario.Scenario) (rates []float64) {
	for _, fleet := range s.Strategies {
		rates = append(rates, s.OfferedTo(fleet))
	}
	return rates
}

func inWordsArrivals(s scenario.Scenario) string {
	who := format.Capital(format.Plural(s.Clients, "client"))
	call := who + format.Verb(s.Clients, " calls ", " call ")
	switch s.Population {
	case scenario.PopulationOpen:
		return who + inWordsLoad(s)
	case scenario.PopulationPeriodic:
		return call + "every " + format.Span(s.Every) + " for " + format.Span(s.Duration) + inWordsOffset(s)
	case scenario.PopulationClosed:
		return call + "again and again for " + format.Span(s.Duration) + ", " + inWordsThink(s)
	}
	switch {
	case s.Spread > 0:
		return call + "within " + format.Span(s.Spread)
	case s.Clients > 1:
		return call + "at the same moment"
	}
	return call + "once"
}

// inWordsOffset says when the clients of a periodic population begin.
func inWordsOffset(s scenario.Scenario) string {
	switch {
	case s.Clients == 1:
		return ""
	case s.Spread == 0:
		return ", all at the same moment"
	}
	return ", each at a time of its own within the first " + format.Span(s.Spread)
}

// inWordsLoad is what an open population sends.
func inWordsLoad(s scenario.Scenario) string {
	own := slices.ContainsFunc(s.Strategies, func(fleet string) bool { return strings.Contains(fleet, "offered=") })
	what, tail := format.EachTime(s.Offered, "request"), ""
	if own {
		what, tail = "requests", ", each part at its own rate"
	}
	text := format.Verb(s.Clients, " sends ", " together send ") + what + " for " + format.Span(s.Duration) + tail
	switch {
	case s.Ramp == 0:
		text += ", falling to none"
	case own && s.Ramp != 1:
		text += ", in the end " + format.Multiple(s.Ramp) + "\u00a0times as many"
	case s.Ramp < 1:
		text += ", falling to " + format.EachTimeAlone(s.Offered*s.Ramp)
	case s.Ramp > 1:
		text += ", rising to " + format.EachTimeAlone(s.Offered*s.Ramp)
	}
	switch {
	case s.SpikeFrom >= s.End():
	case s.Spike == 0:
		text += ", none " + fromTo(s.SpikeFrom, s.SpikeTo)
	case s.Spike != 1:
		text += ", " + format.Multiple(s.Spike) + "\u00a0times as many " + fromTo(s.SpikeFrom, s.SpikeTo)
	}
	return text
}

func inWordsThink(s scenario.Scenario) string {
	if s.Think == 0 {
		return "without a pause"
	}
	text := "pausing " + format.Span(s.Think)
	if !s.SteadyThink() {
		text += " on average"
	}
	return text + " after each request"
}

// inWordsLimiter says what the service admits.
func inWordsLimiter(s scenario.Scenario) string {
	kind, params := s.Limits()
	rest := " and answers 429 to the rest"
	counted, each, comma := "request", "", ""
	if least, most := s.Costs(); most > 1 {
		counted, each, comma = "point", ", "+format.Range(format.Count(least), format.Count(most))+" for each attempt", ","
	}
	if bound := inWordsBound(s); bound != "" && s.Limiter == "leaky-bucket" {
		rest = ", has " + bound + "," + rest
	} else if bound != "" {
		rest, comma = " has "+bound+","+rest, ","
	}
	params.Cost = 1
	switch s.Limiter {
	case "none":
		return "The service has no rate limit"
	case "optimistic-lock":
		return "The service has one row with a version: of those that read the same version the first write succeeds, the others get a 429"
	case "fixed-window":
		return fmt.Sprintf("The service allows %s in each window of %s", format.Plural(kind.AtOnce(params), counted), format.Span(s.Window)) + each + comma + rest
	case "sliding-log", "sliding-counter":
		return fmt.Sprintf("The service allows %s in any %s", format.Plural(kind.AtOnce(params), counted), format.Span(s.Window)) + each + comma + rest
	case "concurrency":
		return "The service lets in " + format.Plural(s.Concurrency, "request") + " at a time" + rest
	case "aimd":
		return inWordsAdaptive(s)
	case "leaky-bucket":
		return "The service passes on " + format.EachTime(s.Rate, counted) + each + ", holds up to " + format.Count(s.Burst) + rest
	case "llm":
		return inWordsTokens(s)
	case "token-bucket", "gcra":
		return "The service allows " + format.EachTime(s.Rate, counted) + each + ", with a burst of " + format.Count(s.Burst) + "," + rest
	}
	return "The service's limiter is " + kind.Name
}

// inWordsAdaptive says how a limit follows what it measures.
func inWordsAdaptive(s scenario.Scenario) string {
	return fmt.Sprintf("The service lets in %s at a time at first; after each that goes well while half the places are taken it is one more, up to %s, and after each that takes longer than %s or is dropped %s of them, down to %s; it answers 429 to the rest",
		format.Plural(s.Concurrency, "request"), format.Count(s.AIMDMost), format.Span(s.AIMDTarget), format.Share(s.AIMDFactor), format.Count(s.AIMDLeast))
}

// inWordsBound says how many may be in the service beside what the limiter admits.
func inWordsBound(s scenario.Scenario) string {
	if s.Bound() == 0 {
		return ""
	}
	return "at most " + format.Plural(s.Bound(), "request") + " inside at a time"
}

// inWordsCharge says how many tokens are taken, on average of what is drawn and cut at a limit.
func inWordsCharge(s scenario.Scenario, mean float64, drawn, perMinute int) string {
	tokens := format.Plural(int(math.Round(mean)), "token")
	if !s.SteadyTokens() {
		tokens += " on average"
	}
	if scenario.Cuts(mean, drawn) {
		tokens += fmt.Sprintf(" (%s drawn, cut at the limit of %s)", format.Count(drawn), format.Count(perMinute))
	}
	return tokens
}

// inWordsTokens says what an LLM's limit is, and what a request takes of it.
func inWordsTokens(s scenario.Scenario) string {
	tokens := inWordsCharge(s, s.MeanTokens(), s.Tokens, s.TokensPerMinute)
	perMinute := format.RatePlural(60*s.Rate, "request")
	if 60*s.Rate < 1 {
		perMinute = format.EachTime(s.Rate, "request")
	}
	if s.OutputPerMinute > 0 {
		tokens += fmt.Sprintf("; answers may use %s a minute, each %s", format.Plural(s.OutputPerMinute, "token"), inWordsCharge(s, s.MeanOutput(), s.OutputTokens, s.OutputPerMinute))
	}
	if bound := inWordsBound(s); bound != "" {
		tokens += "; it has " + bound
	}
	return fmt.Sprintf("The service allows %s, %s of them at once, and %s a minute; each request uses %s; everything beyond gets a 429",
		perMinute, format.Count(s.Burst), format.Plural(s.TokensPerMinute, "token"), tokens)
}

func inWordsFailures(s scenario.Scenario) string {
	text := ""
	if s.Fail > 0 && !(s.FailsForATime() && s.FailFrom >= s.End()) {
		if s.FailRun > 0 {
			text += fmt.Sprintf("; in %s of the time every attempt fails with 503, in spells of about %s", format.Share(s.Fail), format.Span(s.FailRun))
		} else {
			text += fmt.Sprintf("; %s of the attempts fail with 503", format.Share(s.Fail))
		}
		if s.FailsForATime() {
			text += " " + fromTo(s.FailFrom, s.FailTo)
		}
	}
	if s.Permanent > 0 {
		text += fmt.Sprintf("; about %s of the requests fail for good", format.Share(s.Permanent))
	}
	return text
}

func inWordsCapacity(s scenario.Scenario) []string {
	mean := s.MeanService()
	if mean == 0 && s.Slope == 0 {
		return nil
	}
	text := "Serving takes "
	if mean > 0 {
		text += format.Span(mean)
		if !s.SteadyService() {
			text += " on average"
		}
		if s.Slope > 0 {
			text += " and "
		}
	}
	if s.Slope > 0 {
		text += format.Span(s.Slope) + " for each request in the service"
	}
	if s.Servers > 0 {
		text += "; " + format.Count(s.Servers) + " " + format.Verb(s.Servers, "is", "are") + " served at a time"
	}
	if s.Discipline == scenario.ByPriority && s.Servers > 0 {
		text += ", by priority"
	}
	if s.RejectionsCost() {
		text += "; each rejection takes a server for " + format.Span(s.RefusalCost)
	}
	return []string{text}
}

// inWordsDisturbances says what goes wrong for a time. A spike is described with the load,
// failures with the limiter.
func inWordsDisturbances(s scenario.Scenario) []string {
	var out []string
	for _, d := range happening(s) {
		switch d.Kind {
		case scenario.DisturbanceOutage:
			what := "is down"
			if s.Outage == scenario.OutageHang {
				what = "hangs"
			}
			out = append(out, "It "+what+" "+fromTo(d.From, d.To))
		case scenario.DisturbanceBrownout:
			out = append(out, fmt.Sprintf("It runs at %s speed %s", format.Share(s.Brownout), fromTo(d.From, d.To)))
		case scenario.DisturbanceCrash:
			out = append(out, inWordsCrash(s))
		}
	}
	return out
}

func inWordsCrash(s scenario.Scenario) string {
	who, crash, restart, their := "About "+format.Share(s.CrashShare)+" of the clients", "crash", "restart", "their"
	switch {
	case s.CrashShare == 1 && s.Clients > 1:
		who = "All clients"
	case s.CrashShare == 1:
		who, crash, restart, their = "The client", "crashes", "restarts", "its"
	}
	return fmt.Sprintf("%s %s at %s and %s %s later, %s backoff state %s", who, crash, format.Span(s.Crash), restart, format.Span(s.Restart), their, s.CrashState)
}

func fromTo(from, to time.Duration) string {
	if from == 0 {
		return "for the first " + format.Span(to)
	}
	return "from " + format.Span(from) + " to " + format.Span(to)
}
