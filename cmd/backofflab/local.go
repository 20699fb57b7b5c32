package main

import (
	"context"
	"log/slog"
	"time"

	"backofflab/api/wire"
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

// simulate runs a scenario as a server does, once for several questions.
func (l *local) simulate(ctx context.Context, s scenario.Scenario, watch func(*runs.Log) func()) (experiment.Outcome, error) {
	if found, ok := l.found[s.Query()]; ok {
		return found, nil
	}
	pool := runs.NewPool(ctx, slog.New(slog.DiscardHandler))
	class := runs.Class{Name: "terminal", Attempts: l.most, Slots: runs.NewTurns(1, time.Minute)}
	shared := pool.Join(s, class)
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
