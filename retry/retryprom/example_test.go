package retryprom_test

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"backofflab/retry"
	"backofflab/retry/retryprom"
)

// One Metrics for all clients of a program; the name of each is a label.
func Example() {
	registry := prometheus.NewRegistry() // or prometheus.DefaultRegisterer
	metrics, err := retryprom.New(registry)
	if err != nil {
		fmt.Println(err)
		return
	}
	shop := &retry.Client{Name: "shop", Metrics: metrics}
	_, _ = retry.Call(context.Background(), shop, func(context.Context) (int, error) { return 1, nil })
	families, _ := registry.Gather()
	for _, f := range families {
		fmt.Println(f.GetName())
	}
	// Output:
	// retry_attempt_duration_seconds
	// retry_attempts_total
	// retry_call_attempts
	// retry_calls_total
}
