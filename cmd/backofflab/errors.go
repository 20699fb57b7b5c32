package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"backofflab/api/problem"
	"backofflab/cmd/backofflab/screen"
	"backofflab/scenario"
	"backofflab/sim"
)

// exit ends the program with a status. Without an error everything was said before.
type exit struct {
	status int
	err    error
}

func (e exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("status %d", e.status)
	}
	return e.err.Error()
}

func (e exit) Unwrap() error { return e.err }

// wrong says that flags, arguments or input are.
func wrong(err error) error { return exit{misuse, err} }

func wrongf(format string, args ...any) error { return wrong(fmt.Errorf(format, args...)) }

// says is an error that is a message of a scenario.FieldError: whole sentences.
type says string

func (s says) Error() string { return string(s) }

func sentence(format string, args ...any) error { return says(fmt.Sprintf(format, args...)) }

// report says what went wrong and returns the exit status.
func (p *program) report(ctx context.Context, c *cobra.Command, err error) int {
	var (
		ends   exit
		fields scenario.FieldErrors
		known  *problem.Problem
		over   *sim.LimitError
	)
	switch name := c.CommandPath(); {
	case err == nil:
		return good
	case ctx.Err() != nil:
		fmt.Fprintf(p.err, "%s: stopped\n", name)
		return interrupted
	case errors.As(err, &fields):
		p.tellFields(name, fields)
		return misuse
	case errors.As(err, &known):
		return p.tellProblem(name, known)
	case errors.As(err, &over):
		return p.tellProblem(name, problem.Of(err))
	case errors.As(err, &ends):
		if ends.err != nil {
			p.tell(name, ends.err.Error())
		}
		if ends.status == misuse {
			fmt.Fprintf(p.err, "Run '%s --help' for how it is used.\n", name)
		}
		return ends.status
	default: // cobra's own: too many arguments
		p.tell(name, err.Error())
		fmt.Fprintf(p.err, "Run '%s --help' for how it is used.\n", name)
		return misuse
	}
}

// tellProblem shows a problem alike, whether a server sent it or it is our own.
func (p *program) tellProblem(name string, known *problem.Problem) int {
	switch {
	case len(known.Fields) > 0:
		p.tellFields(name, known.Fields)
	default:
		p.tell(name, known.Title+": "+known.Detail)
	}
	if known.Status >= 400 && known.Status < 422 && known.Status != 408 && known.Status != 409 { // the request itself
		return misuse
	}
	return failed
}

// tellFields has a line for each field: its name, its value, and what to write instead.
func (p *program) tellFields(name string, fields scenario.FieldErrors) {
	for _, f := range fields {
		switch {
		case f.Value == "":
			p.tell(name, f.Field+": "+f.Message)
		default:
			p.tell(name, f.Error())
		}
	}
}

func (p *program) tell(name, what string) { fmt.Fprintf(p.err, "%s: %s\n", name, screen.Plain(what)) }
