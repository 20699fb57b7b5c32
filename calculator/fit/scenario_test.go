package fit

import (
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// The scenario of a candidate that fits is one whose strategy fits as it is, however its
// parameters are written in a link. With -short, as in make test, every third of them is tried;
// make check tries all.
func TestScenarioOfACandidateFits(t *testing.T) {
	fitting := 0
	for _, of := range told() {
		r := All(of.log, Options{})
		for i, c := range r.Candidates[:r.Fitting] {
			if !c.isOwn() && i > 3 {
				continue
			}
			if fitting++; testing.Short() && fitting%3 != 1 {
				continue
			}
			s, ok := c.Scenario()
			if !ok {
				t.Errorf("%s: %s has no scenario", of.name, c.inWords())
				continue
			}
			again, err := scenario.ParseQuery(s.Query())
			if err != nil {
				t.Fatal(err)
			}
			if e := All(of.log, Options{Expected: &again}).Expected; len(e) != 1 || !e[0].Fits {
				t.Errorf("%s: %s does not fit as %s: %s", of.name, c.inWords(), s.Query(), e[0].against())
			}
		}
	}
}

func TestScenarioIsWhatCanBeSet(t *testing.T) {
	made := func(key string, p retry.Params) Candidate {
		return Candidate{Key: key, Params: p, strategy: retry.Full{}, Reading: Reading{Step: time.Millisecond}}
	}
	for _, tt := range []struct {
		shows string
		c     Candidate
		query string
		ok    bool
	}{
		{"all parameters", made("full", retry.Params{Base: time.Second, Factor: 3, Cap: time.Minute, Floor: 50 * time.Millisecond}), "strategies=full&base=1s&factor=3&cap=1m&floor=50ms", true},
		{"no cap was seen", made("equal", retry.Params{Base: time.Second, Factor: 2, Cap: retry.MaxDelay}), "strategies=equal&base=1s&cap=24h", true},
		{"a library", made("lib:envoy", retry.Params{}), "strategies=lib:envoy", true},
		{"the first at once", Candidate{Key: "fixed", AtOnce: true, strategy: retry.Fixed{}, Params: retry.Params{Base: time.Second, Factor: 1}}, "strategies=fixed&base=1s&factor=1&first-retry=at-once", true},
		{"a list", made("list", retry.Params{Delays: []time.Duration{time.Second, 5 * time.Second}}), "strategies=list&delays=1s,5s", true},
		{"a delay of none in a list", made("list", retry.Params{Delays: []time.Duration{0, time.Second}}), "", false},
		{"a base of less than can be set", made("fixed", retry.Params{Base: time.Microsecond}), "", false},
		{"nothing that was found", Candidate{Key: "linear"}, "", false},
	} {
		s, ok := tt.c.Scenario()
		if ok != tt.ok || ok && s.Query() != tt.query {
			t.Errorf("%s: %v %s", tt.shows, ok, s.Query())
		}
	}
}
