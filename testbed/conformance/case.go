package conformance

import (
	"net/http"
	"time"
)

// Call is what the command is asked to do; see the environment in the package's
// comment.
type Call struct {
	Method      string        // "" is GET
	Body        int           // bytes
	Stream      bool          // the body can be read only once
	Key         string        // Idempotency-Key
	Deadline    time.Duration // 0: none
	Calls       int           // at once; 0 is 1
	Connections int           // 0: any number
}

// Case is one situation that a client meets.
type Case struct {
	Name   string // lower-case words with hyphens: "retry-after-seconds"
	Group  string // the heading it stands under
	Shows  string // what it shows, a sentence
	Source string // the standard or the observation it rests on
	Judged string // what is judged and why, in sentences
	// What answers: first the script, attempt by attempt, as testbed.ParseScript reads it;
	// then the service of the scenario, a query of the lab, which without one serves
	// everybody at once. Answer is the same in words, where these two cannot say it.
	Script, Scenario, Answer string

	Call  Call
	Limit time.Duration // how long the command may run after its first attempt; 0 is DefaultLimit

	serve  func(*Case) http.Handler // instead of script and scenario
	secure bool                     // TLS, and with it HTTP/2
	goAway bool                     // the first connection of HTTP/2 is refused
	judge  func(*Seen) Finding
}

// DefaultLimit is how long the command may run after its first attempt in a case that
// needs no other limit.
const DefaultLimit = 6 * time.Second

// Cannot is the exit status of a command that cannot do what a case asks for, as a client
// that has no PUT, and has sent nothing. Build tools take 77 for a test that was skipped.
const Cannot = 77

// The tolerances of all cases.
const (
	Early  = 50 * time.Millisecond  // how much too early still passes
	Late   = 200 * time.Millisecond // how much too late does not yet warn, besides a fifth of the wait
	AtOnce = 5 * time.Millisecond   // what is shorter is no delay
)

// Cases are all cases, in the order of reports.
func Cases() []Case {
	var all []Case
	for _, group := range []struct {
		name  string
		cases []Case
	}{
		{"waits that the service asks for", hintCases},
		{"fields that nobody can read", malformedCases},
		{"waits that are too long", longCases},
		{"answers without a wait", statusCases},
		{"connections that break", brokenCases},
		{"what may be repeated", repeatCases},
		{"time runs out", deadlineCases},
		{"many at once", manyCases},
	} {
		for _, c := range group.cases {
			c.Group = group.name
			all = append(all, c)
		}
	}
	return all
}

// Find is the case of that name.
func Find(name string) (Case, bool) {
	for _, c := range Cases() {
		if c.Name == name {
			return c, true
		}
	}
	return Case{}, false
}

// limit is how long the command may run in the case, where the caller allows at
// least the given time.
func (c *Case) limit(atLeast time.Duration) time.Duration {
	if c.Limit == 0 {
		return max(DefaultLimit, atLeast)
	}
	return max(c.Limit, atLeast)
}

func (c *Case) find(s *Seen) Finding {
	switch {
	case len(s.Attempts) > 0:
	case s.Ended && s.Exit == Cannot:
		return notTried("the command says that it cannot do this")
	default:
		return fail("no request arrived")
	}
	if made := s.Attempts[0].Method; c.Call.Method != "" && (made == http.MethodGet || made == http.MethodHead) {
		return notTried("made a %s where a %s was asked for", made, c.Call.Method)
	}
	return c.judge(s)
}
