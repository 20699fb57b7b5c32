package wire

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
)

// TraceAnswer is what GET /api/v1/trace answers: one strategy of a run, attempt by
// attempt. It follows from the scenario alone.
type TraceAnswer struct {
	Strategy string         `json:"strategy"`
	Name     string         `json:"name"`
	Clients  int            `json:"clients"`
	Once     bool           `json:"once"` // each client has one request
	Room     *traceRoom     `json:"room"` // null: the limiter cannot tell
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
// run stopped before, or no client waited for it.
type traceAttempt [8]any

func TraceOf(s scenario.Scenario, t sim.Trace) TraceAnswer {
	key := t.Result.Strategy
	answer := TraceAnswer{
		Strategy: key, Name: scenario.FleetName(key),
		Clients: s.Clients, Once: s.Population == scenario.PopulationOnce,
		Outcomes: kindsOfOutcomes,
		Attempts: make([]traceAttempt, 0, len(t.Attempts)),
	}
	if t.Levels != nil {
		kind, _ := s.Limits()
		room := &traceRoom{Most: t.Most, Unit: kind.Unit, Levels: make([][2]float64, len(t.Levels))}
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
		if _, ok := requests[who]; !ok {
			requests[who] = len(requests)
		}
		last, outcome := 0, outcomeOf(a)
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

// outcomeOf is the outcome of an attempt that was answered. Of a copy whose client took the
// success of another it is superseded.
func outcomeOf(a sim.Attempt) string {
	if a.Lost {
		return "superseded"
	}
	return outcomeNames[a.Outcome]
}

func known(t time.Duration) any {
	if t == sim.Unknown {
		return nil
	}
	return inWholeMicros(t)
}

// inWholeMicros is a time in ms that needs no more than three decimals.
func inWholeMicros(t time.Duration) float64 { return float64(t.Microseconds()) / 1000 }
