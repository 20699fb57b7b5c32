package drivers

import (
	"context"

	"github.com/go-resty/resty/v2"
)

var restyV2 = Driver{
	Key: "resty-v2", Name: "Resty v2", Module: "github.com/go-resty/resty/v2",
	Set:  "with 3 retries, also after 429 and 5xx",
	Link: "strategies=lib:resty-v2-ref&attempts=4&honour=ignore",
	New: func(j Job) (func(context.Context) error, error) {
		client := resty.NewWithClient(j.client()).SetRetryCount(3).
			AddRetryCondition(func(r *resty.Response, err error) bool {
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
			if err == nil && !answer.IsSuccess() {
				err = &StatusError{Code: answer.StatusCode()}
			}
			return err
		}, nil
	},
}
