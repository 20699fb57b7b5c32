package drivers

import (
	"context"
	"errors"

	gaxgo "github.com/googleapis/gax-go/v2"
	"google.golang.org/api/googleapi"
)

var gax = Driver{
	Key: "gax", Name: "googleapis/gax-go", Module: "github.com/googleapis/gax-go/v2",
	Set:  "around net/http, with OnHTTPCodes of 429, 500, 502, 503 and 504 and its default backoff",
	Link: "strategies=lib:gax-go&attempts=20&honour=ignore",
	New: func(j Job) (func(context.Context) error, error) {
		attempt := j.attempt()
		retryer := gaxgo.WithRetry(func() gaxgo.Retryer {
			return gaxgo.OnHTTPCodes(gaxgo.Backoff{}, 429, 500, 502, 503, 504)
		})
		return func(ctx context.Context) error {
			return gaxgo.Invoke(ctx, func(ctx context.Context, _ gaxgo.CallSettings) error {
				err := attempt(ctx)
				var status *StatusError
				if errors.As(err, &status) {
					err = &googleapi.Error{Code: status.Code, Header: status.Header}
				}
				return err
			}, retryer)
		}, nil
	},
}
