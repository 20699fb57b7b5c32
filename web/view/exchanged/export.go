package exchanged

import (
	"cmp"
	"net/url"
	"slices"

	"backofflab/exchange"
	"backofflab/experiment"
	"backofflab/retry/config"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// Export are the texts of one of a scenario's strategies: the one that is asked for, or else
// the first that the verdict has ahead. format is the key of the text that is shown first; ""
// is the first that is the same. found may be nil: then nothing is ahead. It returns false if
// the scenario has no such strategy.
func Export(s scenario.Scenario, asked, format string, found *experiment.Outcome) (templates.Export, bool) {
	keys, ahead := config.Strategies(s), aheadOf(s, found)
	key := cmp.Or(asked, append(ahead, keys...)[0])
	if !slices.Contains(keys, key) {
		return templates.Export{}, false
	}
	texts, err := exchange.Texts(s, key)
	if err != nil {
		return templates.Export{}, false
	}
	page := templates.Export{Back: view.ScenarioLink(s.Query()), Testbed: withStrategy("/testbed", s, key)}
	for _, k := range keys {
		page.Strategies = append(page.Strategies, templates.ExportStrategy{
			Strategy: strategyIn(s, k), Path: withStrategy("/export", s, k), Chosen: k == key, Ahead: slices.Contains(ahead, k),
		})
	}
	page.Groups = grouped(s, key, texts)
	choose(&page, format)
	return page, true
}

// Code is one of a scenario's strategies in one format, as a file. The error is of
// scenario.FieldErrors.
func Code(s scenario.Scenario, strategy, format string) (code, file string, err error) {
	if keys := config.Strategies(s); strategy == "" && len(keys) == 1 {
		strategy = keys[0]
	}
	if !slices.Contains(config.Strategies(s), strategy) {
		return "", "", scenario.FieldErrors{scenario.NewFieldError("strategy", strategy, "is none of the scenario's strategies")}
	}
	text, err := exchange.Write(s, strategy, format)
	return text.Code, text.Format.File, err
}

// grouped are texts by language, in each the closest first.
func grouped(s scenario.Scenario, key string, texts []exchange.Text) (all []templates.ExportGroup) {
	byGroup := map[string][]templates.ExportText{}
	for _, t := range texts {
		byGroup[groupOf(t.Format)] = append(byGroup[groupOf(t.Format)], textOf(s, key, t))
	}
	for name, of := range byGroup {
		slices.SortStableFunc(of, func(a, b templates.ExportText) int { return cmp.Compare(a.Fits, b.Fits) })
		all = append(all, templates.ExportGroup{Name: name, Texts: of})
	}
	slices.SortFunc(all, func(a, b templates.ExportGroup) int {
		return cmp.Compare(rank(a.Name), rank(b.Name))
	})
	return all
}

func textOf(s scenario.Scenario, key string, t exchange.Text) templates.ExportText {
	f := t.Format
	text := templates.ExportText{
		Key: f.Key, Name: f.Name, Language: f.Language, File: f.File, Version: f.Version,
		Code: t.Code, Losses: t.Losses, Notes: t.Notes,
		Download: withStrategy("/export/text", s, key) + "&format=" + url.QueryEscape(f.Key),
	}
	switch {
	case t.Code == "":
		text.Fits = templates.FitNone
	case t.Same:
		text.Fits = templates.FitSame
	case f.Read == nil && groupOf(f) == filesGroup: // what differs is noted by hand
		text.Fits, text.Losses, text.Notes = templates.FitNear, t.Notes, nil
	case f.Read == nil:
		text.Fits = templates.FitDelays
	default:
		text.Fits = templates.FitNear
		text.Beside = Beside(s, key, t)
	}
	return text
}

// Beside is the address of a run of a strategy of a scenario and of what a text of it would do;
// "" where the text cannot be read, and where the address would be too long.
func Beside(s scenario.Scenario, key string, t exchange.Text) string {
	both, ok := t.Beside(s, key)
	if !ok {
		return ""
	}
	return view.ScenarioLink(both.Query())
}

// choose says which text is shown first: the one that is asked for, or else the closest. The
// lab's own formats are always close, and nobody's to paste.
func choose(page *templates.Export, asked string) {
	closest := templates.FitNone
	for _, g := range page.Groups {
		for _, t := range g.Texts {
			if t.Key == asked {
				page.Chosen, page.Asked = t.Key, true
				return
			}
			if g.Name != ownGroup && (page.Chosen == "" || t.Fits < closest) {
				page.Chosen, closest = t.Key, t.Fits
			}
		}
	}
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
// is none of them, nor are layers: each of these is a policy of its own.
func aheadOf(s scenario.Scenario, found *experiment.Outcome) []string {
	if found == nil {
		return nil
	}
	var keys []string
	if lead, clear := found.Verdict.Lead(); clear {
		for _, i := range found.Verdict.Standing[lead].Ahead {
			if shares, _ := scenario.Shares(s.Strategies[i]); len(shares) == 1 && len(scenario.Layers(s.Strategies[i])) == 1 {
				keys = append(keys, s.Strategies[i])
			}
		}
	}
	return keys
}

// strategyIn is a strategy in its colour of the run, or beside it where it is in a mix.
func strategyIn(s scenario.Scenario, key string) chart.Strategy {
	if i := slices.Index(s.Strategies, key); i >= 0 {
		return view.StrategiesOf(s.Strategies)[i]
	}
	return view.StrategyBeside(s.Strategies, key)
}
