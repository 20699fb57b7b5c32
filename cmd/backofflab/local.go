package main

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"backofflab/api/wire"
	"backofflab/exchange"
	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// local computes everything itself.
type local struct {
	most int64 // attempts of a run

	found map[string]experiment.Outcome // by query
}

func (l *local) run(ctx context.Context, wanted link.Link, watch func(*runs.Log) func()) ([]byte, error) {
	found, err := l.simulate(ctx, wanted.Scenario, watch)
	if err != nil {
		return nil, err
	}
	return wire.Encode(wire.RunAnswerOf(wanted.Scenario, found))
}

func (l *local) results(ctx context.Context, wanted link.Link) ([]byte, error) {
	found, err := l.simulate(ctx, wanted.Scenario, nil)
	if err != nil {
		return nil, err
	}
	return wire.CSV(wire.ResultRows(wanted.Scenario, found.Results))
}

func (l *local) compare(ctx context.Context, wanted link.Link, watch func(*runs.Log) func()) ([]byte, error) {
	one, other := experiment.Repeated(wanted.Scenario, *wanted.With, l.most)
	baseline, err := l.simulate(ctx, other, watch)
	if err != nil {
		return nil, err
	}
	now, err := l.simulate(ctx, one, watch)
	if err != nil {
		return nil, err
	}
	title := explain.Change(wanted.Scenario, *wanted.With, now, baseline)
	return wire.Encode(wire.CompareAnswerOf(wanted.Scenario, *wanted.With, now, baseline, title))
}

func (l *local) policy(_ context.Context, wanted link.Link) ([]byte, error) {
	return wire.Encode(wire.PolicyAnswerOf(wanted.Scenario))
}

func (l *local) read(_ context.Context, asked wire.ImportAsked) ([]byte, error) {
	read, err := exchange.Read(asked.Text, asked.Format)
	if err != nil {
		return nil, err
	}
	in := read.Scenario()
	if asked.Into != "" {
		into, err := link.Read(asked.Into)
		if err != nil {
			return nil, err
		}
		if asked.Replaces != "" && !slices.Contains(into.Scenario.Strategies, asked.Replaces) {
			return nil, scenario.FieldErrors{scenario.NewFieldError("replaces", asked.Replaces, "Choose one of the scenario's strategies: "+strings.Join(into.Scenario.Strategies, ", ")+".")}
		}
		if in, err = read.In(into.Scenario, asked.Replaces); err != nil {
			return nil, err
		}
	}
	return wire.Encode(wire.ImportOf(read, in, ""))
}

func (l *local) write(_ context.Context, wanted link.Link, strategy, format string) ([]byte, error) {
	var texts []exchange.Text
	var err error
	if format == "" {
		texts, err = exchange.Texts(wanted.Scenario, strategy)
	} else {
		texts = make([]exchange.Text, 1)
		texts[0], err = exchange.Write(wanted.Scenario, strategy, format)
	}
	if err != nil {
		return nil, err
	}
	return wire.Encode(wire.ExportAnswerOf(wanted.Scenario, strategy, texts, ""))
}

func (l *local) formats(context.Context) ([]byte, error) {
	return wire.Encode(wire.FormatsOf(exchange.Formats()))
}

// simulate runs a scenario as a server does, once for several questions.
func (l *local) simulate(ctx context.Context, s scenario.Scenario, watch func(*runs.Log) func()) (experiment.Outcome, error) {
	if found, ok := l.found[s.Query()]; ok {
		return found, nil
	}
	pool := runs.NewPool(ctx, slog.New(slog.DiscardHandler))
	class := runs.Class{Name: "terminal", Attempts: l.most, Slots: runs.NewTurns(1, time.Minute)}
	shared := pool.Join(ctx, s, class)
	defer shared.Leave()
	if watch != nil {
		defer watch(shared.Log)()
	}
	select {
	case <-shared.Done():
	case <-ctx.Done():
		return experiment.Outcome{}, ctx.Err()
	}
	found, err := shared.Result(ctx)
	if err == nil {
		l.found[s.Query()] = found
	}
	return found, err
}
