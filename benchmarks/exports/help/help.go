// Package help is what texts of exports call that their users have: it is copied beside them.
package help

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsretry "github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/util/workqueue"

	"backofflab/benchmarks/exports/measure"
	"backofflab/retry"
)

// Result is what calls return.
type Result struct{}

// The errors that conditions name.
var (
	ErrTooManyRequests = measure.ErrRejected
	ErrUnavailable     = measure.ErrUnavailable
)

// try is one attempt, which fails.
type try = func(context.Context) error

// transport answers 503, 429 where attempts are rejected, or as the attempt's context ends.
type transport try

// RoundTrip is an attempt.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	err := t(r.Context())
	if r.Context().Err() != nil {
		return nil, err
	}
	status := http.StatusServiceUnavailable
	if errors.Is(err, measure.ErrRejected) {
		status = http.StatusTooManyRequests
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

// classified is an error as package retry knows it.
func classified(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, measure.ErrRejected) {
		return retry.As(err, retry.Rejected)
	}
	return retry.As(err, retry.Unavailable)
}

// conflicting is an attempt whose errors are conflicts of Kubernetes.
func conflicting(attempt try) try {
	return func(ctx context.Context) error {
		return apierrors.NewConflict(schema.GroupResource{Resource: "orders"}, "one", attempt(ctx))
	}
}

// coded is an attempt whose errors have a code of gRPC.
func coded(attempt try) try {
	return func(ctx context.Context) error {
		err := attempt(ctx)
		if errors.Is(err, measure.ErrRejected) {
			return status.Error(codes.ResourceExhausted, err.Error())
		}
		return status.Error(codes.Unavailable, err.Error())
	}
}

// withAWS makes a request as a client of the SDK does that has a configuration.
func withAWS(ctx context.Context, cfg aws.Config, attempt try) error {
	timeout := *http.DefaultClient
	timeout.Transport = transport(attempt)
	if of, ok := cfg.HTTPClient.(interface{ GetTimeout() time.Duration }); ok {
		timeout.Timeout = of.GetTimeout()
	}
	stack := middleware.NewStack("request", smithyhttp.NewStackRequest)
	if err := stack.Finalize.Add(awsretry.NewAttemptMiddleware(cfg.Retryer(), smithyhttp.RequestCloner), middleware.After); err != nil {
		return err
	}
	handler := middleware.HandlerFunc(func(ctx context.Context, _ any) (any, middleware.Metadata, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://shop.test/", nil)
		if err != nil {
			return nil, middleware.Metadata{}, err
		}
		response, err := timeout.Do(request)
		if err != nil {
			return nil, middleware.Metadata{}, &smithyhttp.RequestSendError{Err: err}
		}
		return nil, middleware.Metadata{}, &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: response}, Err: errors.New("unavailable")}
	})
	_, _, err := stack.HandleMiddleware(ctx, nil, handler)
	return err
}

// work takes an item from a queue until it does not come back.
func work(ctx context.Context, queue workqueue.TypedRateLimitingInterface[string], failed func(string), attempt try) error {
	defer queue.ShutDown()
	queue.Add("one")
	for requeues := 0; ctx.Err() == nil; requeues++ {
		item, _ := queue.Get()
		err := attempt(ctx)
		before := queue.NumRequeues(item)
		failed(item)
		queue.Done(item)
		if queue.NumRequeues(item) == before {
			return err
		}
	}
	return ctx.Err()
}
