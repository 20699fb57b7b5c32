package conformance

import "net/http"

// brokenCases are about connections that end before the answer does.
var brokenCases = []Case{
	{
		Name: "reset-before-answer", Source: "RFC 9110, 9.2.2: a request with an idempotent method may be repeated",
		Shows:  "The connection of a GET is reset before any answer.",
		Judged: "That a client which retries comes back and succeeds: repeating a GET does no harm.",
		Script: "reset-before, 200", judge: retried(stopped),
	}, {
		Name: "reset-after-headers", Source: "RFC 9112, 8",
		Shows:  "The head of a 200 arrives, then the connection is reset.",
		Judged: "That the call does not pass for a success: it is made again, or its caller sees an error.",
		Script: "reset-after-headers, 200", judge: complete,
	}, {
		Name: "cut-off", Source: "RFC 9112, 8: an answer shorter than its Content-Length is incomplete",
		Shows:  "The body of a 200 ends before its length.",
		Judged: "That the call does not pass for a success: it is made again, or its caller sees an error.",
		Script: "cut, 200", judge: complete,
	}, {
		Name: "goaway", Source: "RFC 9113, 6.8: what came after the last stream named in GOAWAY was not processed",
		Shows:  "The server of an HTTP/2 connection goes away, and says that it did not look at the request: a POST.",
		Judged: "That the client sends it again on another connection, with the same body. One without HTTP/2 is not tried.",
		Answer: "GOAWAY that names stream 0, then 200 on another connection",
		Call:   Call{Method: http.MethodPost, Body: 3000}, secure: true, goAway: true, judge: goneAway,
	}, {
		Name: "large-body-thrown-away", Source: "Go's net/http: a connection is free when its answer was read or closed",
		Shows:  "One connection is allowed, and 503 comes with 8 MB that nobody wants.",
		Judged: "That the client lets go of the answer before it waits for the connection, and does not read all of it.",
		Script: "503 body=8MB, 200", Call: Call{Connections: 1}, judge: letGo,
	},
}

// complete judges a success that was cut off.
func complete(s *Seen) Finding {
	if what, took := s.after(1); what == came {
		if !s.succeeded() {
			return warn("retried after %s, and the call did not succeed", ms(took))
		}
		return pass("made the call again after %s", ms(took))
	}
	switch {
	case !s.Ended:
		return fail("was still waiting %s after the connection had ended", ms(s.Rest))
	case s.succeeded():
		return fail("took a torn answer for a success")
	}
	return pass("told its caller of the error")
}

func goneAway(s *Seen) Finding {
	if s.Attempts[0].Proto != "HTTP/2.0" {
		return notTried("does not speak HTTP/2")
	}
	switch what, took := s.after(1); {
	case what == gaveUp:
		return warn("gave up, although the server had not looked at the request")
	case what == waiting:
		return fail("was still waiting %s after the server had gone away", ms(took))
	case s.Attempts[1].Body == 0 || s.Attempts[1].Body < s.Attempts[0].Body:
		return fail("sent %d bytes of its body the second time", s.Attempts[1].Body)
	case !s.succeeded():
		return fail("came back, and the call did not succeed")
	default:
		return pass("sent it again after %s", ms(took))
	}
}

// wastedBody is from where on a client read what it threw away: no buffers are that large.
const wastedBody = 4 << 20

func letGo(s *Seen) Finding {
	switch what, took := s.after(1); {
	case what == waiting:
		return fail("was still waiting %s after the answer, whose body holds its only connection", ms(took))
	case what == gaveUp:
		return stopped(s)
	case s.Crowded:
		return notTried("had more than the one connection that is allowed")
	case s.Attempts[0].Sent > wastedBody:
		return warn("read %d MB of an answer that it threw away", s.Attempts[0].Sent>>20)
	default:
		return pass("let go of the answer and came back after %s", ms(took))
	}
}
