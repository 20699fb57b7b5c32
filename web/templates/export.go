package templates

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// Export is a retry policy as text for other places: what "Use these settings" opens.
type Export struct {
	Static     string // URL prefix of the static files, without a slash at the end
	Back       string // address of the run
	Testbed    string // address of the form that starts a testbed of it
	Strategies []ExportStrategy
	Groups     []ExportGroup
	Chosen     string // key of the text that is shown first
	Asked      bool   // the address asked for it
}

// ExportStrategy is a strategy of the run that can be taken home.
type ExportStrategy struct {
	Strategy chart.Strategy
	Path     string // of its texts
	Chosen   bool   // the texts are its
	Ahead    bool   // the verdict has it ahead
}

// ExportGroup are the texts in one language, the closest first.
type ExportGroup struct {
	Name  string
	Texts []ExportText
}

// ExportText is the policy for one place.
type ExportText struct {
	Key, Name, Language, File, Version string
	Code                               string   // "" where the place cannot have the strategy
	Fits                               Fit      // how close it is
	Losses                             []string // what it would do otherwise, a sentence each
	Notes                              []string // what its reader must do himself, or why there is no code
	Download                           string   // address of the code as a file
	Beside                             string   // address of a run of the policy and of what the text would do; "" where there is none
}

// Fit is how close a text is to the policy.
type Fit uint8

// How close texts are, the closest first.
const (
	FitSame   Fit = iota // what it does was read again, and is the same
	FitDelays            // its delays are exactly these; its notes say what else it leaves out
	FitNear              // it does something otherwise
	FitNone              // there is no code
)

// Mark is a word in a list.
func (f Fit) Mark() string { return [...]string{"same", "same delays", "near", "none"}[f] }

// class is how a list shows it.
func (f Fit) class() string { return [...]string{"same", "delays", "near", "none"}[f] }

const exportLead = "The policy of one strategy, to paste elsewhere. With each text stands what its library would do otherwise."

func (e Export) shell() Shell {
	return Shell{
		Static: e.Static, Title: "Use these settings · Backoff Lab", Lead: exportLead,
		Sheet:  "home",
		Action: Places(exportPath), Foot: templ.NopComponent,
	}
}

// exact counts the texts that do exactly the same.
func (e Export) exact() (same, all int) {
	for _, g := range e.Groups {
		for _, t := range g.Texts {
			all++
			if t.Fits == FitSame {
				same++
			}
		}
	}
	return same, all
}

// summary says how many of the places can have the policy as it is.
func (e Export) summary() string {
	same, all := e.exact()
	if same == all {
		return "All " + format.Count(all) + " say exactly this policy."
	}
	return format.Count(same) + " of " + format.Count(all) + " " + format.Verb(same, "says", "say") + " exactly this policy."
}

// verdict says of one text how close it is.
func (t ExportText) verdict() string {
	switch t.Fits {
	case FitSame:
		return "Exactly this policy: read again, it does the same."
	case FitDelays:
		return "Exactly these delays."
	case FitNone:
		return t.Name + " cannot have this policy."
	}
	return strconv.Itoa(len(t.Losses)) + " " + format.Verb(len(t.Losses), "difference", "differences") + " to the policy:"
}
