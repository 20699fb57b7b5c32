package drivers

import (
	"context"
	"net/http"

	"github.com/failsafe-go/failsafe-go/failsafehttp"
	"time"
)

var failsafe = Driver{
	Key: "failsafehttp", Name: "failsafe-go failsafehttp", Module: "github.com/failsafe-go/failsafe-go",
	Set:  "with backoff from 100 ms to 10 s and a jitter factor of 0.5: it has no delay of its own",
	Link: "strategies=lib:failsafe-go-ref&attempts=3&retry-after=seconds&honour=honour",
	New: func(j Job) (func(context.Context) error, error) {
		policy := failsafehttp.NewRetryPolicyBuilder().
			WithBackoff(100*time.Millisecond, 10*time.Second).WithJitterFactor(0.5).Build()
		client := http.Client{Transport: failsafehttp.NewRoundTripper(j.transport(), policy)}
		return j.doer(client.Do), nil
	},
}
