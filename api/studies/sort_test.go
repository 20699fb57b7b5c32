package studies

import (
	"slices"
	"strings"
	"testing"

	"backofflab/experiment/find"
	"backofflab/experiment/sweep"
	"backofflab/experiment/tipping"
	"backofflab/studies"
)

// Before anything is known each study has an answer, rows with a head and a word on how far it is;
// and none of a search names a candidate.
func TestNothingIsKnownAtFirst(t *testing.T) {
	for _, k := range kinds {
		query := "population=open&runs=2"
		if k.Name == "sweep" {
			query += "&x=cap:1s,2s"
		}
		s, err := k.Parse(query)
		if err != nil {
			t.Fatalf("%s: %v", k.Name, err)
		}
		words, share := s.Far(nil)
		if rows := s.Rows(nil); s.Kind() != k.Name || words == "" || share != 0 || s.Answer(nil) == nil || len(rows) == 0 || !strings.HasPrefix(s.Query(), "population=open") {
			t.Errorf("%s: %q, %v, %v", k.Name, words, share, rows)
		}
		if o, ok := s.Answer(nil).(find.Outcome); ok && (o.Candidates == nil || o.Best >= 0 || o.Nearest >= 0) {
			t.Errorf("%+v", o)
		}
	}
}

// A study that nobody counts says how far it is by what is known, and others say nothing.
func TestShares(t *testing.T) {
	for query, want := range map[string]float64{"sweep?x=cap:1s,2s": 0, "collapse?population=open&offered=5&strategies=full,fixed&repetitions=4": 0.5} {
		name, raw, _ := strings.Cut(query, "?")
		kind := kinds[slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })]
		study, err := kind.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		known := any(sweep.Table{Done: 1})
		if want > 0 {
			known = tipping.Odds{Fleets: []tipping.Odd{{Strategy: "full", Plain: tipping.Estimate{Runs: 100}}}} // one of two is over
		}
		measured, ok := study.(studies.Measured)
		if !ok || measured.Share(nil) != 0 || measured.Share(known) != want {
			t.Errorf("%s: a share of %v, want %v", name, measured.Share(known), want)
		}
	}
}
