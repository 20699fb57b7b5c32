package settings

import (
	"fmt"
	"net/url"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// NumbersOf is the page of three questions, with what was answered so far and what is wrong
// with it.
func NumbersOf(answers url.Values, problems scenario.FieldErrors) templates.Numbers {
	page := templates.Numbers{Questions: []templates.Question{
		{Name: scenario.NumbersClients, Text: "How many clients call at once?", Example: "400", Help: "Workers, jobs or devices with a request each."},
		{Name: scenario.NumbersLimit, Text: "What is the limit?", Example: "100/min", Help: "As the provider writes it: 40/s, 100/min, 5000/h. A number alone is per second."},
		{Name: scenario.NumbersWithin, Text: "How long may it take?", Example: "30 s", Help: "Until the last of them has its answer: 30s, 2m. A number alone is seconds."},
	}}
	for i := range page.Questions {
		q := &page.Questions[i]
		q.Value = asked(answers.Encode(), q.Name, "")
		for _, p := range problems {
			if p.Field == q.Name {
				q.Problem = p.Message
			}
		}
	}
	return page
}

// AddImpossible says on the page why no retries can do it, and what would be enough.
func AddImpossible(page *templates.Numbers, n scenario.Numbers) {
	least, allowed := format.Elapsed(n.Least()), format.Span(n.Within)
	if n.Least() < n.Within+n.Within/50 {
		least = "more than " + allowed
	} else {
		least = "at least " + least
	}
	page.Impossible = fmt.Sprintf("%s at %s take %s, whatever the retries do; you allow %s.",
		format.Plural(n.Clients, "client"), format.SetRate(n.Rate), least, allowed)
	limit, within := n.Enough()
	if within.Scenario().Validate() == nil {
		page.Ways = append(page.Ways, templates.Way{Words: "Allow " + format.Span(within.Within), Path: numbersLink(within)})
	}
	if limit.Scenario().Validate() == nil {
		page.Ways = append(page.Ways, templates.Way{Words: "Raise the limit to " + format.SetRate(limit.Rate), Path: numbersLink(limit)})
	}
	page.Ways = append(page.Ways, templates.Way{Words: "Run it anyway", Path: numbersLink(n)})
}

// numbersLink is the address of the run of some numbers.
func numbersLink(n scenario.Numbers) string { return view.ScenarioLink(n.Scenario().Query()) }
