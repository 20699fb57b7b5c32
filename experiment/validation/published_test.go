package validation

import (
	"os"
	"slices"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

const again = "; run make validate"

// What the lab shows is what its engine was found to do.
func TestPublishedIsOfThisEngine(t *testing.T) {
	r := Published()
	if r.Engine != sim.EngineVersion {
		t.Errorf("figures.json is of engine %s, this is %s%s", r.Engine, sim.EngineVersion, again)
	}
	var ids []string
	for _, c := range r.Claims {
		ids = append(ids, c.ID)
	}
	if want := []string{"V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11", "V12", "V13", "V14", "V15", "V16", "V17", "V18", "V19"}; !slices.Equal(ids, want) {
		t.Errorf("claims %q, want %q%s", ids, want, again)
	}
}

// Every scenario of the report opens in the lab, and is in its canonical form.
func TestPublishedScenariosOpen(t *testing.T) {
	for _, c := range Published().Claims {
		queries := []string{c.Query}
		for _, row := range c.Rows {
			if row.Query != "" {
				queries = append(queries, row.Query)
			}
		}
		for _, query := range queries {
			s, err := scenario.ParseQuery(query)
			if err != nil {
				t.Errorf("%s: %s: %v", c.ID, query, err)
				continue
			}
			if canonical := s.Query(); canonical != query {
				t.Errorf("%s: %s is canonically %s", c.ID, query, canonical)
			}
		}
	}
}

// A claim passes when all its rows do, and has some.
func TestPublishedVerdicts(t *testing.T) {
	for _, c := range Published().Claims {
		if want := verdict(c).Pass; c.Pass != want {
			t.Errorf("%s: pass %v, its rows say %v", c.ID, c.Pass, want)
		}
	}
}

// The document says what figures.json does.
func TestDocumentIsOfTheFigures(t *testing.T) {
	got, err := os.ReadFile("../../docs/validation.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != document(Published()) {
		t.Error("docs/validation.md is not what figures.json says" + again)
	}
}
