package stage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"backofflab/retry"
	"backofflab/retry/stage"
)

// A pipeline of three stages. The first two call one service and share its client; the
// last computes, and whatever it fails with, it would fail with again.
func Example() {
	shop := &retry.Client{Name: "shop", Policy: retry.Policy{Strategy: retry.Immediate{}}}
	failures := 1 // of the service, before it answers

	fetch := stage.New("fetch", shop, func(_ context.Context, id int) (string, error) {
		if failures--; failures >= 0 {
			return "", errors.New("overloaded")
		}
		return fmt.Sprintf("order %d: a pair of shoes", id), nil
	})
	price := stage.New("price", shop, func(_ context.Context, order string) (string, error) {
		return order + ", 80 francs", nil
	})
	print := stage.New("print", nil, func(_ context.Context, line string) (string, error) {
		if !strings.HasPrefix(line, "order 7") {
			return "", retry.Permanent(errors.New("no such printer"))
		}
		return strings.ToUpper(line), nil
	})
	pipeline := func(ctx context.Context, id int) (string, error) {
		order, err := fetch(ctx, id)
		if err != nil {
			return "", err
		}
		line, err := price(ctx, order)
		if err != nil {
			return "", err
		}
		return print(ctx, line)
	}
	for _, id := range []int{7, 8} {
		fmt.Println(pipeline(context.Background(), id))
	}
	// Output:
	// ORDER 7: A PAIR OF SHOES, 80 FRANCS <nil>
	//  print: gave up after 1 attempt (permanent failure): no such printer
}
