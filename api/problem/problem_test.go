package problem

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/sim"
)

func TestStatusOfEveryError(t *testing.T) {
	for _, row := range []struct {
		err    error
		status int
	}{
		{scenario.FieldErrors{{Field: "rate"}}, 400},
		{fmt.Errorf("wrapped: %w", scenario.FieldErrors{{Field: "rate"}}), 400},
		{&sim.LimitError{Limit: 1}, 422},
		{runs.ErrBusy, 503},
		{context.Canceled, statusGone},
		{fmt.Errorf("disk on fire"), 500},
		{&Problem{Status: 418, Title: "Teapot"}, 418},
	} {
		if p := Of(row.err); p.Status != row.status || p.Type == "" || strings.Contains(p.Detail, "fire") {
			t.Errorf("%v: %+v, want %d", row.err, p, row.status)
		}
	}
}
