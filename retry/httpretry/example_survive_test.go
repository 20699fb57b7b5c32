package httpretry_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"backofflab/retry"
	"backofflab/retry/httpretry"
	"backofflab/scenario"
	"backofflab/testbed"
)

// survive is a program of ten lines that gets all of its answers from a service that fails
// three times out of ten and limits it to 200 requests a second.
func survive(url string) (served int) {
	policy := retry.Policy{MaxAttempts: 12, Strategy: retry.Full{Params: retry.Params{Base: 10 * time.Millisecond, Factor: 2, Cap: time.Second}}}
	client := &http.Client{Transport: &httpretry.Transport{Client: &retry.Client{Policy: policy, Budget: retry.NoBudget}}}
	for range 40 {
		if resp, err := client.Get(url); err == nil {
			if resp.Body.Close(); resp.StatusCode == 200 {
				served++
			}
		}
	}
	return served
}

// A program of ten lines survives a testbed with 30 % failures and a limit.
func Example_tenLines() {
	service, _ := scenario.ParseQuery("fail=0.3&rate=200&burst=5&latency=0s")
	pool := testbed.NewPool(testbed.Limits{PerSecond: 10_000})
	defer pool.Close()
	bed, err := pool.Start(testbed.Config{Scenario: service})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(pool)
	defer server.Close()

	fmt.Println(survive(server.URL+bed.Path()), "of 40 were served")
	// Output: 40 of 40 were served
}
