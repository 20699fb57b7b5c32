package httpretry_test

import (
	"fmt"
	"net/http"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/retry/httpretry"
)

// A client for a service with a known limit: it keeps to nine tenths of it by itself, obeys
// Retry-After where it is rejected all the same, and stops by a deadline.
func Example_limit() {
	shop := shop()
	defer shop.Close()

	api := &retry.Client{
		Name: "api",
		Policy: retry.Policy{
			Strategy: retry.Full{
				Params: retry.Params{
					Base:   time.Second,
					Factor: 2,
					Cap:    30 * time.Second,
				},
			},
			MaxAttempts: 10,
			Deadline:    2 * time.Minute,
		},
		Budget: retry.NoBudget,
		Throttle: guard.NewBucketThrottle(guard.Params{
			ThrottleRate:  36, // of the 40 that are allowed
			ThrottleBurst: 10,
		}),
	}
	client := &http.Client{
		Transport: &httpretry.Transport{
			Client: api,
		},
	}
	resp, err := client.Get(shop.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status, "at attempt", retry.Attempt(resp.Request.Context()))
	// Output: 200 OK at attempt 1
}

// With a header the service learns which attempt it answers.
func Example_attemptHeader() {
	shop := shop(http.StatusServiceUnavailable)
	defer shop.Close()

	client := &http.Client{
		Transport: &httpretry.Transport{
			AttemptHeader: "X-Retry-Attempt",
		},
	}
	resp, err := client.Get(shop.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println("attempt", resp.Request.Header.Get("X-Retry-Attempt"))
	// Output: attempt 2
}
