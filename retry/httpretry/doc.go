// Package httpretry is an http.RoundTripper that sends requests again: package retry for HTTP.
//
// A request is repeated if its method allows it (RFC 9110, 9.2.2), if it carries an
// Idempotency-Key, or if the answer or the error says that the service did nothing for it.
// What happens after an answer is listed at [Classify], how the wait that it asks for is read
// at [ParseRetryAfter]; the rest is said by the policy and the guards of a [retry.Client].
//
// What it promises beyond that:
//
//   - The request is never changed, and its body always closed. A body is sent again only from
//     GetBody, which http.NewRequest sets for bytes and strings; without it, the answer or the
//     error is returned ([ErrBody]).
//   - Of an answer that is thrown away at most 4 KB are read and 50 ms waited for, then its
//     body is closed, before the backoff: no connection is held in vain.
//   - It never waits beyond the deadline of the request's context: the answer is returned at
//     once.
//   - It adds no header, unless AttemptHeader asks for one.
//   - It starts no goroutine that outlives the call.
//
// The policy's Timeout and Deadline hold for the body of the returned answer as well, as the
// Timeout of http.Client does: a body that stalls is an attempt that failed, though nobody can
// repeat it any more. For answers that are to stream for long, leave both at 0 and set
// ResponseHeaderTimeout of http.Transport.
//
// Left out on purpose: an answer that breaks off in its body is not repeated, since the caller
// may have read some of it. Nor are bodies kept in memory so as to be sent again. net/http
// itself repeats a few requests, those that met a connection which had just been closed; these
// count as one attempt.
package httpretry
