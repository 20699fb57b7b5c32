package stream

import (
	"context"
	"log/slog"
	"testing"

	"backofflab/runs"
)

// pool is a pool of runs that ends with the test.
func pool(t *testing.T) *runs.Pool {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return runs.NewPool(ctx, slog.New(slog.DiscardHandler))
}

// turnsTaken are turns of which none is free.
func turnsTaken(t *testing.T) *runs.Turns {
	t.Helper()
	turns := runs.NewTurns(1, 0)
	if _, err := turns.Enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	return turns
}
