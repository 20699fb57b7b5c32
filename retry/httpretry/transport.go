package httpretry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"backofflab/retry"
)

// Transport is an http.RoundTripper that sends a request again as its Client says. The zero
// Transport is a good one. Many goroutines may use a Transport at once; its fields must not
// change, and it must not be copied, after the first request.
type Transport struct {
	// Base makes the attempts; nil is http.DefaultTransport.
	Base http.RoundTripper
	// Client has the policy, the guards and the metrics. Several transports may have the
	// same. nil is a zero Client that belongs to this transport alone.
	Client *retry.Client
	// Classify says what became of an attempt; nil is the function [Classify]. One of your
	// own handles what is special to a service, and leaves the rest to that.
	Classify func(*http.Response, error) retry.Answer
	// Untouched lists the statuses by which the service says that it did nothing for the
	// request, so that even a POST without a key may be sent again, besides 425 and 429, which
	// always mean just that. 503 means it as well at many services, but proxies send it too, for
	// a connection that broke when the service was at work. Where no proxy does, list it.
	Untouched []int
	// AttemptHeader, such as X-Retry-Attempt, is sent with every attempt and has its number,
	// 1 for the first. No header is added if it is empty.
	AttemptHeader string

	own retry.Client
}

// RoundTrip sends a request until it is served, or there is a reason not to send it again.
//
// An answer is returned as it is, with no error, also the last of several that were not
// successful; [Outcome] has the reason why there was no other attempt. An error is a
// *[retry.Error] with what the last attempt met, or says that the policy is invalid. It is the
// end of calls whose last attempt brought no answer, of those that a breaker or a throttle ended,
// and of those whose context ended in a wait.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	session, err := t.client().Begin(req.Context())
	if err != nil {
		closeBody(req.Body)
		return nil, err
	}
	c := call{Session: session, t: t, req: req}
	defer c.Close()
	c.Keep() // the body of the answer is read after the end
	for c.first(); ; {
		resp, err := t.base().RoundTrip(c.sent)
		if resp == nil && err == nil {
			err = errNothing
		}
		a := t.classify(resp, err)
		if a.Outcome == retry.Success {
			c.End(a, nil)
			return c.handOver(resp, err)
		}
		if again, resp, err := c.next(a, resp, err); !again {
			return c.handOver(resp, err)
		}
	}
}

// errNothing is what came of a Base that breaks its contract.
var errNothing = errors.New("httpretry: Base returned no answer and no error")

// call is a request on its way.
type call struct {
	retry.Session
	t    *Transport
	req  *http.Request // the caller's, which is never changed
	sent *http.Request // that of the attempt
}

// first prepares the first attempt. Its request is the caller's own, if nothing has to be added.
func (c *call) first() {
	if c.sent = c.req; c.t.AttemptHeader != "" || !c.Plain() {
		c.prepare(c.req.Body)
	}
}

// prepare makes the request of an attempt.
func (c *call) prepare(body io.ReadCloser) {
	c.sent = c.req.WithContext(c.Context())
	c.sent.Body = body
	if name := c.t.AttemptHeader; name != "" {
		if c.sent.Header = c.sent.Header.Clone(); c.sent.Header == nil {
			c.sent.Header = http.Header{}
		}
		c.sent.Header.Set(name, strconv.Itoa(c.Attempt()))
	}
}

// next comes to the next attempt after one that was not a success, and prepares it. If there is
// none, it returns what is to be handed over.
func (c *call) next(a retry.Answer, resp *http.Response, err error) (again bool, last *http.Response, final error) {
	if err == nil {
		err = Status(resp.StatusCode)
	}
	body, refused := c.t.again(c.req, resp, err)
	if refused != nil {
		if a.Outcome != retry.Failed { // then it would be no reason
			err = fmt.Errorf("%w: %w", refused, err)
		}
		final = c.Stop(a, err)
	} else {
		again, final = c.Decide(a, err)
	}
	if !again {
		closeBody(body)
		return false, c.explain(resp, final), final
	}
	discard(resp)
	if final = c.Wait(); final != nil {
		closeBody(body)
		return false, nil, final
	}
	c.prepare(body)
	return true, nil, nil
}

// explain puts into an answer why it is the last.
func (c *call) explain(resp *http.Response, why error) *http.Response {
	if e, ok := errors.AsType[*retry.Error](why); ok && resp != nil {
		from := cmp.Or(resp.Request, c.sent)
		resp.Request = from.WithContext(context.WithValue(from.Context(), outcomeKey{}, e))
	}
	return resp
}

// handOver returns the answer if there is one, else the error. It ends the contexts of the call:
// at once, or with the body of the answer.
func (c *call) handOver(resp *http.Response, err error) (*http.Response, error) {
	release := c.Release()
	switch {
	case resp != nil && resp.Body != nil && release != nil:
		resp.Body = hold(resp.Body, release)
	case release != nil:
		release()
	}
	if resp != nil {
		err = nil
	}
	return resp, err
}

func closeBody(body io.Closer) {
	if body != nil {
		body.Close()
	}
}

func (t *Transport) client() *retry.Client {
	if t.Client == nil {
		return &t.own
	}
	return t.Client
}

func (t *Transport) base() http.RoundTripper {
	if t.Base == nil {
		return http.DefaultTransport
	}
	return t.Base
}

func (t *Transport) classify(resp *http.Response, err error) retry.Answer {
	if t.Classify == nil {
		return Classify(resp, err)
	}
	return t.Classify(resp, err)
}

// CloseIdleConnections does that for Base, if it can: http.Client's method of that name looks
// for it.
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.base().(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
