package config

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"backofflab/retry/export"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// maxBytes bounds what is read.
const maxBytes = 16 << 10

// Parse reads a whole link of the lab, its query alone, or the JSON of "Use these settings".
// It must name one strategy; where it compares several, [ParseStrategy] chooses. The error
// says what to write instead; for a link it is a scenario.FieldErrors.
func Parse(text string) (Settings, error) { return ParseStrategy(text, "") }

// ParseStrategy is Parse for a link that compares strategies: it reads the policy of the one
// with that key. "" is the only one there is.
func ParseStrategy(text, strategy string) (Settings, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxBytes {
		return Settings{}, fmt.Errorf("reading a retry policy: it has %d bytes, and at most %d are read", len(text), maxBytes)
	}
	if strings.HasPrefix(text, "{") {
		return parseJSON(text, strategy)
	}
	query, asked, err := queryOf(text)
	if err != nil {
		return Settings{}, err
	}
	if strategy == "" {
		strategy = asked
	}
	l, err := link.Parse(query)
	if err != nil {
		return Settings{}, err
	}
	return ofLink(l, strategy)
}

func parseJSON(text, strategy string) (Settings, error) {
	p, err := export.ParseJSON([]byte(text))
	if err != nil {
		return Settings{}, err
	}
	if strategy != "" && strategy != p.Strategy {
		return Settings{}, scenario.FieldErrors{scenario.NewFieldError("strategy", strategy, "The policy has the strategy "+p.Strategy+".")}
	}
	return settingsOf(p)
}

// queryOf finds the query of a link, and the strategy that a link to "Use these settings"
// has chosen.
func queryOf(text string) (query, strategy string, err error) {
	query, _, _ = strings.Cut(text, "#")
	if before, after, found := strings.Cut(query, "?"); found {
		query = after
	} else if strings.Contains(before, "/") && !strings.Contains(before, "=") {
		query = "" // an address alone
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool { return strings.HasPrefix(pair, "format=") }) // of which text
	for i, pair := range pairs {
		if value, ok := strings.CutPrefix(pair, "strategy="); ok {
			if strategy, err = url.QueryUnescape(value); err != nil {
				return "", "", scenario.FieldErrors{scenario.NewFieldError("strategy", value, scenario.BrokenPercent)}
			}
			return strings.Join(slices.Delete(pairs, i, i+1), "&"), strategy, nil
		}
	}
	return strings.Join(pairs, "&"), "", nil
}

// ofLink returns the policy of a strategy of a link.
func ofLink(l link.Link, strategy string) (Settings, error) {
	all := Strategies(l.Scenario)
	if strategy == "" && len(all) == 1 {
		strategy = all[0]
	}
	if !slices.Contains(all, strategy) {
		message := fmt.Sprintf("These are several policies. Write %s=%s to choose one, or name it to ParseStrategy.", strategies, all[0])
		if strategy != "" {
			message = "The link compares others. Choose one of them, not " + strategy + "."
		}
		return Settings{}, scenario.FieldErrors{scenario.NewFieldError(strategies, strings.Join(all, ","), message)}
	}
	c, err := Of(l.Scenario, strategy)
	if err != nil {
		return c, err
	}
	c.lost = append(lostOf(l, all, strategy), c.lost...)
	return c, nil
}

// Strategies returns the strategies of a scenario, those in mixes and those of single layers
// too, each once: a mix is no policy of one client, and layers are several.
func Strategies(s scenario.Scenario) (keys []string) {
	for _, fleet := range s.Strategies {
		shares, _ := scenario.Shares(fleet)
		for _, share := range shares {
			for _, layer := range scenario.Layers(share.Strategy) {
				if key := layer.Key(); !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			}
		}
	}
	return keys
}

// lostOf says what a link has beside the policy of one strategy.
func lostOf(l link.Link, all []string, strategy string) (lost []string) {
	if len(all) > 1 {
		lost = append(lost, "Of "+strings.Join(all, ", ")+" this is "+strategy+".")
	}
	own, shared := scenario.PolicyFields()
	standard := scenario.Default()
	var names []string
	for _, f := range scenario.Fields() {
		mine := slices.ContainsFunc(slices.Concat(own, shared), func(p scenario.Field) bool { return p.Name == f.Name })
		if !mine && f.Format(l.Scenario) != f.Format(standard) {
			names = append(names, f.Name)
		}
	}
	if len(names) > 0 {
		lost = append(lost, "Of the service and the run, and no part of a policy: "+strings.Join(names, ", ")+".")
	}
	if l.Scenario.Hedging(strategy).Some() {
		lost = append(lost, "Hedges are not sent: only the simulation has them.")
	}
	if l.With != nil {
		lost = append(lost, "The link's baseline is a scenario of its own; its policy is not read.")
	}
	return lost
}

// MarshalJSON writes what "Use these settings" hands out: null for the zero Settings.
func (c Settings) MarshalJSON() ([]byte, error) {
	if c.isZero() {
		return []byte("null"), nil
	}
	return []byte(export.Texts(c.Export())[0].Code), nil
}

// UnmarshalJSON reads that, or a text with a link.
func (c *Settings) UnmarshalJSON(raw []byte) (err error) {
	text := string(raw)
	if text == "null" {
		return nil
	}
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	*c, err = Parse(text)
	return err
}

// MarshalText writes what String does, for flags and files of configuration.
func (c Settings) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what Parse reads; nothing makes the zero Settings.
func (c *Settings) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*c = Settings{}
		return nil
	}
	*c, err = Parse(string(text))
	return err
}
