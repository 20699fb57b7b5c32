package measured

import (
	"cmp"
	"slices"

	"backofflab/internal/format"
	"backofflab/testbed"
	"backofflab/web/templates"
)

// shownClients is how many clients the table has.
const shownClients = 8

// clientsOf are the clients that are worth a look: those that called early, then those that
// called most.
func clientsOf(now testbed.Snapshot) []templates.TestbedClient {
	all := slices.Clone(now.Clients)
	slices.SortStableFunc(all, func(a, b testbed.ClientRow) int {
		return cmp.Or(cmp.Compare(b.Early, a.Early), cmp.Compare(b.Attempts, a.Attempts))
	})
	var rows []templates.TestbedClient
	for _, c := range all[:min(shownClients, len(all))] {
		rows = append(rows, templates.TestbedClient{
			Who: c.Who, Attempts: format.Count(c.Attempts), Served: format.Count(c.Served), Early: format.Count(c.Early),
			First: format.Moment(c.First), Last: format.Moment(c.Last),
		})
	}
	return rows
}

func othersOf(now testbed.Snapshot) string {
	if more := len(now.Clients) - shownClients; more > 0 {
		return "And " + format.Plural(more, "client") + " more: those that called early come first, then those that called most."
	}
	return ""
}

// maxSteps is how many scripted answers are shown: what is given alike, one after the other,
// is one.
const maxSteps = 24

// accountOf says what became of a script; nil where there is none.
func accountOf(now testbed.Snapshot, script testbed.Script) *templates.TestbedAccount {
	all := script.Len()
	if all == 0 {
		return nil
	}
	account := &templates.TestbedAccount{Words: format.Of(now.Script.Consumed, all, "answer") + format.Verb(now.Script.Consumed, " was", " were") + " given. After the last, the service answers."}
	for given := now.Script.Account; len(given) > 0 && len(account.Steps) < maxSteps; {
		alike := 1
		for alike < len(given) && given[alike].Text == given[0].Text {
			alike++
		}
		account.Steps = append(account.Steps, givenStep(given[:alike]))
		given = given[alike:]
	}
	account.Steps = append(account.Steps, leftOf(script, now.Script.Consumed)...)
	return account
}

// givenStep says who got an answer, or several alike.
func givenStep(given []testbed.Consumed) templates.TestbedStep {
	first, last := given[0], given[len(given)-1]
	if len(given) == 1 {
		return templates.TestbedStep{Answer: first.Text, By: first.Who + ", at " + format.Moment(first.At)}
	}
	who := map[string]bool{}
	for _, c := range given {
		who[c.Who] = true
	}
	return templates.TestbedStep{
		Answer: first.Text + " ×" + format.Count(len(given)),
		By:     format.Plural(len(who), "client") + ", " + format.Moment(first.At) + " to " + format.Moment(last.At),
	}
}

// leftOf are the steps of a script that so many answers leave.
func leftOf(script testbed.Script, given int) []templates.TestbedStep {
	var left []templates.TestbedStep
	for _, step := range script.Steps {
		used := min(given, step.Times)
		given -= used
		if step.Times -= used; step.Times > 0 && len(left) < maxSteps {
			left = append(left, templates.TestbedStep{Answer: step.String()})
		}
	}
	return left
}
