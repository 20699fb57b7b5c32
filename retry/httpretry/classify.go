package httpretry

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
	"time"

	"backofflab/retry"
)

// Classify says what became of an attempt that ended with resp, or with err and no answer:
// its outcome, and the wait that the service asked for. Whether the request may be sent again
// is another matter, which [Transport] decides.
//
// Answers with a status below 400 are a Success. Of the others these are worth another
// attempt, and the rest, such as 404, have Failed:
//
//	408  TimedOut     the service was tired of waiting for the request
//	425  Unavailable  it does not take the risk of a request that may be a replay (RFC 8470)
//	429  Rejected     a limit
//	403  Rejected     a limit too, if it carries Retry-After or shows a limit used up (GitHub)
//	500  Unavailable  most are crashes and overloaded databases; a defect costs two attempts more
//	502  Unavailable  a proxy had no answer from the service, or a broken one
//	503  Unavailable
//	504  TimedOut     a proxy waited in vain
//	520, 521, 523  Unavailable, 522, 524  TimedOut: Cloudflare's 502 and 504
//	529  Unavailable  overloaded, at Anthropic and others
//
// A service that sends x-should-retry: true with an error asks for another attempt whatever
// its status, which makes Failed into Unavailable.
//
// Of errors, those that would be the same again have Failed: certificates that are not
// trusted, and requests that net/http refuses to send. One whose own time ran out is TimedOut,
// and all others are Unavailable; also a name that is not found, since names of services come
// and go as they are deployed.
func Classify(resp *http.Response, err error) retry.Answer {
	if err != nil {
		return retry.Answer{Outcome: ofError(err), RetryAfter: retry.NotAsked}
	}
	if resp.StatusCode < 400 { // at once: it is what happens nearly always
		return retry.Answer{Outcome: retry.Success, RetryAfter: retry.NotAsked}
	}
	a := retry.Answer{Outcome: ofStatus(resp), RetryAfter: retry.NotAsked}
	if a.Outcome == retry.Failed {
		return a
	}
	if wait, asked := ParseRetryAfter(resp.StatusCode, resp.Header, time.Now()); asked {
		a.RetryAfter = wait
	}
	return a
}

func ofStatus(resp *http.Response) retry.Outcome {
	switch resp.StatusCode {
	case 429:
		return retry.Rejected
	case 403:
		if limited(resp.Header) {
			return retry.Rejected
		}
	case 425, 500, 502, 503, 520, 521, 523, 529:
		return retry.Unavailable
	case 408, 504, 522, 524:
		return retry.TimedOut
	}
	if told(resp) == "true" {
		return retry.Unavailable
	}
	return retry.Failed
}

// limited tells a 403 that stands for a limit from one that forbids.
func limited(h http.Header) bool {
	now := time.Now()
	_, asked := ParseRetryAfter(http.StatusForbidden, h, now)
	_, _, spent := usedUp(http.StatusForbidden, h, now)
	return asked || spent
}

func ofError(err error) retry.Outcome {
	if hopeless(err) || errors.Is(err, context.Canceled) {
		return retry.Failed
	}
	return retry.Classify(err).Outcome // which knows a timeout when it sees one
}

// hopeless reports whether another attempt would end with the same error.
func hopeless(err error) bool {
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	for _, refusal := range refusals {
		if strings.HasPrefix(err.Error(), refusal) {
			return true
		}
	}
	return false
}

// refusals are what net/http says of a request that it does not send. It has no types for
// them, so the texts have to do; if one changes, such a request is sent in vain twice more.
var refusals = []string{
	"unsupported protocol scheme", "net/http: invalid ", "http: nil Request.", "http: no Host in request URL",
}
