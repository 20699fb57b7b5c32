package view

import (
	"net/url"
	"slices"

	"backofflab/experiment"
	"backofflab/retry/config"
	"backofflab/retry/export"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

// UseOf are the texts of one of a scenario's strategies: the one that is asked for, or else
// the first that the verdict has ahead. found may be nil: then nothing is ahead. It returns
// false if the scenario has no such strategy.
func UseOf(s scenario.Scenario, asked string, found *experiment.Outcome) (templates.Use, bool) {
	keys, ahead := config.Strategies(s), aheadOf(s, found)
	key := asked
	if key == "" {
		key = append(ahead, keys...)[0]
	}
	if !slices.Contains(keys, key) {
		return templates.Use{}, false
	}
	use := templates.Use{Back: ScenarioLink(s.Query()), Testbed: withStrategy("/testbed", s, key)}
	for _, k := range keys {
		use.Strategies = append(use.Strategies, templates.UseStrategy{
			Strategy: strategyIn(s, k), Path: withStrategy("/use", s, k), Chosen: k == key, Ahead: slices.Contains(ahead, k),
		})
	}
	settings, err := config.Of(s, key)
	if err != nil {
		return templates.Use{}, false
	}
	for _, t := range export.Texts(settings.Export()) {
		use.Texts = append(use.Texts, templates.UseText{Key: t.Key, Name: t.Name, File: t.File, Code: t.Code, Without: t.Without})
	}
	return use, true
}

// withStrategy is the address of a page of one of a scenario's strategies.
func withStrategy(path string, s scenario.Scenario, key string) string {
	query := "strategy=" + url.QueryEscape(key)
	if own := s.Query(); own != "" {
		query = own + "&" + query
	}
	return path + "?" + query
}

// aheadOf are the strategies that are ahead in what decides the verdict. A mix that is ahead
// is none of them.
func aheadOf(s scenario.Scenario, found *experiment.Outcome) []string {
	if found == nil {
		return nil
	}
	var keys []string
	if lead, clear := found.Verdict.Lead(); clear {
		for _, i := range found.Verdict.Standing[lead].Ahead {
			if shares, _ := scenario.Shares(s.Strategies[i]); len(shares) == 1 {
				keys = append(keys, s.Strategies[i])
			}
		}
	}
	return keys
}

// strategyIn is a strategy in its colour of the run, or beside it where it is in a mix.
func strategyIn(s scenario.Scenario, key string) chart.Strategy {
	if i := slices.Index(s.Strategies, key); i >= 0 {
		return StrategiesOf(s.Strategies)[i]
	}
	return StrategyBeside(s.Strategies, key)
}
