package study

import "backofflab/web/templates/chart"

// CapSweep are a few values of the cap, for the page of the lab.
type CapSweep struct {
	Line     string // what it finds, or why there is none
	Sub      string // what was simulated
	Strategy chart.Strategy
	Rows     []CapRow // none where there is none
	Path     string   // of the whole sweep
}

// CapRow is one of them.
type CapRow struct {
	Cap   string
	Query string // of the scenario with it
	On    bool   // it is the current one
	Done  CapBar
	Calls CapBar
}

// CapBar is a figure as a bar, in shares of its scale, and in words.
type CapBar struct {
	Low, Mean, High float64
	Text            string
}

// bar is the path of a bar as high as its view, and whisker where most runs are.
func (b CapBar) bar() string { return "M0 0H" + chart.Number(units*b.Mean) + "V12H0z" }
func (b CapBar) whisker() string {
	return "M" + chart.Number(units*b.Low) + " 6H" + chart.Number(units*b.High)
}
