package main

import (
	"net/http"
	"time"

	"github.com/PuerkitoBio/rehttp"
	"github.com/failsafe-go/failsafe-go/failsafehttp"
	"github.com/hashicorp/go-retryablehttp"

	"backofflab/retry/httpretry"
)

// stub answers at once, without a network.
type stub struct{}

func (stub) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Proto: "HTTP/1.1", Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// interceptors are GETs over a stub, served at once.
func interceptors() []row {
	over := func(transport http.RoundTripper) func() {
		client := http.Client{Transport: transport}
		request, err := http.NewRequest(http.MethodGet, "http://service.test/", nil)
		if err != nil {
			panic(err)
		}
		return func() {
			answer, err := client.Do(request)
			if err != nil {
				panic(err)
			}
			answer.Body.Close()
		}
	}
	retryable := retryablehttp.NewClient()
	retryable.HTTPClient, retryable.Logger = &http.Client{Transport: stub{}}, nil
	policy := failsafehttp.NewRetryPolicyBuilder().WithBackoff(100*time.Millisecond, 10*time.Second).Build()
	retrying := rehttp.NewTransport(stub{}, rehttp.RetryAll(rehttp.RetryMaxRetries(3), rehttp.RetryStatuses(429, 503)), rehttp.ExpJitterDelay(100*time.Millisecond, 10*time.Second))
	return []row{
		{"http.Client alone", "", over(stub{})},
		{"httpretry.Transport", ours, over(&httpretry.Transport{Base: stub{}})},
		{"Client.StandardClient", hashi, over(&retryablehttp.RoundTripper{Client: retryable})},
		{"failsafehttp.NewRoundTripper", failsaf, over(failsafehttp.NewRoundTripper(stub{}, policy))},
		{"rehttp.NewTransport", puerkito, over(retrying)},
	}
}
