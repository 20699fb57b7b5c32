package wire

import (
	"strconv"

	"backofflab/experiment/tipping"
)

// TipAnswer is what is known of where a service tips: for each strategy its thresholds, and the
// loop that is drawn around them.
type TipAnswer struct {
	tipping.Outcome
}

// SeedsAnswer is what is known of the worst of many seeds.
type SeedsAnswer struct {
	tipping.Chances
}

// RareAnswer is what is known of how rarely a scenario collapses: for each strategy the
// probability, by splitting and by plain Monte Carlo with the same work.
type RareAnswer struct {
	tipping.Odds
}

// RareAnswerOf is what is known of a question for rare collapses.
func RareAnswerOf(r tipping.Rare, o tipping.Odds) RareAnswer {
	if o.Fleets == nil { // it has not begun
		o = tipping.Odds{Query: r.Query(), Repetitions: r.Repetitions, Fleets: []tipping.Odd{}}
	}
	return RareAnswer{o}
}

// RareRows are those of the CSV of such a question: two for each strategy.
func RareRows(o tipping.Odds) [][]string {
	rows := [][]string{{"strategy", "method", "probability", "low", "high", "runs", "attempts", "gain", "collapse_query", "failed"}}
	for _, f := range o.Fleets {
		split := append([]string{f.Strategy, "splitting"}, rareRow(f.Split)...)
		plain := append([]string{f.Strategy, "plain"}, rareRow(f.Plain)...)
		rows = append(rows, append(split, some(f.Gain), "", f.Failed), append(plain, "", f.Collapse, f.Failed))
	}
	return rows
}

// rareRow is an estimate; empty where there is none.
func rareRow(e tipping.Estimate) []string {
	if e.Runs == 0 {
		return []string{"", "", "", "", ""}
	}
	return []string{exactly(e.P), exactly(e.Low), exactly(e.High), strconv.Itoa(e.Runs), strconv.FormatInt(e.Work, 10)}
}

// TipAnswerOf is what is known of a search.
func TipAnswerOf(s tipping.Search, o tipping.Outcome) TipAnswer {
	if o.Fleets == nil { // it has not begun
		o = tipping.Outcome{Query: s.Query(), Of: s.Of.String(), Unit: s.Of.Unit(), Fleets: []tipping.Fleet{}}
	}
	return TipAnswer{o}
}

// SeedsAnswerOf is what is known of a search for the worst seed.
func SeedsAnswerOf(s tipping.Seeds, c tipping.Chances) SeedsAnswer {
	fleets := make([]tipping.Chance, len(c.Fleets))
	for i, one := range c.Fleets {
		if one.Quantile == nil {
			one.Quantile = []float64{}
		}
		fleets[i] = one
	}
	if c.Query == "" { // it has not begun
		c = tipping.Chances{Query: s.Query(), Figure: s.Figure, Seeds: s.Seeds}
	}
	c.Fleets = fleets
	return SeedsAnswer{c}
}

// TipRows are those of the CSV of a search: for each strategy its thresholds, then the places of
// both branches of its loop.
func TipRows(o tipping.Outcome) [][]string {
	rows := [][]string{{"strategy", "what", "answer", "value", "low", "high", "runs", "tipped", "offered_per_s",
		"goodput_per_s_mean", "goodput_per_s_p5", "goodput_per_s_p95", "attempts_per_s_mean", "attempts_per_s_p5", "attempts_per_s_p95", "query", "reason"}}
	for _, f := range o.Fleets {
		for _, t := range []struct {
			what string
			of   tipping.Threshold
		}{{"tips", f.Tips}, {"alone", f.Alone}, {"recovers", f.Recovers}} {
			rows = append(rows, []string{f.Strategy, t.what, string(t.of.Answer), t.of.Value, some(t.of.Low), some(t.of.High), strconv.Itoa(t.of.Runs),
				"", "", "", "", "", "", "", "", t.of.Query, t.of.Reason})
		}
		for _, p := range f.Loop {
			rows = append(rows, flowRow(f.Strategy, "calm", p.Value, p.Up), flowRow(f.Strategy, "collapsed", p.Value, p.Down))
		}
	}
	return rows
}

func flowRow(strategy, branch, value string, f tipping.Flow) []string {
	row := []string{strategy, branch, "", value, "", "", strconv.Itoa(f.Runs), strconv.Itoa(f.Tipped)}
	for _, x := range []float64{f.Offered, f.Goodput.Mean, f.Goodput.Low, f.Goodput.High, f.Attempts.Mean, f.Attempts.Low, f.Attempts.High} {
		text := ""
		if f.Runs > 0 {
			text = exactly(x)
		}
		row = append(row, text)
	}
	return append(row, f.Query, f.Failed)
}

// SeedsRows are those of the CSV of a search for the worst seed: one for each strategy.
func SeedsRows(c tipping.Chances) [][]string {
	rows := [][]string{{"strategy", "figure", "seeds", "never", "mean", "min", "p5", "p25", "p50", "p75", "p95", "p99", "max",
		"worst", "worst_seed", "worst_query", "as_bad", "as_bad_share_most", "worse_share_most", "median", "median_seed", "median_query", "failed"}}
	for _, f := range c.Fleets {
		row := []string{f.Strategy, c.Figure, strconv.Itoa(f.Seeds), strconv.Itoa(f.Never)}
		for i := range 9 { // the mean, then quantiles
			switch {
			case len(f.Quantile) == 0:
				row = append(row, "")
			case i == 0:
				row = append(row, exactly(f.Mean))
			default:
				row = append(row, exactly(f.Quantile[i-1]))
			}
		}
		row = append(row, oneRow(f.Worst)...)
		row = append(row, strconv.Itoa(f.AsBad), exactly(f.Rarity.AsBad), exactly(f.Rarity.Worse))
		rows = append(rows, append(append(row, oneRow(f.Median)...), f.Failed))
	}
	return rows
}

// oneRow is a seed: its value, empty where it never came, itself, and the query of its run.
func oneRow(o tipping.One) []string {
	value := exactly(o.Value)
	if o.Never {
		value = ""
	}
	return []string{value, strconv.FormatUint(o.Seed, 10), o.Query}
}

func exactly(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }

// some is a number that is not there where it is 0.
func some(x float64) string {
	if x == 0 {
		return ""
	}
	return exactly(x)
}
