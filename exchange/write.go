package exchange

import (
	"strings"

	"backofflab/exchange/form"
	"backofflab/retry/config"
	"backofflab/scenario"
)

// Text is a policy in one format.
type Text struct {
	Format form.Format
	Code   string   // ends with a line feed; "" where the format has nothing for the policy
	Notes  []string // what whoever uses it must do himself, or why there is no code: sentences
	Losses []string // what it would do otherwise than the policy: sentences, computed by reading Code again
	Same   bool     // it would do nothing otherwise

	// Strategy is what it would do, as one entry of a scenario's strategies, with its own
	// settings: to be simulated beside the policy. "" where Code is, or is not read.
	Strategy string
}

// Write returns one of a scenario's strategies in a format. The strategy is one of
// [config.Strategies]: layers are written one by one. The error is of scenario.FieldErrors,
// and names strategy or format.
func Write(s scenario.Scenario, strategy, key string) (Text, error) {
	f, ok := Find(key)
	if !ok || f.Write == nil {
		return Text{}, wrong("format", key, "There is no such format to write. Formats are: "+strings.Join(keys(func(f form.Format) bool { return f.Write != nil }), ", ")+".")
	}
	p, err := policyOf(s, strategy)
	if err != nil {
		return Text{}, err
	}
	return write(p, f), nil
}

// Texts returns one of a scenario's strategies in all formats that are written, in their order.
func Texts(s scenario.Scenario, strategy string) ([]Text, error) {
	p, err := policyOf(s, strategy)
	if err != nil {
		return nil, err
	}
	var texts []Text
	for _, f := range formats {
		if f.Write != nil {
			texts = append(texts, write(p, f))
		}
	}
	return texts, nil
}

// Beside is a scenario of one of a scenario's strategies and of what the text would do, to be
// simulated beside each other. It returns false where the text is not read, or no link could
// carry both.
func (t Text) Beside(s scenario.Scenario, strategy string) (scenario.Scenario, bool) {
	if t.Strategy == "" {
		return s, false
	}
	r, err := Read(t.Code, t.Format.Key)
	if err != nil {
		return s, false
	}
	s.Strategies = []string{strategy}
	both, err := r.In(s, "")
	return both, err == nil
}

func policyOf(s scenario.Scenario, strategy string) (form.Policy, error) {
	settings, err := config.Of(s, strategy)
	if err != nil {
		return form.Policy{}, err
	}
	return form.PolicyOf(s, settings.Export(), strategy), nil
}

func write(p form.Policy, f form.Format) Text {
	text := writeAlone(p, f)
	if text.Strategy != "" {
		text.Losses = Differences(p.Scenario, alone(text.Strategy), f.Name)
		text.Same = len(text.Losses) == 0
	}
	return text
}

// writeAlone is write without what is lost.
func writeAlone(p form.Policy, f form.Format) Text {
	code, notes := f.Write(p)
	text := Text{Format: f, Code: code, Notes: notes}
	if code == "" || f.Read == nil {
		return text
	}
	t, err := form.NewText(code)
	if err != nil {
		return text
	}
	r, err := read(t, f)
	if err != nil {
		return text
	}
	text.Strategy = r.Key()
	return text
}

// alone is a scenario of one strategy, spelt out.
func alone(key string) scenario.Scenario {
	s := scenario.Default()
	s.Strategies = []string{key}
	if len(scenario.Layers(key)) > 1 {
		return s
	}
	return s.SpeltOut(key)
}
