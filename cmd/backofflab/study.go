package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment/find"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/experiment/tipping"
	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/studies"
)

// asked is something that can be asked, as a study: T is what is known of it.
type asked[T any] struct {
	kind       string
	strategies int // how many there are
	question[T]
}

// question is a sweep or a search: a function of its query and of samples.
type question[T any] interface {
	Query() string
	Run(ctx context.Context, runner job.Runner, attempts int64, watch func(T)) (T, error)
}

func (a asked[T]) Kind() string { return a.kind }

func (a asked[T]) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return a.question.Run(ctx, runner, attempts, func(known T) { watch(known) })
}

// Share is that of the question, if it tells one.
func (a asked[T]) Share(known any) float64 {
	m, measured := a.question.(interface{ Share(T) float64 })
	if k, ok := known.(T); ok && measured {
		return m.Share(k)
	}
	return 0
}

func (a asked[T]) Read(kept []byte) (any, error) {
	var known T
	err := json.Unmarshal(kept, &known)
	return known, err
}

// Answered reads what a server answers, which is what is kept of most studies.
func (a asked[T]) Answered(table []byte) (any, error) {
	known, err := a.Read(table)
	if err == nil && !fits(known, a.strategies) {
		err = errors.New("it is not one to what was asked")
	}
	return known, err
}

// sweeping is a sweep as a study, of which servers answer another table than they keep.
type sweeping struct {
	asked[sweep.Table]
	sweep sweep.Sweep
}

func (s sweeping) Answered(table []byte) (any, error) {
	var a wire.SweepAnswer
	if err := json.Unmarshal(table, &a); err != nil {
		return nil, err
	}
	return wire.SweepTableOf(s.sweep, a)
}

// study computes a study here or has a server do it, telling how far it is. Where it is stopped the state has what is known
// by then, and the error is that of the context.
func (p *program) study(ctx context.Context, wanted inquiry) (studies.State, error) {
	if err := ctx.Err(); err != nil { // a small one would be over before it is stopped
		return studies.State{}, err
	}
	if p.server != "" {
		return p.waitFor(ctx, wanted)
	}
	runner := p.runner
	if runner == nil {
		runner = job.Local{}
	}
	pool := studies.NewPool(context.WithoutCancel(ctx), studies.Config{Runner: runner, Turns: runs.NewTurns(1, 0), Attempts: p.most, Logger: slog.New(slog.DiscardHandler)})
	shared := pool.Join(ctx, wanted)
	defer pool.Leave(shared)
	if p.talks && !p.quiet {
		defer p.tellState(shared)()
	}
	select {
	case <-shared.Done():
	case <-ctx.Done():
		shared.Cancel()
		<-shared.Done()
	}
	state := shared.State()
	if ctx.Err() != nil {
		return state, ctx.Err()
	}
	return state, state.Err
}

// forms are how what is known of a study is written, by --format.
type forms[T any] struct {
	query  string // of the answer
	answer func(T) any
	rows   func(T) [][]string
	screen func(T)
}

// writeStudy computes a study and writes what came of it, and of one that was stopped what is known.
func writeStudy[T any](ctx context.Context, p *program, wanted inquiry, how string, as forms[T]) (known T, err error) {
	state, failure := p.study(ctx, wanted)
	known, ok := state.Known.(T)
	if !ok {
		return known, failure
	}
	switch how {
	case "json":
		err = p.writeState(as.query, state, as.answer(known))
	case "csv":
		err = p.writeCSV(as.rows(known))
	default:
		as.screen(known)
	}
	return known, cmp.Or(err, failure)
}

// writeState writes a study as the API answers it.
func (p *program) writeState(query string, s studies.State, table any) error {
	a := wire.StudyAnswer[any]{State: "done", Query: query, Done: s.Done, Wanted: s.Wanted, Table: table}
	switch {
	case s.Err != nil:
		a.State = "cancelled"
	case !s.Over: // it goes on at a server
		a.State, a.LeftMS = "running", s.Left.Milliseconds()
	}
	body, err := wire.Encode(a)
	if err == nil {
		_, err = p.out.Write(body)
	}
	return err
}

func (p *program) writeCSV(rows [][]string) error {
	body, err := wire.CSV(rows)
	if err == nil {
		_, err = p.out.Write(body)
	}
	return err
}

// tellState tells in one line of a terminal how far a study is.
func (p *program) tellState(s *studies.Shared) (stop func()) {
	clear := func() { fmt.Fprint(p.err, "\r\x1b[K") }
	return every(frame, clear, func() {
		if says := stateInWords(s.State()); says != "" {
			fmt.Fprint(p.err, "\r\x1b[K"+screen.Plain(says))
		}
	})
}

// stateInWords is how far a study is: "12 of 28 cells, about 4 s left". A search takes as many
// runs as it turns out to need, so nobody can tell how long.
func stateInWords(s studies.State) string {
	switch known := s.Known.(type) {
	case sweep.Table:
		return format.Of(known.Done, len(known.Cells), "cell") + leftInWords(s)
	case find.Outcome:
		return format.Of(known.Left, len(known.Candidates), "policy") + " left, " + format.Plural(s.Done, "run")
	case tipping.Outcome:
		return tipsInWords(known)
	case tipping.Chances:
		return format.Of(known.Done, known.Seeds, "seed")
	case tipping.Odds:
		return oddsInWords(known) + leftInWords(s)
	}
	return ""
}

func leftInWords(s studies.State) string {
	if s.Left <= 0 {
		return ""
	}
	return ", " + format.About(s.Left) + " left"
}

// oddsInWords tells of the strategy that is looked at, which is the last.
func oddsInWords(o tipping.Odds) string {
	if len(o.Fleets) == 0 {
		return "just begun"
	}
	now := o.Fleets[len(o.Fleets)-1]
	return scenario.FleetName(now.Strategy) + ": " + format.Of(now.Done, o.Repetitions, "repetition") + ", " + format.Plural(now.Runs, "run")
}

// tipsInWords counts the thresholds that are known. Where they are, their loops are drawn.
func tipsInWords(o tipping.Outcome) string {
	known, all := 0, 0
	for _, f := range o.Fleets {
		for _, t := range []tipping.Threshold{f.Tips, f.Alone, f.Recovers} {
			switch t.Answer {
			case "", tipping.NoSuch:
			case tipping.Sought:
				all++
			default:
				known, all = known+1, all+1
			}
		}
	}
	return format.Of(known, all, "threshold") + " known, " + format.Plural(o.Runs, "run")
}

// fieldsOf are flags as fields of a link, those that were given.
func fieldsOf(c *cobra.Command, names []string) map[string]string {
	given := map[string]string{}
	for _, name := range names {
		if f := c.Flags().Lookup(name); f != nil && f.Changed {
			given[name] = f.Value.String()
		}
	}
	return given
}

// completeFigures offers figures for the last of some.
func completeFigures(names []string) complete {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return afterComma(typed, names), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// completeAxis offers fields, each with its colon, for the last of some.
func completeAxis(known []scenario.Field) complete {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndex(typed, ";")+1]
		var all []string
		for _, f := range known {
			all = append(all, cobra.CompletionWithDesc(before+f.Name+":", f.Label))
		}
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}
