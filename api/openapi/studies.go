package openapi

import (
	"net/http"
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"

	"backofflab/api/wire"
	"backofflab/experiment/find"
)

// studyOperations are those of the studies: each is asked for until it is done, and can be
// cancelled.
func studyOperations() []asked {
	var all []asked
	for _, s := range []struct {
		path, cancel  string
		summary, stop string
		parameters    []parameter
		answers       reflect.Type
		says          string
	}{
		{"sweep", "cancelSweep", "A scenario at many values of one or two of its fields", "Cancel a sweep",
			sweepParameters(), reflect.TypeFor[wire.StudyAnswer[wire.SweepAnswer]](), "The finished table"},
		{"find", "cancelFind", "The retry policy that does best in a scenario, under limits", "Cancel a search for a policy",
			findParameters(), reflect.TypeFor[wire.StudyAnswer[find.Outcome]](), "What was found"},
		{"tip", "cancelTip", "Where a service tips, and where it recovers", "Cancel a search for where a service tips",
			tipParameters(), reflect.TypeFor[wire.StudyAnswer[wire.TipAnswer]](), "The thresholds and loops"},
		{"seeds", "cancelSeeds", "The worst of many seeds of a scenario, and how rare it is", "Cancel a search for the worst seed",
			seedsParameters(), reflect.TypeFor[wire.StudyAnswer[wire.SeedsAnswer]](), "The distributions, with the worst seed and the one in the middle"},
		{"collapse", "cancelCollapse", "How rarely a scenario collapses, by splitting and by plain Monte Carlo", "Cancel an estimate of rare collapses",
			rareParameters(), reflect.TypeFor[wire.StudyAnswer[wire.RareAnswer]](), "Both estimates for each strategy"},
	} {
		path := "/api/v1/" + s.path
		all = append(all,
			asked{method: http.MethodGet, path: path, id: s.path, summary: s.summary,
				more: "It is simulated in the background and shared by all who ask for the same. Ask again, after Retry-After, until it is done.",
				link: true, parameters: s.parameters, answers: s.answers, says: s.says,
				later: "It is under way: what is known so far.", problems: []int{http.StatusBadRequest}},
			asked{method: http.MethodDelete, path: path, id: s.cancel, summary: s.stop + ", for all who wait for it",
				more: "What was simulated is kept for a while: whoever asks again goes on from there.",
				link: true, parameters: s.parameters, answers: s.answers, says: "What was known at its end",
				problems: []int{http.StatusBadRequest, http.StatusNotFound}})
	}
	return all
}

// sweepParameters are what a sweep has besides its scenario.
func sweepParameters() []parameter {
	text := &jsonschema.Schema{Type: "string"}
	return []parameter{
		{Name: "x", In: "query", Required: true, Description: "A field and its values: cap:1s,5s,10s, clients:lin(10,190,19), base:log(10ms,10s,7), or a range as people type it.", Schema: text},
		{Name: "y", In: "query", Description: "Another field and its values: all pairs of both are simulated.", Schema: text},
		{Name: "refine", In: "query", Description: "How many values are added at most, where curves cross or bend.", Schema: &jsonschema.Schema{Type: "integer", Minimum: new(0.0)}},
		{Name: "figures", In: "query", Description: "Names of figures, as replications have them, with commas between.", Schema: text},
	}
}

// findParameters are what a search for a policy has besides its scenario.
func findParameters() []parameter {
	text := &jsonschema.Schema{Type: "string"}
	return []parameter{
		{Name: "want", In: "query", Description: "Goal and limits in words: " + find.Example + ".", Schema: text},
		{Name: "goal", In: "query", Description: "The name of the figure that should be as good as possible.", Schema: text},
		{Name: "limits", In: "query", Description: "Figures and their limits: done_99:30s,peak_over_capacity:3.", Schema: text},
		{Name: "vary", In: "query", Description: "What of the policy may vary: base:100ms,200ms;cap:5s,20s.", Schema: text},
		{Name: "candidates", In: "query", Description: "How many policies are tried at most.", Schema: &jsonschema.Schema{Type: "integer", Minimum: new(2.0)}},
		{Name: "indifference", In: "query", Description: "The share of the goal below which a difference does not matter: 2%.", Schema: text},
		{Name: "confidence", In: "query", Description: "The probability with which the best is selected: 95%.", Schema: text},
	}
}

// tipParameters are what a search for where a service tips has besides its scenario.
func tipParameters() []parameter {
	text := &jsonschema.Schema{Type: "string"}
	return []parameter{
		{Name: "of", In: "query", Description: "What is turned up.", Schema: &jsonschema.Schema{Type: "string", Enum: []any{"load", "service", "outage", "brownout", "spike", "failures", "crash"}}},
		{Name: "low", In: "query", Description: "The lower end of the range that is searched: a rate, or a duration.", Schema: text},
		{Name: "high", In: "query", Description: "Its upper end.", Schema: text},
		{Name: "trigger", In: "query", Description: "What happens to a run whose load or service time is turned up: the scenario's own, a standard one, or nothing.", Schema: &jsonschema.Schema{Type: "string", Enum: []any{"own", "standard", "none"}}},
		{Name: "within", In: "query", Description: "How long after the trigger a run must have come back: 1m.", Schema: text},
		{Name: "precision", In: "query", Description: "Half the width of the 95 % interval, as a share of the threshold.", Schema: &jsonschema.Schema{Type: "number"}},
	}
}

// seedsParameters are what a search for the worst seed has besides its scenario.
func seedsParameters() []parameter {
	return []parameter{
		{Name: "figure", In: "query", Description: "By which figure seeds are compared: its name, as replications have it.", Schema: &jsonschema.Schema{Type: "string"}},
		{Name: "seeds", In: "query", Description: "How many are tried.", Schema: &jsonschema.Schema{Type: "integer", Minimum: new(2.0)}},
	}
}

// rareParameters are what a question for rare collapses has besides its scenario.
func rareParameters() []parameter {
	return []parameter{
		{Name: "repetitions", In: "query", Description: "How often splitting is repeated: the interval is that of the repetitions.", Schema: &jsonschema.Schema{Type: "integer", Minimum: new(4.0)}},
	}
}
