package templates

import (
	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// Use is a retry policy as text for other places: what "Use these settings" opens.
type Use struct {
	Static     string // URL prefix of the static files, without a slash at the end
	Back       string // address of the run
	Testbed    string // address of the form that starts a testbed of it
	Strategies []UseStrategy
	Texts      []UseText
}

// UseStrategy is a strategy of the run that can be taken home.
type UseStrategy struct {
	Strategy chart.Strategy
	Path     string // of its texts
	Chosen   bool   // the texts are its
	Ahead    bool   // the verdict has it ahead
}

// UseText is the policy for one place.
type UseText struct {
	Key, Name, File string
	Code            string   // "" where the place cannot have the strategy
	Without         []string // what the code does not say, a sentence each
}

const useLead = "The policy of one strategy, to paste elsewhere. Beside each text stands what it cannot say."

func (u Use) shell() shell {
	return shell{
		Static: u.Static, Title: "Use these settings · Backoff Lab", Lead: useLead,
		Sheet:  "home",
		Action: places(usePath), Foot: templ.NopComponent,
	}
}
