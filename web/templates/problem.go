package templates

// ProblemPage is what a person sees instead of what was asked for.
type ProblemPage struct {
	Static string // URL prefix of the static files, without a slash at the end
	Title  string
	Detail string
	Fields []Problem // what is wrong with the scenario; nil mostly
	Ways   []Way     // where to go from here, the best first

	Scenarios []Way // all presets, for who came with nothing in particular; nil mostly
}

// Way is a link that leads on. Its path begins with one slash.
type Way struct{ Path, Words string }

func (p ProblemPage) shell() Shell {
	return Shell{
		Static: p.Static, Title: p.Title + " · Backoff Lab", Lead: p.Detail,
		Sheet: "manual", Action: Places(""), Foot: problemFoot(),
	}
}
