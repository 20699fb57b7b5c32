package drivers

import (
	"context"

	"github.com/hashicorp/go-retryablehttp"
)

var retryableHTTP = Driver{
	Key: "go-retryablehttp", Name: "hashicorp/go-retryablehttp", Module: "github.com/hashicorp/go-retryablehttp",
	Link: "strategies=lib:go-retryablehttp&attempts=5&retry-after=seconds&honour=honour",
	New: func(j Job) (func(context.Context) error, error) {
		client := retryablehttp.NewClient()
		client.HTTPClient.Transport, client.Logger = j.transport(), nil
		return j.doer(client.StandardClient().Do), nil
	},
}
