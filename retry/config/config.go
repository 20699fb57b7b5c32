package config

import (
	"slices"
	"strings"

	"backofflab/retry"
	"backofflab/retry/export"
	"backofflab/scenario"
)

// Settings are a retry policy and its guards. The zero Settings are the defaults of
// retry.Do, and those of no link.
type Settings struct {
	scenario scenario.Scenario // the default but for its policy, of one strategy; or zero
	lost     []string
}

// Of returns how the clients of a scenario retry that use a strategy, a key of one of
// retry.Kinds or of a library. The scenario must be valid.
func Of(s scenario.Scenario, strategy string) (Settings, error) {
	if _, err := scenario.Shares(strategy); err != nil {
		return Settings{}, scenario.FieldErrors{scenario.NewFieldError(strategies, strategy, err.Error())}
	}
	return settingsOf(exported(s.SpeltOut(strategy)))
}

// strategies is the field that names them.
const strategies = "strategies"

// Policy returns the policy.
func (c Settings) Policy() retry.Policy {
	if c.isZero() {
		return retry.Policy{}
	}
	p := c.scenario.Policy(c.scenario.Strategies[0])
	if p.RetryAfter.Rule == nil {
		p.RetryAfter.Rule = retry.Ignore{} // to Do, nil is its default
	}
	return p
}

// Client returns a new client with the policy, with guards of its own, and with a name for
// metrics. Its budget is what the settings say: none, unless they name one.
func (c Settings) Client(name string) *retry.Client {
	if c.isZero() {
		return &retry.Client{Name: name}
	}
	client := &retry.Client{Name: name, Policy: c.Policy(), Budget: retry.NoBudget}
	for _, kind := range c.guards().Kinds {
		switch g := kind.New(c.guards().Params); kind.Verdict {
		case retry.GiveUpBudget:
			client.Budget = g
		case retry.GiveUpBreaker:
			client.Breaker = g
		case retry.GiveUpThrottle:
			client.Throttle = g
		}
	}
	return client
}

// String returns the query of the settings, in the one form of the lab's links: settings
// that are equal have equal queries, and Parse reads them. It is empty for the zero Settings.
func (c Settings) String() string {
	if c.isZero() {
		return ""
	}
	return c.scenario.Query()
}

// Lost says in sentences what was left out of what was read, and what is otherwise in a
// real client than in the simulation. The caller owns the slice.
func (c Settings) Lost() []string {
	lost := slices.Clone(c.lost)
	if c.isZero() {
		return lost
	}
	if len(c.guards().Kinds) > 0 {
		lost = append(lost, "All calls of a client share its budget, breaker and throttle; in the simulation the clients of a process do.")
	}
	if c.scenario.Deadline > 0 {
		lost = append(lost, "The deadline ends an attempt that is under way, too; in the simulation it bars retries alone.")
	}
	return lost
}

// Export returns the policy as texts for other places are written from.
func (c Settings) Export() export.Policy {
	if c.isZero() {
		return export.Policy{}
	}
	return exported(c.scenario)
}

// guards are those of the one layer that the settings have.
func (c Settings) guards() scenario.Guards {
	fleet := scenario.Resolve(c.scenario).Fleets[0]
	if len(fleet.Guards) == 0 {
		return scenario.Guards{}
	}
	return fleet.Guards[0]
}

func (c Settings) isZero() bool { return len(c.scenario.Strategies) == 0 }

// exported is the policy of a scenario with one strategy.
func exported(s scenario.Scenario) export.Policy {
	p := export.Policy{
		Strategy: s.Strategies[0],
		Params:   retry.Params{Base: s.Base, Factor: s.Factor, Cap: s.Cap, Offset: s.Offset, Share: s.Jitter, Extra: s.Extra, Floor: s.Floor, Power: s.Power, Delays: s.Delays},
		AtOnce:   s.FirstRetry == scenario.FirstAtOnce,
		Attempts: s.Attempts, Timeout: s.Timeout, Deadline: s.Deadline, Total: s.TotalTimeout, RetryOn: s.RetryOn,
	}
	standard := scenario.Default() // which has no guards, and ignores Retry-After
	_, shared := scenario.PolicyFields()
	for _, f := range shared {
		value := f.Format(s)
		if to := keyOf(&p, f.Name); to != nil {
			if value != f.Format(standard) {
				*to = value
			}
		} else if f.Met(s) {
			p.Settings = append(p.Settings, export.Setting{Name: f.Name, Value: value, Number: f.IsNumber()})
		}
	}
	return p.Taken()
}

// keyOf is where a text has the value of a field that names a rule or a guard; nil for any
// other field.
func keyOf(p *export.Policy, field string) *string {
	switch field {
	case "honour":
		return &p.RetryAfter
	case "budget":
		return &p.Budget
	case "breaker":
		return &p.Breaker
	case "throttle":
		return &p.Throttle
	}
	return nil
}

// settingsOf is the other way. It reports everything that is out of its range.
func settingsOf(p export.Policy) (Settings, error) {
	c := Settings{scenario: scenario.Default()}
	s := &c.scenario
	s.Strategies, s.Attempts, s.Timeout, s.Deadline, s.TotalTimeout = []string{p.Strategy}, p.Attempts, p.Timeout, p.Deadline, p.Total
	put(&s.Base, p.Params.Base)
	put(&s.Cap, p.Params.Cap)
	put(&s.Factor, p.Params.Factor)
	s.Offset = p.Params.Offset
	values := map[string]string{"retry-on": strings.Join(p.RetryOn, ",")}
	own, shared := scenario.PolicyFields()
	for _, f := range own { // in which 0 is a value, if the strategy takes it
		switch {
		case f.Name == "jitter" && f.Met(*s):
			s.Jitter = p.Params.Share
		case f.Name == "extra" && f.Met(*s):
			s.Extra = p.Params.Extra
		case f.Name == "floor" && f.Met(*s):
			s.Floor = p.Params.Floor
		case f.Name == "power" && f.Met(*s):
			s.Power = p.Params.Power
		case f.Name == "delays" && f.Met(*s):
			s.Delays = p.Params.Delays
		case f.Name == "first-retry" && p.AtOnce:
			s.FirstRetry = scenario.FirstAtOnce
		}
	}
	for _, f := range shared {
		if key := keyOf(&p, f.Name); key != nil {
			values[f.Name] = *key
		}
	}
	var wrong scenario.FieldErrors
	for _, setting := range p.Settings {
		if _, twice := values[setting.Name]; twice || !slices.ContainsFunc(shared, func(f scenario.Field) bool { return f.Name == setting.Name }) {
			wrong = append(wrong, scenario.NewFieldError(setting.Name, setting.Value, "A policy has no such setting. The names of all settings are in docs/links.md."))
		}
		values[setting.Name] = setting.Value
	}
	for _, f := range slices.Concat(own, shared) { // what a setting needs comes before it
		if value := values[f.Name]; value != "" {
			wrong = append(wrong, c.set(f, value)...)
		}
	}
	if err := s.Validate(); err != nil && len(wrong) == 0 {
		return Settings{}, err
	}
	if len(wrong) > 0 {
		return Settings{}, wrong
	}
	return c, nil
}

func (c *Settings) set(f scenario.Field, value string) scenario.FieldErrors {
	before := c.scenario
	if err := f.Set(&c.scenario, value); err != nil {
		return scenario.FieldErrors{scenario.NewFieldError(f.Name, value, err.Error())}
	}
	if !f.Met(c.scenario) { // so that equal policies have equal queries
		c.scenario = before
		c.lost = append(c.lost, f.Name+"="+value+" does nothing here.")
	}
	return nil
}

// put sets what is not 0.
func put[V comparable](to *V, value V) {
	var zero V
	if value != zero {
		*to = value
	}
}
