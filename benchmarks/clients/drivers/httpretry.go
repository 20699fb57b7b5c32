package drivers

import (
	"context"

	"backofflab/retry"
	"backofflab/retry/httpretry"
)

var httpRetry = Driver{
	Key: "httpretry", Name: "backofflab retry/httpretry", Module: "backofflab",
	Set:  "without a budget, which would send back a tenth of a crowd",
	Link: "strategies=full&base=100ms&cap=20s&attempts=3&retry-after=seconds&honour=honour-jitter",
	New: func(j Job) (func(context.Context) error, error) {
		client := j.client()
		client.Transport = &httpretry.Transport{Base: client.Transport, Client: &retry.Client{Budget: retry.NoBudget}}
		return j.doer(client.Do), nil
	},
}
