package studied

import (
	"strings"
	"testing"

	"backofflab/experiment/tipping"
)

func TestRarelyCollapses(t *testing.T) {
	r := tipping.Rare{Repetitions: 16}
	split := tipping.Estimate{P: 5.8e-6, Low: 2.9e-6, High: 1.2e-5, Runs: 27_200}
	none := tipping.Estimate{High: 1.0 / 8000, Runs: 29_570}
	all := tipping.Estimate{P: 1, Low: 0.982, High: 1, Runs: 200}
	some := tipping.Estimate{P: 0.003, Low: 0.002, High: 0.004, Runs: 1000}
	for name, tt := range map[string]struct {
		of                tipping.Odd
		main, plain, gain string
	}{
		"failed":  {tipping.Odd{Failed: "Too long."}, "Its runs cannot be simulated. Too long.", "", ""},
		"begun":   {tipping.Odd{Done: 0}, "Looking for what a run does before it collapses.", "", ""},
		"quiet":   {tipping.Odd{Done: 3, Split: tipping.Estimate{High: 1, Runs: 600}}, "No run has collapsed so far.", "", ""},
		"so far":  {tipping.Odd{Done: 3, Split: split}, "About 1 in 170 000 runs collapses (1 in 340 000 to 1 in 83 000). So far: 3 of 16 repetitions.", "", ""},
		"rare":    {tipping.Odd{Done: 16, Split: split, Plain: none, Gain: 55.2}, "About 1 in 170 000 runs collapses (1 in 340 000 to 1 in 83 000).", "Plain Monte Carlo, with the same work: none of 29 570 runs collapsed, so at most 1 in 8 000 do.", "To be as sure, plain Monte Carlo would take about 55 times the work."},
		"counted": {tipping.Odd{Done: 16, Split: some, Plain: some, Gain: 1.1}, "About 1 in 330 runs collapses (1 in 500 to 1 in 250).", "Plain Monte Carlo, with the same work: 3 of 1 000 runs collapsed, 1 in 330 (1 in 500 to 1 in 250).", "It is not so rare that splitting would save work: plain Monte Carlo does as well."},
		"common":  {tipping.Odd{Done: 16, Split: tipping.Estimate{P: 0.234, Low: 0.2, High: 0.26, Runs: 9}, Plain: some}, "About 23.4 % of the runs collapse (20.0 % to 26.0 %).", "Plain Monte Carlo, with the same work: 3 of 1 000 runs collapsed, 1 in 330 (1 in 500 to 1 in 250).", ""},
		"missed":  {tipping.Odd{Done: 16, Split: tipping.Estimate{High: 1, Runs: 9}, Plain: some}, "Splitting saw no run collapse, and counting did: take that, or ask for more repetitions.", "Plain Monte Carlo, with the same work: 3 of 1 000 runs collapsed, 1 in 330 (1 in 500 to 1 in 250).", ""},
		"all yet": {tipping.Odd{Done: 2, Split: all}, "Every run has collapsed so far.", "", ""},
		"all":     {tipping.Odd{Done: 16, Split: all, Plain: all}, "Every run collapsed: as far as counting tells, at least 98.2 % do.", "Plain Monte Carlo, with the same work: 200 of 200 runs collapsed, 100.0 % (98.2 % to 100.0 %).", ""},
		"never":   {tipping.Odd{Done: 16, Split: tipping.Estimate{High: 1, Runs: 9}, Plain: none}, "No run collapsed: as far as counting tells, at most 1 in 8 000 do.", "Plain Monte Carlo, with the same work: none of 29 570 runs collapsed, so at most 1 in 8 000 do.", ""},
	} {
		says := RarelyCollapses(r, tt.of)
		spaces := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")
		for what, pair := range map[string][2]string{"main": {says.Main, tt.main}, "plain": {says.Plain, tt.plain}, "gain": {says.Gain, tt.gain}} {
			if got := spaces.Replace(pair[0]); got != pair[1] {
				t.Errorf("%s, %s: %q, want %q", name, what, got, pair[1])
			}
		}
	}
}
