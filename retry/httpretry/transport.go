package httpretry

import (
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
	// request, so that even a POST without a key may be sent again. nil is 425 and 429,
	// which mean just that. 503 means it as well at many services, and is not among them:
	// proxies send it too, for a connection that broke when the service was at work. Where no
	// proxy does, add it.
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
	s, err := t.client().Begin(req.Context())
	if err != nil {
		closeBody(req.Body)
		return nil, err
	}
	defer s.Close()
	s.Keep() // the body of the answer is read after the end
	for sent := t.first(req, &s); ; {
		resp, err := t.base().RoundTrip(sent)
		a := t.classify(resp, err)
		if a.Outcome == retry.Success {
			s.End(a, nil)
			return handOver(&s, resp, err)
		}
		if sent, resp, err = t.next(&s, req, sent, a, resp, err); sent == nil {
			return handOver(&s, resp, err)
		}
	}
}

// next comes to the next attempt after one that was not a success, and returns its request.
// If that is nil the call is over, with the answer or the error.
func (t *Transport) next(s *retry.Session, req, sent *http.Request, a retry.Answer, resp *http.Response, err error) (*http.Request, *http.Response, error) {
	if err == nil {
		err = Status(resp.StatusCode)
	}
	body, refused := t.again(req, resp, err)
	if refused != nil {
		if a.Outcome != retry.Failed { // then it would be no reason
			err = fmt.Errorf("%w: %w", refused, err)
		}
		return giveUp(sent, resp, s.Stop(a, err))
	}
	again, final := s.Decide(a, err)
	if !again {
		closeBody(body)
		return giveUp(sent, resp, final)
	}
	discard(resp)
	if final = s.Wait(); final != nil {
		closeBody(body)
		return nil, nil, final
	}
	return t.request(req, s, body), nil, nil
}

// giveUp hands back the answer, with the reason in it, or the reason as the error.
func giveUp(sent *http.Request, resp *http.Response, why error) (*http.Request, *http.Response, error) {
	if resp == nil {
		return nil, nil, why
	}
	if e, ok := errors.AsType[*retry.Error](why); ok {
		resp.Request = sent.WithContext(context.WithValue(sent.Context(), outcomeKey{}, e))
	}
	return nil, resp, nil
}

// handOver ends the contexts of a call that is over: at once, or with the body of its answer.
func handOver(s *retry.Session, resp *http.Response, err error) (*http.Response, error) {
	switch release := s.Release(); {
	case release == nil:
	case resp == nil || resp.Body == nil:
		release()
	default:
		resp.Body = hold(resp.Body, release)
	}
	return resp, err
}

// first is the request of the first attempt: the caller's own, if nothing has to be added.
func (t *Transport) first(req *http.Request, s *retry.Session) *http.Request {
	if t.AttemptHeader == "" && s.Plain() {
		return req
	}
	return t.request(req, s, req.Body)
}

// request is the request of an attempt: the caller's is never changed.
func (t *Transport) request(req *http.Request, s *retry.Session, body io.ReadCloser) *http.Request {
	sent := req.WithContext(s.Context())
	sent.Body = body
	if t.AttemptHeader != "" {
		sent.Header = sent.Header.Clone()
		sent.Header.Set(t.AttemptHeader, strconv.Itoa(s.Attempt()))
	}
	return sent
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
