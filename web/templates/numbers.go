package templates

import "github.com/a-h/templ"

// Numbers is the page that makes a scenario of three answers.
type Numbers struct {
	Static     string // URL prefix of the static files, without a slash at the end
	Questions  []Question
	Impossible string // why no retries can do it, a sentence; "" where they can
	Ways       []Way  // out of that
}

// Question is one of the three.
type Question struct {
	Name    string // in the address
	Text    string
	Example string
	Help    string
	Value   string // what was answered; "" at first
	Problem string // what is wrong with it; "" when nothing is
}

const numbersLead = "Three numbers of your own system make a scenario. All of it can be changed afterwards."

func (n Numbers) shell() Shell {
	return Shell{
		Static: n.Static, Title: "Use my numbers · Backoff Lab", Lead: numbersLead,
		Sheet:  "home",
		Action: Places(numbersPath), Foot: templ.NopComponent,
	}
}

// problem marks a field whose value is none.
func (q Question) problem() templ.Attributes {
	if q.Problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}
