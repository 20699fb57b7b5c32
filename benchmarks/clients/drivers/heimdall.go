package drivers

import (
	"context"
	"time"

	"github.com/gojek/heimdall/v7"
	"github.com/gojek/heimdall/v7/httpclient"
)

var heimdallDriver = Driver{
	Key: "heimdall", Name: "gojek/heimdall", Module: "github.com/gojek/heimdall/v7",
	Set:  "with 3 retries and exponential backoff from 100 ms to 10 s with up to 100 ms of jitter",
	Link: "strategies=additive&base=100ms&cap=10s&extra=100ms&attempts=4&honour=ignore", Model: "additive jitter, from the same figures",
	New: func(j Job) (func(context.Context) error, error) {
		backoff := heimdall.NewExponentialBackoff(100*time.Millisecond, 10*time.Second, 2, 100*time.Millisecond)
		client := httpclient.NewClient(
			httpclient.WithHTTPClient(j.client()),
			httpclient.WithRetryCount(3), httpclient.WithRetrier(heimdall.NewRetrier(backoff)))
		return j.doer(client.Do), nil
	},
}
