package conformance

import "net/http"

const (
	rfcIdempotent = "RFC 9110, 9.2.2"
	draftKey      = "draft-ietf-httpapi-idempotency-key-header"
	uploaded      = 100_000
)

// repeatCases are about requests that must not be made twice, and bodies that are sent
// again.
var repeatCases = []Case{
	{
		Name: "post-unavailable", Source: rfcIdempotent,
		Shows:  "A POST without a key is answered with 503, which does not say that nothing was done.",
		Judged: "That it is not repeated, or with a key of the client's own: the order might be placed twice.",
		Script: "503, 200", Call: Call{Method: http.MethodPost, Body: 2000},
		judge: notRepeated,
	}, {
		Name: "post-reset", Source: rfcIdempotent,
		Shows:  "A POST without a key has arrived when its connection is reset.",
		Judged: "That it is not repeated, or with a key of the client's own: the order might be placed twice.",
		Script: "reset-before, 200", Call: Call{Method: http.MethodPost, Body: 2000},
		judge: notRepeated,
	}, {
		Name: "post-with-key", Source: draftKey,
		Shows:  "A POST with an Idempotency-Key is answered with 503.",
		Judged: "That what is repeated has the same key and the same body. A client that does not repeat it is not tried.",
		Script: "503, 200", Call: Call{Method: http.MethodPost, Body: 2000, Key: "b4c0ff"}, judge: keyed,
	}, {
		Name: "post-with-key-reset", Source: draftKey,
		Shows:  "A POST with an Idempotency-Key has arrived when its connection is reset.",
		Judged: "That what is repeated has the same key and the same body. A client that does not repeat it is not tried.",
		Script: "reset-before, 200", Call: Call{Method: http.MethodPost, Body: 2000, Key: "b4c0ff"}, judge: keyed,
	}, {
		Name: "put-body", Source: rfcIdempotent,
		Shows:  "A PUT with a body of 100 KB is answered with 503.",
		Judged: "That every attempt carries the whole body. A client that does not repeat a PUT is not tried.",
		Script: "503, 200", Call: Call{Method: http.MethodPut, Body: uploaded}, judge: bodyAnd(retried(stopped)),
	}, {
		Name: "put-stream", Source: rfcIdempotent,
		Shows:  "The body of a PUT is a stream that can be read once, and the answer is 503.",
		Judged: "That no attempt carries less than the whole body: a client gives up, or has kept it.",
		Script: "503, 200", Call: Call{Method: http.MethodPut, Body: uploaded, Stream: true}, judge: streamed,
	},
}

// notRepeated judges a POST that was given no key. Some SDKs give each call one of their own.
func notRepeated(s *Seen) Finding {
	key := s.Attempts[0].Header["Idempotency-Key"]
	for _, a := range s.Attempts[1:] {
		if key == "" || a.Header["Idempotency-Key"] != key {
			return fail("made %s: the first may have been done", attempts(len(s.Attempts)))
		}
	}
	if len(s.Attempts) == 1 {
		return once(Fail, "")(s)
	}
	if f, same := sameBodies(s); !same {
		return f
	}
	return pass("made %s with one Idempotency-Key of its own", attempts(len(s.Attempts)))
}

func keyed(s *Seen) Finding {
	key := s.Attempts[0].Header["Idempotency-Key"]
	if key != s.Call.Key {
		return notTried("did not send the Idempotency-Key that it was given")
	}
	for i, a := range s.Attempts[1:] {
		if a.Header["Idempotency-Key"] != key {
			return fail("attempt %d had another Idempotency-Key", i+2)
		}
	}
	return bodyAnd(retried(stopped))(s)
}

func streamed(s *Seen) Finding {
	f, same := sameBodies(s)
	switch what, took := s.after(1); {
	case !same:
		return f
	case what == waiting:
		return fail("was still waiting %s after the answer", ms(took))
	case what == gaveUp && s.succeeded():
		return fail("took 503 for a success")
	case what == gaveUp:
		return pass("gave up: nothing was sent twice")
	default:
		return pass("had kept the body, and sent all of it again after %s", ms(took))
	}
}
