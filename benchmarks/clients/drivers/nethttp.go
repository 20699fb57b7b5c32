package drivers

import "context"

var netHTTP = Driver{
	Key: "net-http", Name: "net/http",
	Link: "strategies=immediate&attempts=1", Model: "one attempt",
	New: func(j Job) (func(context.Context) error, error) { return j.attempt(), nil },
}
