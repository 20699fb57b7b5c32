package mcp

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// words are what scenarios are looked for by.
type words struct {
	Words string `json:"words,omitempty" jsonschema:"What it is about, for example: 429 rate limit, cron, LLM tokens, retry storm. None: all are listed."`
}

func findScenarios(ctx context.Context, _ Lab, in words) (*answer, error) {
	wanted := strings.Fields(strings.ToLower(in.Words))
	found := presetsBy(wanted)
	var a answer
	if len(found) == 0 {
		a.line("No scenario has any of these words: " + clipped(in.Words, 100) + ". Leave them out to see all, or simulate one of your own: the lab is not bound to its presets.")
		return &a, nil
	}
	site := siteOf(ctx)
	b := &block{noun: "scenario", least: 1, spare: spareDetails}
	for _, p := range found {
		b.lines = append(b.lines, "- "+p.Key+": "+p.Name+". "+p.Situation+". "+site+"/?preset="+p.Key)
	}
	b.head = format.Plural(len(found), "scenario") + ", the likeliest first; simulate takes the key as link:"
	a.line("About the first: " + found[0].Lead)
	a.add(b)
	return &a, nil
}

// presetsBy are those that have any of the words, those with the most first.
func presetsBy(wanted []string) []scenario.Preset {
	hits := func(p scenario.Preset) (n int) {
		text := p.Searched()
		for _, word := range wanted {
			if strings.Contains(text, word) {
				n++
			}
		}
		return n
	}
	all := scenario.Presets()
	if len(wanted) == 0 {
		return all
	}
	all = slices.DeleteFunc(all, func(p scenario.Preset) bool { return hits(p) == 0 })
	slices.SortStableFunc(all, func(a, b scenario.Preset) int { return cmp.Compare(hits(b), hits(a)) })
	return all
}
