package main

import (
	"context"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/runs"
	"backofflab/scenario/link"
)

// lab is what answers questions: this program, or a server. Answers are the bytes of the
// JSON API, so that what is written of them does not depend on who answered.
type lab interface {
	// run simulates a link. While it goes on, watch is told, where that can be told.
	run(ctx context.Context, l link.Link, watch func(*runs.Log) func()) ([]byte, error)
	// results is the table of a run as CSV.
	results(ctx context.Context, l link.Link) ([]byte, error)
	// compare puts a link beside its baseline.
	compare(ctx context.Context, l link.Link, watch func(*runs.Log) func()) ([]byte, error)
	// policy is what a link's policies make clients wait.
	policy(ctx context.Context, l link.Link) ([]byte, error)
	// read is what a text of another program says.
	read(ctx context.Context, asked wire.ImportAsked) ([]byte, error)
	// write is a strategy of a link in a format, in all of them where that is "".
	write(ctx context.Context, l link.Link, strategy, format string) ([]byte, error)
	// formats are those that there are.
	formats(ctx context.Context) ([]byte, error)
}

// lab returns who answers.
func (p *program) lab() (lab, error) {
	if p.server == "" {
		return &local{most: p.most, found: map[string]experiment.Outcome{}}, nil
	}
	return newRemote(p.server)
}
