package view

import (
	"fmt"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// TooLargeOf says what the run of a link needs too much of.
func TooLargeOf(l link.Link, e experiment.Excess) chart.TooLarge {
	shown := chart.TooLarge{Line: OverOf(e)}
	if e.Field != "" {
		smaller := link.Link{Scenario: e.Smaller, With: l.With, Title: l.Title, Note: l.Note}
		f, _ := scenario.FieldNamed(e.Field)
		shown.Path, shown.Try = smaller.Path(), smaller.Query()
		shown.Use = "Use " + inUse(f, e.Smaller)
	}
	if e.Begins {
		shown.Run = "Run it anyway: it stops at " + format.Large(e.Allowed) + " attempts"
	}
	return shown
}

// OverOf says what a run needs, and what it may have.
func OverOf(e experiment.Excess) string {
	switch e.Over {
	case experiment.OverRequests:
		return fmt.Sprintf("It has %s clients or requests, all strategies together; at most %s are allowed.", format.Large(e.Needs), format.Large(e.Allowed))
	case experiment.OverMemory:
		return fmt.Sprintf("It needs up to %s of memory; at most %s are allowed.", megabytes(e.Needs), megabytes(e.Allowed))
	}
	return fmt.Sprintf("It needs at least %s attempts; at most %s are allowed.", format.Large(e.Needs), format.Large(e.Allowed))
}

func megabytes(bytes int64) string { return format.Count(bytes>>20) + "\u00a0MB" }

// inUse is the value of a field with what it counts: "83 000 clients", "12 runs".
func inUse(f scenario.Field, s scenario.Scenario) string {
	switch f.Name {
	case "runs":
		return format.Plural(s.Runs, "replication")
	case "offered":
		return format.EachTime(s.Offered, "request")
	}
	return format.Plural(s.Clients, "client")
}
