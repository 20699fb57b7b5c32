package drivers

import (
	"context"
	"net/http"
	"time"

	"github.com/PuerkitoBio/rehttp"
)

var rehttpDriver = Driver{
	Key: "rehttp", Name: "PuerkitoBio/rehttp", Module: "github.com/PuerkitoBio/rehttp",
	Set:  "with 3 retries of GET and PUT after temporary errors, 429 and 5xx, and ExpJitterDelay from 100 ms to 10 s",
	Link: "strategies=full&base=100ms&cap=10s&attempts=4&honour=ignore", Model: "its full jitter, from the same figures",
	New: func(j Job) (func(context.Context) error, error) {
		transport := rehttp.NewTransport(j.transport(), rehttp.RetryAll(
			rehttp.RetryMaxRetries(3),
			rehttp.RetryHTTPMethods(http.MethodGet, http.MethodPut),
			rehttp.RetryAny(rehttp.RetryTemporaryErr(), rehttp.RetryStatuses(429), rehttp.RetryStatusInterval(500, 600)),
		), rehttp.ExpJitterDelay(100*time.Millisecond, 10*time.Second))
		client := http.Client{Transport: transport}
		return j.doer(client.Do), nil
	},
}
