package wire

import (
	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// MaxText is how many bytes of a text are imported at most.
const MaxText = form.MaxTextBytes

// ImportAsked is what POST /api/v1/import takes as JSON. Into is a scenario, in any form that
// links have, which gets the strategy as one more of its own, or in place of the one that
// Replaces names.
type ImportAsked struct {
	Text     string `json:"text"`
	Format   string `json:"format,omitempty"`
	Into     string `json:"into,omitempty"`
	Replaces string `json:"replaces,omitempty"`
}

// ImportAnswer is what a text says: as one entry of a scenario's strategies, as the query of a
// scenario, and as an address that shows it.
type ImportAnswer struct {
	Format   string      `json:"format"`
	Name     string      `json:"name"` // of the format
	Notes    []form.Note `json:"notes"`
	Losses   []string    `json:"losses"` // the sentences of the notes that are of something lost
	Strategy string      `json:"strategy"`
	Query    string      `json:"query"`
	Link     string      `json:"link"`
}

// ImportOf is a reading, in a scenario, on the lab at a site.
func ImportOf(r form.Reading, in scenario.Scenario, site string) ImportAnswer {
	answer := ImportAnswer{
		Format: r.Format, Name: r.Name, Notes: append([]form.Note{}, r.Notes...), Losses: []string{},
		Strategy: r.Key(), Query: in.Query(), Link: site + link.Link{Scenario: in}.Path(),
	}
	for _, n := range r.Notes {
		if n.Kind == form.Lost {
			answer.Losses = append(answer.Losses, n.Says)
		}
	}
	return answer
}

// ExportAnswer is what GET /api/v1/export answers: one of a scenario's strategies in some formats.
type ExportAnswer struct {
	Query    string       `json:"query"`
	Strategy string       `json:"strategy"`
	Texts    []ExportText `json:"texts"`
}

// ExportText is a policy in one format. What the text would really do is null where the lab
// cannot read the format, and where there is no code.
type ExportText struct {
	Format   string   `json:"format"`
	Name     string   `json:"name"`
	Language string   `json:"language"`
	File     string   `json:"file"`
	Version  string   `json:"version"`
	Code     string   `json:"code"`   // "": the format has nothing for the policy
	Notes    []string `json:"notes"`  // what is to be done by hand, or why there is no code
	Losses   []string `json:"losses"` // what it would do otherwise than the policy
	Same     *bool    `json:"same"`   // it would do nothing otherwise
	Strategy *string  `json:"strategy"`
	Link     *string  `json:"link"` // simulates both beside each other
}

// ExportAnswerOf is what a lab at a site answers: texts of a strategy of a scenario.
func ExportAnswerOf(s scenario.Scenario, strategy string, texts []exchange.Text, site string) ExportAnswer {
	answer := ExportAnswer{Query: s.Query(), Strategy: strategy, Texts: []ExportText{}}
	for _, t := range texts {
		address := ""
		if both, ok := t.Beside(s, strategy); ok {
			address = site + link.Link{Scenario: both}.Path()
		}
		answer.Texts = append(answer.Texts, exportOf(t, address))
	}
	return answer
}

// exportOf is a text of a policy. Beside is the address that simulates it beside the policy.
func exportOf(t exchange.Text, beside string) ExportText {
	e := ExportText{
		Format: t.Format.Key, Name: t.Format.Name, Language: t.Format.Language, File: t.Format.File, Version: t.Format.Version,
		Code: t.Code, Notes: append([]string{}, t.Notes...), Losses: append([]string{}, t.Losses...),
	}
	if t.Strategy != "" {
		e.Same, e.Strategy = &t.Same, &t.Strategy
	}
	if beside != "" {
		e.Link = &beside
	}
	return e
}

// FormatsAnswer is what GET /api/v1/formats answers.
type FormatsAnswer struct {
	Formats []Format `json:"formats"`
}

// Format is a way to write down how something retries.
type Format struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Language string `json:"language"`
	File     string `json:"file"`
	Version  string `json:"version"`
	Reads    bool   `json:"reads"`  // the lab imports it
	Writes   bool   `json:"writes"` // the lab exports it
	Sample   string `json:"sample"`
}

// FormatsOf lists formats.
func FormatsOf(all []form.Format) FormatsAnswer {
	answer := FormatsAnswer{Formats: []Format{}}
	for _, f := range all {
		answer.Formats = append(answer.Formats, Format{f.Key, f.Name, f.Language, f.File, f.Version, f.Read != nil, f.Write != nil, f.Sample})
	}
	return answer
}
