package calculator

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/posted"
	"backofflab/api/wire"
	"backofflab/calculator"
	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/typed"
)

// Names of what is asked of observed delays.
const (
	nameText    = "text"
	nameUnit    = "unit"
	namePolicy  = "policy"
	nameAttempt = "attempt"
)

const (
	// maxBody bounds a body: JSON and forms write some characters of a text in several.
	maxBody = 4 * observed.MaxPasted

	// maxAttempt bounds what an attempt may have taken.
	maxAttempt = time.Hour
)

// VerifyJSON answers which strategies observed delays fit.
func (l Lab) VerifyJSON(c echo.Context) error {
	asked, err := verifyAsked(c)
	if err != nil {
		return err
	}
	var problems scenario.FieldErrors
	options, expected := l.optionsOf(asked, &problems)
	turn, err := l.Enter(c.Request().Context())
	if err != nil {
		return err
	}
	defer turn.Leave()
	log, err := observed.Read([]byte(asked.Text), observed.Options{Unit: asked.Unit})
	if wrong := (*observed.Error)(nil); errors.As(err, &wrong) {
		problems = append(problems, unread(asked, wrong))
	}
	if len(problems) > 0 {
		return problems
	}
	result, err := fitted(c, turn, log, options)
	if err != nil {
		return err
	}
	return l.SendJSON(c, wire.VerifyAnswerOf(log, result, expected, l.Site(c.Request())))
}

// fitted tests delays in a turn: many of them take seconds.
func fitted(c echo.Context, turn Turn, log observed.Log, o fit.Options) (fit.Result, error) {
	ctx := c.Request().Context()
	return fit.AllBetween(log, o, func() error {
		if ctx.Err() != nil {
			return context.Cause(ctx) // nobody waits for it
		}
		return turn.Yield(ctx)
	})
}

// verifyAsked reads the body: JSON, a form, or else the text itself, with the rest in the query.
func verifyAsked(c echo.Context) (asked wire.VerifyAsked, err error) {
	err = posted.Text(c, maxBody, &asked, map[string]*string{nameText: &asked.Text, nameUnit: &asked.Unit, namePolicy: &asked.Policy, nameAttempt: &asked.Attempt})
	switch {
	case errors.Is(err, posted.ErrTooLong):
		return asked, tooLong(fmt.Sprintf("more than %d bytes", maxBody))
	case err != nil:
		return asked, posted.Unreadable("Send the text itself, a form with the field text, or JSON with text, unit, policy and attempt.")
	case len(asked.Text) > observed.MaxPasted:
		return asked, tooLong(fmt.Sprintf("%d bytes", len(asked.Text)))
	}
	return asked, nil
}

func tooLong(length string) error {
	return posted.TooLong(nameText, length, "Paste the part that has the retries: at most "+format.Plural(observed.MaxPasted, "byte")+" are read.")
}

// optionsOf reads what is known besides the delays. What is wrong with it goes to problems.
func (l Lab) optionsOf(asked wire.VerifyAsked, problems *scenario.FieldErrors) (o fit.Options, expected *calculator.Ask) {
	if asked.Attempt != "" {
		plain, ok := typed.Duration(asked.Attempt, time.Second)
		d, err := time.ParseDuration(plain)
		if !ok || err != nil || d <= 0 || d > maxAttempt {
			*problems = append(*problems, scenario.NewFieldError(nameAttempt, asked.Attempt, "Enter a duration of more than 0 s and at most "+format.Span(maxAttempt)+", for example 200ms."))
		}
		o.Attempt = d
	}
	if asked.Policy == "" {
		return o, nil
	}
	policy, err := calculator.Parse(queryOf(asked.Policy))
	var wrong scenario.FieldErrors
	if errors.As(err, &wrong) {
		for _, w := range wrong {
			w.Field = namePolicy + "." + w.Field
			*problems = append(*problems, w)
		}
		return o, nil
	}
	o.Expected = &policy.Scenario
	return o, &policy
}

// queryOf is the query of a link, or the query that it is.
func queryOf(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "#")
	if _, query, ok := strings.Cut(text, "?"); ok {
		return query
	}
	return text
}

// unread says why a text was not read, or that the unit is none.
func unread(asked wire.VerifyAsked, wrong *observed.Error) scenario.FieldError {
	if asked.Unit != "" && !observed.IsUnit(asked.Unit) {
		return scenario.NewFieldError(nameUnit, asked.Unit, wrong.Message)
	}
	return scenario.NewFieldError(nameText, wrong.Value, format.Capital(wrong.Error()))
}
