package conformance

import (
	"slices"
	"time"

	"backofflab/internal/format"
)

// statusCases are about what the status alone says.
var statusCases = []Case{
	{
		Name: "no-hint", Source: "RFC 9110, 15.6.4; Google SRE, chapter 22",
		Shows:  "503 twice, without a word about when to come back.",
		Judged: "That there is a delay: a client that comes back at once is part of the overload.",
		Script: "503, 503, 200", judge: delays,
	}, {
		Name: "always-unavailable", Source: "Google SRE, chapter 22: limit retries, and let the delays grow",
		Shows:  "503 for ever.",
		Judged: "How many attempts the client makes, and whether its delays grow.",
		Script: "503 x1000", Limit: 8 * time.Second, judge: bounded,
	},
	again("request-timeout", "408", "RFC 9110, 15.5.9", "408 says that the server gave up waiting for the request."),
	again("too-early", "425", "RFC 8470, 5.2", "425 says that the request came before the handshake was over."),
	again("overloaded", "529", "Anthropic, errors: overloaded_error", "529 is what some services say for overloaded."),
	again("bad-gateway", "502", "RFC 9110, 15.6.3", "502 is a proxy's word for a server that failed."),
	permanent("bad-request", "400", "RFC 9110, 15.5.1"),
	permanent("unauthorized", "401", "RFC 9110, 15.5.2"),
	permanent("not-found", "404", "RFC 9110, 15.5.5"),
	{
		Name: "not-implemented", Source: "RFC 9110, 15.6.2",
		Shows:  "501 says that the server cannot do this at all.",
		Judged: "That it is not repeated. It warns only: nobody is harmed but the caller.",
		Script: "501, 200", judge: once(Warn, "501 does not pass"),
	},
}

// again is a case of a status that may be another at the next attempt.
func again(name, status, source, shows string) Case {
	return Case{
		Name: name, Source: source, Shows: shows,
		Judged: "That a client which retries it comes back and succeeds. One that does not is not tried.",
		Script: status + ", 200", judge: retried(stopped),
	}
}

// permanent is a case of a status that stays.
func permanent(name, status, source string) Case {
	return Case{
		Name: name, Source: source,
		Shows:  status + " is the client's mistake, and the same at every attempt.",
		Judged: "That it is not repeated.",
		Script: status + ", 200", judge: once(Fail, status+" does not pass"),
	}
}

// delays judges two retries without a hint: at least one of them waited.
func delays(s *Seen) Finding {
	if len(s.Attempts) < 3 {
		if what, took := s.after(len(s.Attempts)); what == waiting {
			return fail("was still waiting %s after answer %d", ms(took), len(s.Attempts))
		}
		return stopped(s)
	}
	_, first := s.after(1)
	_, second := s.after(2)
	switch {
	case first < AtOnce && second < AtOnce:
		return byChance(fail("came back at once, twice"))
	case first < AtOnce:
		return byChance(warn("the first retry came at once, the second after %s", ms(second)))
	}
	return pass("came back after %s, then after %s", ms(first), ms(second))
}

// The attempts that a client may make while one case lasts.
const (
	manyAttempts    = 10
	tooManyAttempts = 30
)

func bounded(s *Seen) Finding {
	n, d := len(s.Attempts), s.delays()
	switch {
	case n == 1:
		return stopped(s)
	case n > tooManyAttempts:
		return fail("made %s in %s", attempts(n), ms(s.Took))
	case n > manyAttempts:
		return warn("made %s in %s", attempts(n), ms(s.Took))
	case len(d) > 1 && steady(d):
		return byChance(warn("made %s with the same delay each time, about %s", attempts(n), ms(d[0])))
	case !s.Ended && d[len(d)-1] < d[0]*3/2:
		return warn("made %s whose delays do not grow, and had not given up after %s", attempts(n), ms(s.Took))
	case !s.Ended:
		return pass("made %s in %s; the delays grew to %s", attempts(n), ms(s.Took), ms(d[len(d)-1]))
	}
	return pass("made %s and gave up; the delays were %s", attempts(n), list(d))
}

// steady reports whether delays are alike within a tenth and the tolerance of a
// machine that does other things, too.
func steady(d []time.Duration) bool {
	low, high := slices.Min(d), slices.Max(d)
	return high < low+low/10+AtOnce
}

func list(d []time.Duration) string {
	words := make([]string, len(d))
	for i := range d {
		words[i] = ms(d[i])
	}
	return format.List(words)
}
