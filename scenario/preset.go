package scenario

import (
	"strings"

	"backofflab/scenario/typed"
)

// Preset is a scenario worth looking at.
type Preset struct {
	Key       string   // its name in links
	Name      string   // on screen
	Situation string   // the same in at most five words
	Tags      []string // what it is about; the first is the group in which it is listed
	Words     string   // what people call it who look for it, with commas between
	Lead      string   // what to look for, without saying what will be seen
	Query     string   // what it sets, in the form of links; "" is the default scenario
}

// Searched is the text that a search looks through, in lower case.
func (p Preset) Searched() string {
	return strings.ToLower(strings.Join([]string{p.Name, p.Situation, strings.Join(p.Tags, " "), p.Words, p.Key}, " "))
}

// Presets returns the presets in the order in which they are shown. The caller
// owns the slice.
func Presets() []Preset { return append([]Preset(nil), presets...) }

// PresetNamed returns the preset with that key, and whether there is one.
func PresetNamed(key string) (Preset, bool) {
	for _, p := range presets {
		if p.Key == key {
			return p, true
		}
	}
	return Preset{}, false
}

// Scenario returns what the preset sets. It panics when the preset's query is
// wrong, which a test excludes.
func (p Preset) Scenario() Scenario {
	s, err := ParseQuery(p.Query)
	if err != nil {
		panic("preset " + p.Key + ": " + err.Error())
	}
	return s
}

// readPreset finds the preset that a text names: by its key, or as its name is on screen.
func readPreset(text string) (Preset, error) {
	var words, keys []string
	for _, p := range presets {
		if word := typed.Word(text); word == p.Key || word == typed.Word(p.Name) {
			return p, nil
		}
		words, keys = append(words, p.Key, p.Name), append(keys, p.Key)
	}
	near := typed.Nearest(text, words)
	for _, p := range presets {
		if near == p.Name {
			near = p.Key
		}
	}
	return Preset{}, unknown("preset", text, near, "Choose one of "+strings.Join(keys, ", ")+".")
}
