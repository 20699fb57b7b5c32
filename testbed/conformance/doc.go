// Package conformance judges HTTP clients by how they retry. Each case starts a
// server of its own on loopback, runs a command that makes a call to it, watches
// what arrives and when, and says in words whether that was right.
//
// The command may be written in any language. It makes one logical call, retries
// as it sees fit, reads the answer to its end, and exits with 0 if the call
// succeeded and with another status if not: with 77 if it cannot make such a call. What to
// call is in its environment:
//
//	BACKOFFLAB_URL              where to; "{url}" in its arguments is replaced by the same
//	BACKOFFLAB_METHOD           GET, PUT or POST
//	BACKOFFLAB_BODY             how many bytes to send, 0 for no body
//	BACKOFFLAB_IDEMPOTENCY_KEY  what to send as Idempotency-Key; empty: no such field
//	BACKOFFLAB_DEADLINE         the time for the whole call, as in "1.5s"; empty: none
//	BACKOFFLAB_CALLS            how many such calls to make at once, 1 or more; 0 is the
//	                            exit status if each of them succeeded
//	BACKOFFLAB_CONNECTIONS      how many connections it may have open; 0: as many as it likes
//	BACKOFFLAB_STREAM           "1": send the body as a stream that can be read only once
//	BACKOFFLAB_CASE             the name of the case
//
// For a server with TLS, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE,
// CURL_CA_BUNDLE and AWS_CA_BUNDLE name a file with the authority to trust.
// A command that ignores some of this is judged by the rest: a case for which it
// does not do what the case needs is not tried, and never passed.
//
// # Times
//
// A delay is measured at the server, from the moment an attempt is answered to the
// moment the next arrives, so that starting the command counts nowhere. A client that
// comes up to 50 ms early is on time; one that comes more than 200 ms and a fifth of
// the wait late gets a warning. What depends on chance, such as a delay drawn close to 0, is tried up to
// three times before it counts against a client.
//
// The wall clock and the network are what this package is about; no other room
// depends on it. All of it may be used by many goroutines.
package conformance
