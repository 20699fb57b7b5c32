package studies

import (
	"strings"
	"testing"

	"backofflab/experiment/find"
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
