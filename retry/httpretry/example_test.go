package httpretry_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/config"
	"backofflab/retry/httpretry"
)

// shop is a server that answers with these statuses, one after the other, and then with 200.
func shop(statuses ...int) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		status := http.StatusOK
		if len(statuses) > 0 {
			status, statuses = statuses[0], statuses[1:]
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, "said %d", status)
	}))
}

// The zero Transport is a good one: three attempts, full jitter, Retry-After, and a budget that
// keeps retries at a tenth of the requests.
func Example() {
	shop := shop(503)
	defer shop.Close()

	client := &http.Client{Transport: &httpretry.Transport{}}
	resp, err := client.Get(shop.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status, "at attempt", retry.Attempt(resp.Request.Context()))
	// Output: 200 OK at attempt 2
}

// What was simulated is what runs: the link of a simulation is the configuration.
func Example_link() {
	shop := shop(503, 503, 503)
	defer shop.Close()

	settings, err := config.Parse("https://lab.example/?strategies=full&base=5ms&attempts=4&budget=ratio&honour=honour-jitter")
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: &httpretry.Transport{Client: settings.Client("shop")}}
	resp, err := client.Get(shop.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status, "at attempt", retry.Attempt(resp.Request.Context()))
	// Output: 200 OK at attempt 4
}

// A POST is sent again only with a key, by which the service can tell that it is the same.
func Example_idempotencyKey() {
	shop := shop(503)
	defer shop.Close()
	client := &http.Client{Transport: &httpretry.Transport{}}

	for _, key := range []string{"", "order-4711"} {
		req, _ := http.NewRequest("POST", shop.URL, strings.NewReader("a pair of shoes"))
		if key != "" {
			req.Header.Set("Idempotency-Key", key)
		}
		resp, err := client.Do(req)
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		fmt.Printf("key %q: %s\n", key, resp.Status)
	}
	// Output:
	// key "": 503 Service Unavailable
	// key "order-4711": 200 OK
}

// The last answer is returned as it is, and Outcome says why there was no other attempt.
func ExampleOutcome() {
	shop := shop(503, 503, 503)
	defer shop.Close()

	client := &http.Client{Transport: &httpretry.Transport{}}
	resp, err := client.Get(shop.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(resp.Status, string(body))
	if why, ok := httpretry.Outcome(resp); ok {
		fmt.Println(why, why.Verdict == retry.GiveUpAttempts)
	}
	// Output:
	// 503 Service Unavailable said 503
	// gave up after 3 attempts (max attempts): 503 Service Unavailable true
}

// A body that can be read once only is sent once only, and the answer to it is returned.
func ExampleOutcome_body() {
	shop := shop(503)
	defer shop.Close()

	client := &http.Client{Transport: &httpretry.Transport{}}
	once := io.LimitReader(strings.NewReader("a stream"), 100) // nothing that http.NewRequest knows
	req, _ := http.NewRequest("PUT", shop.URL, once)
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	why, _ := httpretry.Outcome(resp)
	fmt.Println(resp.Status, errors.Is(why, httpretry.ErrBody))
	// Output: 503 Service Unavailable true
}

// A deadline is never slept through: the answer comes back at once, and says by how much the
// next attempt would have been late.
func Example_deadline() {
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer shop.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", shop.URL, nil)
	client := &http.Client{Transport: &httpretry.Transport{}}
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	why, _ := httpretry.Outcome(resp)
	fmt.Println(resp.Status, why.Verdict == retry.GiveUpDeadline, why.Late > 54*time.Second)
	// Output: 429 Too Many Requests true true
}

// What is special to a service goes into a Classify of one's own: this one locks a document with
// 409 for a moment.
func ExampleTransport_classify() {
	shop := shop(409)
	defer shop.Close()

	client := &http.Client{Transport: &httpretry.Transport{
		Classify: func(resp *http.Response, err error) retry.Answer {
			a := httpretry.Classify(resp, err)
			if err == nil && resp.StatusCode == http.StatusConflict {
				a.Outcome = retry.Unavailable
			}
			return a
		},
	}}
	resp, err := client.Get(shop.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 200 OK
}
