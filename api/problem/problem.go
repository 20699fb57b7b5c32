package problem

import (
	"backofflab/internal/format"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/sim"
)

// Problem is the answer to a request that failed (RFC 9457).
type Problem struct {
	Type   string               `json:"type"`
	Title  string               `json:"title"`
	Status int                  `json:"status"`
	Detail string               `json:"detail"`
	Fields scenario.FieldErrors `json:"fields,omitempty"`
	See    *Place               `json:"see,omitempty"` // where there is nothing: what may have been meant

	RetryAfter time.Duration `json:"-"` // when to ask again, with jitter; 0: nobody knows. The header of this name says it
}

// Error makes a problem an error that handlers return.
func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// TooLarge is the title of a run that needs more than it may take.
const TooLarge = "The run is too large"

// statusGone is what the log shows for a client that left before its answer.
const statusGone = 499

// Of turns an error into the Problem that a client gets.
func Of(err error) *Problem {
	var (
		known  *Problem
		fields scenario.FieldErrors
		over   *sim.LimitError
		busy   *runs.BusyError
	)
	p := &Problem{Status: http.StatusInternalServerError, Title: "The lab failed", Detail: "This is a fault of the lab, not of the request."}
	switch {
	case errors.As(err, &known):
		p = known
	case errors.As(err, &fields):
		p = &Problem{Status: http.StatusBadRequest, Title: "The scenario has bad values", Detail: fields.Error(), Fields: fields}
	case errors.As(err, &over):
		p = &Problem{Status: http.StatusUnprocessableEntity, Title: TooLarge, Detail: Sentence(over.Error())}
	case errors.As(err, &busy):
		p = &Problem{Status: http.StatusServiceUnavailable, Title: "The lab is busy", RetryAfter: busy.RetryAfter()}
		p.Detail = fmt.Sprintf("Too many runs are under way. Try again in %s.", format.Span(max(time.Second, p.RetryAfter.Round(time.Second))))
	case errors.Is(err, runs.ErrBusy):
		p = &Problem{Status: http.StatusServiceUnavailable, Title: "The lab is busy", Detail: "Too many runs are under way. Try again in a few seconds."}
	case errors.Is(err, runs.ErrTooLong):
		p = &Problem{Status: http.StatusUnprocessableEntity, Title: TooLarge, Detail: "It takes too long to be waited for."}
	case errors.Is(err, context.Canceled):
		p = &Problem{Status: statusGone, Title: "The run was cancelled", Detail: "The client left, or the lab is stopping."}
	}
	p.Type = "about:blank"
	return p
}

// Sentence puts a full stop after a message.
func Sentence(message string) string {
	if message == "" {
		return message
	}
	return strings.ToUpper(message[:1]) + message[1:] + "."
}

// WhyNoBaseline says in a sentence why there is no baseline to be shown; "" where
// there is.
func WhyNoBaseline(err error) string {
	var over *sim.LimitError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &over):
		return over.Error() + "."
	case errors.Is(err, runs.ErrBaselineTimeout):
		return fmt.Sprintf("it takes longer than %s.", format.Span(runs.BaselineTimeout))
	}
	return Of(err).Detail
}
