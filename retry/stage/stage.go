// Package stage makes a step of a pipeline retry: a function from what comes in to what goes
// out, under the policy and the guards of a client, and under a name of its own in metrics
// and errors.
//
//	fetch := stage.New("fetch", client, fetchOrder)
//	price := stage.New("price", client, priceOrder)
//	order, err := fetch(ctx, id)
//
// A stage is safe for simultaneous use if its function is.
package stage

import (
	"context"
	"fmt"

	"backofflab/retry"
)

// New returns f as a stage. Its attempts are those of client: they share its guards with
// all else that client does, and metrics have them under the stage's name. nil is
// retry.DefaultClient. What f's errors mean is said as for retry.Do; f must be able to run
// again for the same input.
//
// The error of a stage begins with its name, and is what retry.Call returned.
func New[In, Out any](name string, client *retry.Client, f func(context.Context, In) (Out, error)) func(context.Context, In) (Out, error) {
	named := client.Named(name)
	return func(ctx context.Context, in In) (Out, error) {
		out, err := retry.Call(ctx, named, func(ctx context.Context) (Out, error) { return f(ctx, in) })
		if err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
		return out, nil
	}
}
