package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"backofflab/scenario/typed"
)

// A choice is one of a few words in links, JSON and forms, and a small number
// everywhere else: the first word is 0. Code compares the constants, so a word that
// is misspelt does not compile.

// words are the words of a choice, in the order of its values.
type words[C ~uint8] []string

// of is the word of a value, or for one that has none its number, which read refuses.
func (w words[C]) of(c C) string {
	if int(c) < len(w) {
		return w[c]
	}
	return fmt.Sprintf("%T(%d)", c, uint8(c))
}

// read sets a value from its word. c keeps what it was if there is no such word.
func (w words[C]) read(word string, c *C) error {
	i := slices.Index(w, word)
	if i < 0 {
		return errors.New("Choose one of " + strings.Join(w, ", ") + ".")
	}
	*c = C(i)
	return nil
}

// marshal is of for MarshalText: a value without a word is an error there.
func (w words[C]) marshal(c C) ([]byte, error) {
	if int(c) >= len(w) {
		return nil, fmt.Errorf("%s must be one of %s", w.of(c), strings.Join(w, ", "))
	}
	return []byte(w[c]), nil
}

// Population says when requests begin.
type Population uint8

// The populations.
const (
	PopulationOnce     Population = iota // each client has one request
	PopulationOpen                       // they keep beginning at the offered rate
	PopulationClosed                     // each client begins its next after the last has ended
	PopulationPeriodic                   // each client begins one after every period, as cron does
)

var populations = words[Population]{"once", "open", "closed", "periodic"}

func (p Population) String() string                { return populations.of(p) }
func (p Population) MarshalText() ([]byte, error)  { return populations.marshal(p) }
func (p *Population) UnmarshalText(b []byte) error { return populations.read(string(b), p) }

// CrashState says what a client remembers of its backoff after a crash.
type CrashState uint8

// What a crash leaves.
const (
	CrashKept CrashState = iota // the client goes on where it was
	CrashLost                   // it begins its request anew
)

var crashStates = words[CrashState]{"kept", "lost"}

func (c CrashState) String() string                { return crashStates.of(c) }
func (c CrashState) MarshalText() ([]byte, error)  { return crashStates.marshal(c) }
func (c *CrashState) UnmarshalText(b []byte) error { return crashStates.read(string(b), c) }

// RejectedCount says whether a rejected request counts towards a limit of requests.
type RejectedCount uint8

// Whether it does.
const (
	RejectedCounted RejectedCount = iota
	RejectedIgnored
)

var rejectedCounts = words[RejectedCount]{"yes", "no"}

func (r RejectedCount) String() string                { return rejectedCounts.of(r) }
func (r RejectedCount) MarshalText() ([]byte, error)  { return rejectedCounts.marshal(r) }
func (r *RejectedCount) UnmarshalText(b []byte) error { return rejectedCounts.read(string(b), r) }

// RetryAfterHint is what a rejection says about when to come back.
type RetryAfterHint uint8

// The hints.
const (
	AfterNone     RetryAfterHint = iota // nothing
	AfterExact                          // when the limiter would admit the attempt if nobody else came
	AfterSeconds                        // the same, rounded up to whole seconds
	AfterWindow                         // the end of the window, in whole seconds
	AfterConstant                       // always the same
)

var retryAfterHints = words[RetryAfterHint]{"none", "exact", "seconds", "window", "constant"}

func (h RetryAfterHint) String() string                { return retryAfterHints.of(h) }
func (h RetryAfterHint) MarshalText() ([]byte, error)  { return retryAfterHints.marshal(h) }
func (h *RetryAfterHint) UnmarshalText(b []byte) error { return retryAfterHints.read(string(b), h) }

// Discipline is the order in which a queue is served.
type Discipline uint8

// The disciplines.
const (
	FIFO       Discipline = iota // first in, first out
	LIFO                         // last in, first out
	ByPriority                   // the first class that has any, and of it first in, first out
)

var disciplines = words[Discipline]{"fifo", "lifo", "priority"}

func (d Discipline) String() string                { return disciplines.of(d) }
func (d Discipline) MarshalText() ([]byte, error)  { return disciplines.marshal(d) }
func (d *Discipline) UnmarshalText(b []byte) error { return disciplines.read(string(b), d) }

// Abandoned says what happens to work whose caller stopped waiting.
type Abandoned uint8

// What happens to it.
const (
	AbandonedServed  Abandoned = iota // the service goes on
	AbandonedNoticed                  // it stops, once the news has come
)

var abandonedWork = words[Abandoned]{"served", "noticed"}

func (a Abandoned) String() string                { return abandonedWork.of(a) }
func (a Abandoned) MarshalText() ([]byte, error)  { return abandonedWork.marshal(a) }
func (a *Abandoned) UnmarshalText(b []byte) error { return abandonedWork.read(string(b), a) }

// Outage says what the service does with attempts during an outage.
type Outage uint8

// The outages.
const (
	OutageNone   Outage = iota // there is none
	OutageRefuse               // every attempt is answered 503 at once
	OutageHang                 // no attempt is answered
)

var outages = words[Outage]{"none", "refuse", "hang"}

func (o Outage) String() string                { return outages.of(o) }
func (o Outage) MarshalText() ([]byte, error)  { return outages.marshal(o) }
func (o *Outage) UnmarshalText(b []byte) error { return outages.read(string(b), o) }

// HonourOver says what a client makes of a Retry-After that is above its limit.
type HonourOver uint8

// What it does.
const (
	OverIgnored HonourOver = iota // it keeps to its own delay
	OverGivesUp                   // it gives up
	OverClamped                   // it obeys as far as the limit
)

var honourOver = words[HonourOver]{"ignore", "give-up", "clamp"}

func (h HonourOver) String() string                { return honourOver.of(h) }
func (h HonourOver) MarshalText() ([]byte, error)  { return honourOver.marshal(h) }
func (h *HonourOver) UnmarshalText(b []byte) error { return honourOver.read(string(b), h) }

// Propagation says whether a layer hands its deadline and its timeouts down.
type Propagation uint8

// What the inner layers know.
const (
	PropagateNone     Propagation = iota // nothing: they go on until the outer ones hang up
	PropagateDeadline                    // they start no retry that the outer ones would not wait for
)

var propagations = words[Propagation]{"no", "yes"}

func (p Propagation) String() string                { return propagations.of(p) }
func (p Propagation) MarshalText() ([]byte, error)  { return propagations.marshal(p) }
func (p *Propagation) UnmarshalText(b []byte) error { return propagations.read(string(b), p) }

// DelaysThen says what follows the last delay of a list.
type DelaysThen uint8

// What follows it.
const (
	DelaysLast DelaysThen = iota // the same again
	DelaysEnd                    // the request is given up
)

var delaysThens = words[DelaysThen]{"last", "end"}

func (d DelaysThen) String() string                { return delaysThens.of(d) }
func (d DelaysThen) MarshalText() ([]byte, error)  { return delaysThens.marshal(d) }
func (d *DelaysThen) UnmarshalText(b []byte) error { return delaysThens.read(string(b), d) }

// FirstRetry says when the first retry goes out.
type FirstRetry uint8

// When it does.
const (
	FirstAfterBackoff FirstRetry = iota
	FirstAtOnce                  // and the second waits what the first would have
)

var firstRetries = words[FirstRetry]{"backoff", "at-once"}

func (f FirstRetry) String() string                { return firstRetries.of(f) }
func (f FirstRetry) MarshalText() ([]byte, error)  { return firstRetries.marshal(f) }
func (f *FirstRetry) UnmarshalText(b []byte) error { return firstRetries.read(string(b), f) }

// HedgeLosers says what a client does with the copies of an attempt that are out when one
// of them succeeds.
type HedgeLosers uint8

// What it does.
const (
	LosersCancelled HedgeLosers = iota // it hangs up on them
	LosersLeft                         // it lets them run
)

var hedgeLosers = words[HedgeLosers]{"cancelled", "left"}

func (h HedgeLosers) String() string                { return hedgeLosers.of(h) }
func (h HedgeLosers) MarshalText() ([]byte, error)  { return hedgeLosers.marshal(h) }
func (h *HedgeLosers) UnmarshalText(b []byte) error { return hedgeLosers.read(string(b), h) }

// listField is a set of at least one of a few words, with commas between, kept in
// the order of choices.
func listField(t text, choices []string, at func(*Scenario) *[]string) Field {
	ask := "Choose at least one of " + strings.Join(choices, ", ") + "."
	return setField(t, choices, ask, list{
		at: at, most: len(choices), over: "Choose each once.",
		read: func(member string) (string, error) {
			if slices.Contains(choices, member) {
				return member, nil
			}
			return "", unknown("value", member, typed.Nearest(member, choices), ask)
		},
		typed: func(members []string) []string {
			for i, member := range members {
				if choice, ok := typed.Choice(member, choices, otherWords[t.name]); ok {
					members[i] = choice
				}
			}
			return members
		},
		compare: func(a, b string) int { return slices.Index(choices, a) - slices.Index(choices, b) },
	})
}

// setField is a set of words that are brought into their one form and order, so that
// equal sets have equal links.
func setField(t text, choices []string, ask string, l list) Field {
	f := t.field(kindList)
	f.Choices, f.List, f.list = choices, true, &l
	f.Range = "one or more of " + strings.Join(choices, ", ")
	f.Ask = ask
	f.format = func(s *Scenario) string { return strings.Join(*l.at(s), ",") }
	return f
}
