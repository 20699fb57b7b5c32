package settings

import (
	"slices"
	"strings"

	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// ownGroup is the title of the lab's own strategies in a list with the libraries.
const ownGroup = "Strategies"

// ChoicesOf are all strategies and libraries that a scenario can compare, in groups, and those
// that it does.
func ChoicesOf(s scenario.Scenario) templates.FleetChoices {
	own := templates.FleetGroup{Title: ownGroup}
	for _, t := range TogglesOf(s) {
		says := t.Formula
		if entry, ok := glossary.Find(t.Strategy.Key); ok {
			says = entry.Text
		}
		own.Fleets = append(own.Fleets, fleetChoice(t, says, ownGroup+" "+t.Formula+" "+t.Source))
	}
	choices := templates.FleetChoices{Groups: []templates.FleetGroup{own}, Most: scenario.MaxStrategies, Query: s.Query()}
	if len(s.Strategies) >= scenario.MaxStrategies {
		choices.Full = "You can compare up to " + format.Count(scenario.MaxStrategies) + " strategies. Remove one first."
	}
	for _, g := range LibrariesOf(s) {
		group := templates.FleetGroup{Title: g.Title()}
		for _, l := range g.Libraries {
			if !l.On { // which stands among the strategies already
				toggle := templates.Toggle{Strategy: view.StrategyBeside(s.Strategies, l.Key)}
				toggle.Strategy.Name = l.Name
				group.Fleets = append(group.Fleets, fleetChoice(toggle, l.Version, g.Title()+" "+l.Key))
			}
		}
		if len(group.Fleets) > 0 {
			choices.Groups = append(choices.Groups, group)
		}
	}
	return choices
}

func fleetChoice(t templates.Toggle, says, words string) templates.FleetChoice {
	return templates.FleetChoice{
		Strategy: t.Strategy, On: t.On, Says: says,
		Searched: strings.ToLower(strings.Join(slices.DeleteFunc([]string{t.Strategy.Name, t.Strategy.Key, says, words}, func(w string) bool { return w == "" }), " ")),
	}
}
