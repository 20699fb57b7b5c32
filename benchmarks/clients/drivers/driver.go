// Package drivers has real Go clients as commands of the suite of testbed/conformance:
// each makes the call that the environment asks for, as users of that client would.
//
// A client that is an interceptor or an SDK is used with its defaults, but for what it
// does not do unless it is asked to. One that is a loop around a function is used as its
// documentation shows, around net/http.
package drivers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"backofflab/testbed/conformance"
)

// Driver is a client.
type Driver struct {
	Key    string // of -client
	Name   string
	Module string // whose version is that of the client; "" is the standard library
	Set    string // how it is set up, where not with its defaults; a clause
	Link   string // the query of the lab that simulates this client
	Model  string // what that is, where it is not the client's own; a clause
	// New prepares a call; what it returns makes it. Many goroutines call it at once.
	New func(Job) (func(context.Context) error, error)
}

// Job is what a client is asked to do.
type Job struct {
	URL string
	conformance.Call
}

// ErrCannot is the error of a client that has no such call.
var ErrCannot = errors.New("this client has no such call")

// All lists the clients.
func All() []Driver {
	return []Driver{
		netHTTP, httpRetry, retryableHTTP, failsafe, rehttpDriver, heimdallDriver, restyV2, restyV3,
		cenkalti, avast, sethvargo, eapache, gax, openAI, anthropic, dynamo, azure, stripeDriver,
	}
}

// Do makes the calls of a job at once, and returns what went wrong.
func (d Driver) Do(job Job) error {
	call, err := d.New(job)
	if err != nil {
		return err
	}
	ctx := context.Background()
	if job.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, job.Deadline)
		defer cancel()
	}
	errs := make([]error, max(1, job.Calls))
	var wait sync.WaitGroup
	for i := range errs {
		wait.Go(func() { errs[i] = call(ctx) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// transport has the connections that the job allows.
func (j *Job) transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxConnsPerHost, t.MaxIdleConnsPerHost = j.Connections, max(2, j.Calls)
	return t
}

func (j *Job) client() *http.Client { return &http.Client{Transport: j.transport()} }

func (j *Job) content() []byte { return bytes.Repeat([]byte("x"), j.Body) }

// body is what to send; nil for nothing. A stream is of a type that net/http and the
// clients know nothing of.
func (j *Job) body() io.Reader {
	switch {
	case j.Body == 0:
		return nil
	case j.Stream:
		return io.MultiReader(bytes.NewReader(j.content()))
	}
	return bytes.NewReader(j.content())
}

// request is the job's request, new at each call.
func (j *Job) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, j.Method, j.URL, j.body())
	if err == nil && j.Key != "" {
		r.Header.Set("Idempotency-Key", j.Key)
	}
	return r, err
}

// StatusError is an answer without success.
type StatusError struct {
	Code   int
	Header http.Header
}

func (e *StatusError) Error() string { return fmt.Sprintf("status %d", e.Code) }

// read reads an answer to its end. One without success is a *StatusError, and closed
// unread.
func read(resp *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return &StatusError{resp.StatusCode, resp.Header}
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// doer is a client that takes requests of net/http.
func (j *Job) doer(do func(*http.Request) (*http.Response, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		r, err := j.request(ctx)
		if err != nil {
			return err
		}
		return read(do(r))
	}
}

// attempt is one request with net/http, for loops around it.
func (j *Job) attempt() func(context.Context) error { return j.doer(j.client().Do) }

// passing reports whether loops try again after an error: not after an answer that says
// that the request is wrong. None of them says more about HTTP than that.
func passing(err error) bool {
	var status *StatusError
	return !errors.As(err, &status) || status.Code == http.StatusTooManyRequests || status.Code >= 500
}
