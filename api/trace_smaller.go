package api

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/web/templates"
)

// smaller is a scenario like the one that was asked for which may not be too large.
type smaller struct {
	Query string `json:"query"`
	Words string `json:"words"` // what follows it: "Show 400 clients"
}

func tooManyClients(s scenario.Scenario) *problem {
	fewer := s
	fewer.Clients = maxTraceClients
	return tooLargeToTrace(fewer, fmt.Sprintf("Show %d clients", maxTraceClients), scenario.FieldError{
		Field: "clients", Value: strconv.Itoa(s.Clients),
		Message: fmt.Sprintf("the service view shows up to %d clients, and this run has %s", maxTraceClients, templates.Thousands(s.Clients)),
	})
}

// tooManyAttempts halves what the attempts come from.
func tooManyAttempts(s scenario.Scenario) *problem {
	less, words := s, ""
	what := scenario.FieldError{
		Field: "clients", Value: strconv.Itoa(s.Clients),
		Message: fmt.Sprintf("the service view shows up to %s attempts of a strategy, and this run has more", templates.Thousands(maxTraceAttempts)),
	}
	if s.Population == scenario.PopulationOpen {
		less.Duration = (s.Duration / 2).Round(time.Millisecond)
		what.Field, what.Value = "duration", s.Duration.String()
		words = "Show " + explain.Span(less.Duration)
	} else {
		less.Clients = max(1, s.Clients/2)
		words = "Show " + counted(less.Clients, "client", "", "")
	}
	return tooLargeToTrace(less, words, what)
}

func tooLargeToTrace(less scenario.Scenario, words string, what scenario.FieldError) *problem {
	p := &problem{
		Status: http.StatusUnprocessableEntity, Title: "The run is too large for the service view",
		Detail: sentence(what.Message), Fields: scenario.FieldErrors{what},
	}
	if less.Validate() == nil {
		p.Smaller = &smaller{less.Query(), words}
	}
	return p
}
