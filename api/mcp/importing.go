package mcp

import (
	"context"
	"fmt"

	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/scenario/link"
)

// pasted is a text as arguments.
type pasted struct {
	Text   string `json:"text" jsonschema:"The configuration or code: of a library, a proxy, a service mesh, a job runner. It is read, never run."`
	Format string `json:"format,omitempty" jsonschema:"The key of its format. None: it is recognised."`
}

func importText(ctx context.Context, _ Lab, in pasted) (*answer, error) {
	r, err := exchange.Read(in.Text, in.Format)
	if err != nil {
		return nil, err
	}
	var a answer
	a.line("Read as " + r.Name + " (format " + r.Format + ").")
	a.line("Strategy: " + r.Key())
	for _, part := range []struct {
		kind       form.Kind
		head, noun string
		spare      int
	}{
		{form.Lost, "Lost, for a scenario cannot say it:", "loss", spareRows},
		{form.Assumed, "Assumed, for the text does not say it:", "assumption", spareWarnings},
		{form.Understood, "Understood:", "note", spareDetails},
	} {
		a.add(&block{head: part.head, lines: notesOf(r, part.kind), noun: part.noun, spare: part.spare})
	}
	a.link(siteOf(ctx) + link.Link{Scenario: r.Scenario()}.Path())
	return &a, nil
}

func notesOf(r form.Reading, kind form.Kind) []string {
	var all []string
	for _, n := range r.Notes {
		if n.Kind != kind {
			continue
		}
		where := ""
		if n.Line > 0 {
			where = fmt.Sprintf("line %d: ", n.Line)
		}
		all = append(all, "- "+where+n.Says)
	}
	return all
}
