package explain

import (
	"fmt"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/limit"
	"backofflab/scenario"
)

// Scenario puts a scenario into words.
func Scenario(s scenario.Scenario) (title, lead string) {
	who := format.Plural(s.Clients, "client")
	bounded := "service"
	if s.Limiter != "none" {
		bounded = "limit"
	}
	title = fmt.Sprintf("Same %s, same %s. Only the wait between retries changes.", who, bounded)
	if len(s.Strategies) == 1 {
		title = fmt.Sprintf("%s, one %s, one way to wait: %s.", format.Capital(who), bounded, inText(s.Strategies[0]))
	}
	sentences := []string{inWordsPopulation(s), inWordsLimiter(s) + inWordsFailures(s)}
	sentences = append(sentences, inWordsCapacity(s)...)
	sentences = append(sentences, inWordsDisturbances(s)...)
	sentences = append(sentences, inWordsClients(s)...)
	if n := len(s.Strategies); n == 1 {
		sentences = append(sentences, "One way to decide when to come back")
	} else {
		sentences = append(sentences, format.Capital(format.Word(n))+" ways to decide when to come back")
	}
	return title, strings.Join(sentences, ". ") + "."
}

// Noun is the unit of completion: a client, where each makes one request, else a request.
func Noun(s scenario.Scenario) string {
	if s.Population == scenario.PopulationOnce {
		return "client"
	}
	return "request"
}

func inWordsPopulation(s scenario.Scenario) string {
	who := format.Capital(format.Plural(s.Clients, "client"))
	third := ""
	if s.Clients == 1 {
		third = "s"
	}
	switch s.Population {
	case scenario.PopulationOpen:
		text := fmt.Sprintf("%s send%s %s requests a second for %s", who, third, format.Rate(s.Offered), format.Span(s.Duration))
		if s.Ramp != 1 {
			text += fmt.Sprintf(", in the end %s", format.Rate(s.Offered*s.Ramp))
		}
		if s.Spike != 1 {
			text += fmt.Sprintf(", %s times as many %s", format.Multiple(s.Spike), fromTo(s.SpikeFrom, s.SpikeTo))
		}
		return text
	case scenario.PopulationClosed:
		return fmt.Sprintf("%s call%s again and again for %s, %s after each answer", who, third, format.Span(s.Duration), format.Span(s.Think))
	}
	when := "at once"
	if s.Spread > 0 {
		when = "within " + format.Span(s.Spread)
	}
	return fmt.Sprintf("%s call%s %s", who, third, when)
}

// inWordsLimiter says what the service admits.
func inWordsLimiter(s scenario.Scenario) string {
	kind, _ := s.Limits()
	rate := format.RatePlural(s.Rate, "request")
	switch s.Limiter {
	case "none":
		return "The service has no limiter"
	case "optimistic-lock":
		return "The service has one row with a version: of those that read the same version the first write passes, the rest are rejected"
	case "fixed-window":
		return fmt.Sprintf("The service admits %s in each window of %s and answers 429 to the rest",
			format.Plural(limit.WindowQuota(s.Rate, s.Window), "request"), format.Span(s.Window))
	case "sliding-log", "sliding-counter":
		return fmt.Sprintf("The service admits %s in any %s and answers 429 to the rest",
			format.Plural(limit.WindowQuota(s.Rate, s.Window), "request"), format.Span(s.Window))
	case "concurrency":
		return fmt.Sprintf("The service lets in %s at a time and answers 429 to the rest", format.Plural(s.Concurrency, "request"))
	case "leaky-bucket":
		return fmt.Sprintf("The service passes on %s a second, holds up to %s and answers 429 to the rest", rate, format.Count(s.Burst))
	case "llm":
		return fmt.Sprintf("The service admits %s requests and %s tokens a minute, a request is %s tokens, and answers 429 to the rest",
			format.Rate(s.Rate*60), format.Count(s.TokensPerMinute), format.Count(s.Tokens))
	case "token-bucket", "gcra":
		return fmt.Sprintf("The service admits %s a second, up to %s at once, and answers 429 to the rest", rate, format.Count(s.Burst))
	}
	return "The service's limiter is " + kind.Name
}

func inWordsFailures(s scenario.Scenario) string {
	text := ""
	if s.Fail > 0 {
		text += fmt.Sprintf("; %s of the attempts fail with 503", format.Share(s.Fail))
	}
	if s.Permanent > 0 {
		text += fmt.Sprintf("; about %s of the requests fail for good", format.Share(s.Permanent))
	}
	return text
}

func inWordsCapacity(s scenario.Scenario) []string {
	if s.MeanService() == 0 && s.Slope == 0 {
		return nil
	}
	text := fmt.Sprintf("A request is served in %s", format.Span(s.MeanService()))
	if s.MeanService() > 0 && !s.SteadyService() {
		text += " on average"
	}
	if s.Slope > 0 {
		text += fmt.Sprintf(", and %s more for each that is there", format.Span(s.Slope))
	}
	if s.Servers > 0 {
		text += fmt.Sprintf(", %s at a time", format.Count(s.Servers))
	}
	return []string{text}
}

// inWordsDisturbances says what goes wrong for a time. A spike is described with the load.
func inWordsDisturbances(s scenario.Scenario) []string {
	var out []string
	for _, d := range s.Disturbances() {
		switch d.Kind {
		case scenario.DisturbanceOutage:
			what := "is down"
			if s.Outage == scenario.OutageHang {
				what = "answers nobody"
			}
			out = append(out, "It "+what+" "+fromTo(d.From, d.To))
		case scenario.DisturbanceBrownout:
			out = append(out, fmt.Sprintf("It works at %s of its speed %s", format.Share(s.Brownout), fromTo(d.From, d.To)))
		case scenario.DisturbanceCrash:
			who := format.Share(s.CrashShare) + " of the clients crash"
			if s.CrashShare == 1 {
				who = "All clients crash"
			}
			out = append(out, fmt.Sprintf("%s at %s and are back %s later, their backoff state %s", who, format.Span(d.From), format.Span(s.Restart), s.CrashState))
		}
	}
	return out
}

// inWordsClients says what the clients have beside their strategy.
func inWordsClients(s scenario.Scenario) []string {
	var has []string
	if s.Timeout > 0 {
		has = append(has, "waits "+format.Span(s.Timeout)+" for an answer")
	}
	if s.RetryAfter != scenario.AfterNone {
		if s.Honours() {
			has = append(has, "obeys Retry-After ("+s.Honour+")")
		} else {
			has = append(has, "ignores Retry-After")
		}
	}
	guards := []string{}
	if s.Budgeted() {
		guards = append(guards, "a retry budget ("+s.Budget+")")
	}
	if s.Breaks() {
		guards = append(guards, "a circuit breaker ("+s.Breaker+")")
	}
	if s.Throttled() {
		guards = append(guards, "a throttle ("+s.Throttle+")")
	}
	if len(guards) > 0 {
		what := "has " + strings.Join(guards, " and ")
		if s.Process > 1 {
			what = "shares " + strings.Join(guards, " and ") + " with " + format.Plural(s.Process-1, "other")
		}
		has = append(has, what)
	}
	if len(has) == 0 {
		return nil
	}
	return []string{"A client " + strings.Join(has, ", ")}
}

func fromTo(from, to time.Duration) string {
	if from == 0 {
		return "for the first " + format.Span(to)
	}
	return "from " + format.Span(from) + " to " + format.Span(to)
}
