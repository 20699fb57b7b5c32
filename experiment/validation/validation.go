// Package validation holds what became of the published results that the lab must
// reproduce: for each its source, their figures, ours, the tolerance and the
// verdict.
//
// The figures were measured by the tests of this package, which simulate every
// scenario anew: a quick form in `make test`, the full form in `make validate`,
// which also writes figures.json and docs/validation.md. A result that the lab
// does not reproduce stays in the report, with its verdict.
package validation

import (
	_ "embed"
	"encoding/json"
)

// Report is one validation of the lab.
type Report struct {
	Engine string  `json:"engine"` // version of the engine that was validated
	Claims []Claim `json:"claims"` // in the order of their IDs
}

// Claim is one published result.
type Claim struct {
	ID        string `json:"id"` // V1 to V18
	Title     string `json:"title"`
	Source    string `json:"source"`
	SourceURL string `json:"source_url,omitempty"` // "" where there is none
	Says      string `json:"says"`                 // what the source found
	Tolerance string `json:"tolerance"`            // how far off ours may be, and why
	Note      string `json:"note,omitempty"`       // how it was measured, and what is known about differences
	Pass      bool   `json:"pass"`                 // every row does
	Query     string `json:"query,omitempty"`      // a scenario that shows it, in its canonical form; "" where there is none
	Rows      []Row  `json:"rows"`
}

// Row is one figure of a claim, or a few that belong together.
type Row struct {
	What   string `json:"what"`
	Theirs string `json:"theirs"`
	Ours   string `json:"ours"`
	Off    string `json:"off"`             // how far apart the two are, in the unit of the tolerance
	Pass   bool   `json:"pass"`            // within the tolerance
	Note   string `json:"note,omitempty"`  // how it was checked besides, where that is of the row alone
	Query  string `json:"query,omitempty"` // the scenario that was run, in its canonical form; "" where none was
}

//go:embed figures.json
var figures []byte

// Published returns the report of the last full validation. The caller owns it.
func Published() Report {
	var r Report
	if err := json.Unmarshal(figures, &r); err != nil {
		panic("proof: figures.json: " + err.Error()) // it is part of the program
	}
	return r
}
