package templates

// Help is the page for a newcomer.
type Help struct {
	Static string // URL prefix of the static files, without a slash at the end
	Scene  string // what the example simulates, in a sentence
	Rows   []HelpRow
	Proof  string // "13 of 13 reproduced"
}

// HelpRow is a strategy of the example.
type HelpRow struct {
	Name         string
	Sketch       Sketch
	Done, Wasted string
}

func (h Help) shell() Shell {
	return Shell{
		Static: h.Static, Title: "Help · Backoff Lab", Lead: helpLead,
		Sheet: "manual", Action: Places(helpPath), Foot: ManualFoot(),
	}
}

const helpLead = "Backoff Lab shows what a retry policy does to a service that can only take so much. It simulates many clients, each of which tries again when it fails, and draws what the service gets."

// typed is what can be typed where a number is asked for, by what it is.
type typed struct {
	What     string
	Examples []string
	Words    string
}

var typing = []typed{
	{"A number", []string{"1000", "1,000", "1k", "1e3"}, "all of these are the same"},
	{"A time", []string{"250ms", "5 s", "2 seconds", "1m 30"}, "a number alone is in the unit beside the field"},
	{"A rate", []string{"40", "100/min", "5000/h"}, "a number alone is per second"},
	{"A share", []string{"0.5", "50%"}, ""},
	{"Nothing", []string{"off", "none"}, "where a limit can be left out, such as a timeout"},
}
