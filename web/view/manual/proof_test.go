package manual

import (
	"strings"
	"testing"

	"backofflab/experiment/validation"
)

// A claim that is not reproduced says so, and an older engine's figures say that.
func TestProofTellsShortfalls(t *testing.T) {
	view := ProofOf(validation.Report{Engine: "0", Claims: []validation.Claim{
		{ID: "V1", Pass: true}, {ID: "V2", Query: "clients=5", Rows: []validation.Row{{What: "a figure"}}},
	}})
	if want := "1 of 2 reproduced by engine 0; this is engine "; !strings.HasPrefix(view.Summary, want) {
		t.Errorf("%q, want %q…", view.Summary, want)
	}
	if view.Claims[1].Rows[0].Link != "/?clients=5" {
		t.Errorf("the row opens %q", view.Claims[1].Rows[0].Link)
	}
}
