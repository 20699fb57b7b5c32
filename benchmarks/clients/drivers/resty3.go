package drivers

import (
	"context"

	"resty.dev/v3"
)

var restyV3 = Driver{
	Key: "resty-v3", Name: "Resty v3", Module: "resty.dev/v3",
	Set:  "with 3 retries, also after 429 and 5xx",
	Link: "strategies=lib:resty-v3-ref&attempts=4&retry-after=seconds&honour=honour",
	New: func(j Job) (func(context.Context) error, error) {
		client := resty.NewWithClient(j.client()).SetRetryCount(3).
			AddRetryConditions(func(r *resty.Response, err error) bool {
				return err != nil || r.StatusCode() == 429 || r.StatusCode() >= 500
			})
		return func(ctx context.Context) error {
			r := client.R().SetContext(ctx)
			if body := j.body(); body != nil {
				r.SetBody(body)
			}
			if j.Key != "" {
				r.SetHeader("Idempotency-Key", j.Key)
			}
			answer, err := r.Execute(j.Method, j.URL)
			if err != nil {
				return err
			}
			return read(answer.RawResponse, nil)
		}, nil
	},
}
