package view

import (
	"slices"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario"
)

func TestPresetCard(t *testing.T) {
	for query, want := range map[string]struct {
		telling []int
		time    string // of the last row
	}{
		"":                                   {[]int{0, 1}, "9.6"},
		"clients=3&strategies=full":          {[]int{0}, "328"},
		"clients=3&strategies=full,fixed":    {[]int{0, 1}, "328"},
		"fail=1&attempts=1&strategies=fixed": {[]int{0}, "400"},
		"attempts=5&strategies=immediate,fixed,exponential,full": {[]int{0, 2}, "318"},
	} {
		s, found := labtest.Outcome(t, query)
		card := PresetCardOf(scenario.Preset{Key: "x", Query: query}, s, found)
		var telling []int
		for i, row := range card.Rows {
			if row.Telling {
				telling = append(telling, i)
			}
		}
		if last := card.Rows[len(card.Rows)-1].Series.Time; !slices.Equal(telling, want.telling) || last.Text != want.time {
			t.Errorf("%q: rows %v tell most, and the last is %q, want %v and %q", query, telling, last.Text, want.telling, want.time)
		}
	}
}
