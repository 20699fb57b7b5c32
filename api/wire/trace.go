package wire

import (
	"time"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// TraceAnswer is what GET /api/v1/trace answers: one strategy of a run, attempt by
// attempt. It follows from the scenario alone.
type TraceAnswer struct {
	Strategy string         `json:"strategy"`
	Name     string         `json:"name"`
	Tone     string         `json:"tone"` // class of its colour in this run
	Clients  int            `json:"clients"`
	Once     bool           `json:"once"` // each client has one request
	Room     *traceRoom     `json:"room"` // null: the limiter cannot tell
	Words    string         `json:"words"`
	Outcomes outcomeKinds   `json:"outcomes"`
	Attempts []traceAttempt `json:"attempts"`
}

// outcomeKinds say what a picture shows of an outcome, by its name: the request is done,
// the attempt was refused, which the service sends back, or its answer was too late. Of
// any other nothing is shown.
type outcomeKinds map[string]string

var kindsOfOutcomes = outcomeKinds{
	outcomeNames[retry.Success]: "done", outcomeNames[retry.TimedOut]: "late",
	outcomeNames[retry.Rejected]: "refused", outcomeNames[retry.Unavailable]: "refused", outcomeNames[retry.Failed]: "refused",
}

// traceRoom is how much the limiter would still admit, on straight lines between levels.
type traceRoom struct {
	Most   int          `json:"most"`
	Unit   string       `json:"unit"`
	Levels [][2]float64 `json:"levels"` // time in ms, room
}

// traceAttempt is client, number, sent, reached and answered in ms, outcome, whether it
// is the last of its request (1 or 0), number of the request. A time is null where the
// run stopped before, or nobody listened.
type traceAttempt [8]any

func TraceOf(s scenario.Scenario, strategy chart.Strategy, t sim.Trace) TraceAnswer {
	answer := TraceAnswer{
		Strategy: strategy.Key, Name: strategy.Name, Tone: "s-" + strategy.Tone,
		Clients: s.Clients, Once: s.Population == scenario.PopulationOnce, Words: traceWords(s, strategy.Name, t.Result),
		Outcomes: kindsOfOutcomes,
		Attempts: make([]traceAttempt, 0, len(t.Attempts)),
	}
	if t.Levels != nil {
		room := &traceRoom{Most: t.Most, Unit: roomUnit(s), Levels: make([][2]float64, len(t.Levels))}
		for i, l := range t.Levels {
			room.Levels[i] = [2]float64{inWholeMicros(l.At), float64(int(l.Room*1000)) / 1000}
		}
		answer.Room = room
	}
	type request struct {
		client uint32
		begun  time.Duration
	}
	requests := map[request]int{}
	for _, a := range t.Attempts {
		who := request{a.Client, a.Begun}
		if _, known := requests[who]; !known {
			requests[who] = len(requests)
		}
		last, outcome := 0, outcomeNames[a.Outcome]
		if a.Last {
			last = 1
		}
		if a.Answered == sim.Unknown {
			outcome = "unanswered"
		}
		answer.Attempts = append(answer.Attempts, traceAttempt{
			a.Client, a.Number, known(a.Sent), known(a.Reached), known(a.Answered), outcome, last, requests[who],
		})
	}
	return answer
}

// outcomeNames are the outcomes as scenarios write them.
var outcomeNames = map[retry.Outcome]string{
	retry.Success: "success", retry.Rejected: "rejected", retry.Unavailable: "unavailable",
	retry.TimedOut: "timed-out", retry.Failed: "failed", retry.NotSent: "not-sent",
}

// roomUnit is what the room of a limiter is counted in.
func roomUnit(s scenario.Scenario) string {
	switch s.Limiter {
	case "token-bucket":
		return "tokens"
	case "leaky-bucket", "concurrency":
		return "places"
	}
	return "requests"
}

// traceWords say what the moving picture shows, for those who do not see it.
func traceWords(s scenario.Scenario, name string, r sim.Result) string {
	noun := explain.Noun(s)
	words := name + ": " + format.Plural(r.Requests, noun) + " " + format.Verb(r.Requests, "makes", "make") + " " + format.Plural(r.Attempts, "attempt")
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{r.Rejected, "is turned away", "are turned away"},
		{r.Failed, "fails", "fail"},
		{r.TimedOut, "times out", "time out"},
	} {
		if part.n > 0 {
			words += ", " + format.Count(part.n) + " " + format.Verb(part.n, part.one, part.many)
		}
	}
	words += ". " + format.Plural(r.Successes, noun) + " " + format.Verb(r.Successes, "is", "are") + " done"
	if r.Completion.Count() > 0 {
		words += ", the slowest after " + format.Elapsed(r.Completion.Max())
	}
	if n := r.GaveUp.Total(); n > 0 {
		words += "; " + format.Count(n) + " " + format.Verb(n, "gives up", "give up")
	}
	if r.Unfinished > 0 {
		words += "; " + format.Count(r.Unfinished) + " " + format.Verb(r.Unfinished, "is", "are") + " not done at the end"
	}
	return words + "."
}

func known(t time.Duration) any {
	if t == sim.Unknown {
		return nil
	}
	return inWholeMicros(t)
}

// inWholeMicros is a time in ms that needs no more than three decimals.
func inWholeMicros(t time.Duration) float64 { return float64(t.Microseconds()) / 1000 }
