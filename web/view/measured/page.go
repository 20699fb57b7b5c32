package measured

import (
	"net/url"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/testbed"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// Path is the address of the form.
const Path = "/testbed"

// FormPath is the address of the form with the settings of a testbed.
func FormPath(c testbed.Config) string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set(ScenarioName, c.Scenario.Query())
	set(familyName, string(c.Family))
	by, name, _ := strings.Cut(c.Tell.String(), " ")
	set(tellName, by)
	set(nameName, name)
	set(scriptName, c.Script.String())
	if len(query) == 0 {
		return Path
	}
	return Path + "?" + query.Encode()
}

// Page is that of a testbed at an address, "https://lab.example.org/m/KEY/".
func Page(b Beside, key, address string) templates.Testbed {
	left := max(0, b.Now.Ends.Sub(b.Now.Now))
	return templates.Testbed{
		Key: key, Address: address, Settings: settingsOf(b.Config), Lines: linesOf(b.Config, address),
		LeftMS: left.Milliseconds(), Left: format.Elapsed(left.Round(time.Second)),
		Lab: view.ScenarioLink(b.Config.Scenario.Query()), Live: Live(b),
	}
}

// settingsOf says what a testbed is like, in a few words each.
func settingsOf(c testbed.Config) []string {
	s := c.Scenario
	words := []string{callersOf(s), "forecast with " + strategyOf(s), familyOf(c).Label}
	switch c.Tell.By {
	case testbed.ByAddress:
		words = append(words, "told apart by address")
	case testbed.ByHeader:
		words = append(words, "told apart by the header "+c.Tell.Name)
	case testbed.ByQuery:
		words = append(words, "told apart by the parameter "+c.Tell.Name)
	}
	return words
}

func familyOf(c testbed.Config) templates.TestbedOption {
	for _, o := range families {
		if o.Value == string(c.Family) {
			return o
		}
	}
	return families[0]
}
