package config_test

import (
	"encoding/json"
	"fmt"

	"backofflab/retry"
	"backofflab/retry/config"
)

// The link of a simulation is the configuration of what runs.
func Example() {
	settings, err := config.Parse("https://lab.example/?clients=1000&strategies=full&base=200ms&attempts=4&budget=ratio&honour=honour-jitter")
	if err != nil {
		fmt.Println(err)
		return
	}
	shop := settings.Client("shop") // for retry.Call, or httpretry
	fmt.Println(shop.Policy)
	for _, lost := range settings.Lost() {
		fmt.Println("-", lost)
	}
	// Output:
	// 4 attempts; Full jitter, waits up to 200ms, 400ms, 800ms; retries rejected, unavailable, timed out, not sent; Retry-After: Honour + jitter
	// - Of the service and the run, and no part of a policy: clients.
	// - All calls of a client share its budget, breaker and throttle; in the simulation the clients of a process do.
}

// A link that compares strategies is no one policy; the error says how to choose.
func ExampleParseStrategy() {
	const link = "https://lab.example/?strategies=full,equal&attempts=4"
	_, err := config.Parse(link)
	fmt.Println(err)
	settings, _ := config.ParseStrategy(link, "equal")
	fmt.Println(settings)
	// Output:
	// strategies=full,equal: These are several policies. Write strategies=full to choose one, or name it to ParseStrategy.
	// strategies=equal&attempts=4
}

// The other way: what the default policy does to a service is simulated by this link.
func ExampleFromPolicy() {
	settings, err := config.FromPolicy(retry.Policy{})
	fmt.Println("https://lab.example/?"+settings.String(), err)
	// Output:
	// https://lab.example/?strategies=full&cap=20s&attempts=3&honour=honour-jitter&honour-jitter=0.1&honour-limit=2m&honour-over=give-up&budget=ratio <nil>
}

// Settings read and write the JSON that the lab hands out.
func ExampleSettings_MarshalJSON() {
	settings, _ := config.Parse("strategies=fixed&base=1s&attempts=3&breaker=retries&breaker-ratio=0.1")
	text, _ := json.MarshalIndent(settings, "", "  ")
	fmt.Println(string(text))
	// Output:
	// {
	//   "strategy": "fixed",
	//   "max_attempts": 3,
	//   "base_delay": "1s",
	//   "retry_on": [
	//     "rejected",
	//     "unavailable",
	//     "timed-out",
	//     "not-sent"
	//   ],
	//   "breaker": "retries",
	//   "breaker_ratio": 0.1
	// }
}
