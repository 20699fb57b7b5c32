package form

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/tree"
	"backofflab/retry"
	"backofflab/scenario"
)

// Finish sorts the notes and checks what was read. It is an error if the text said nothing of
// retries, or what no scenario can be: the error is then of the lab's grammar.
func (r *Reading) Finish() error {
	slices.SortStableFunc(r.Notes, func(a, b Note) int { return cmp.Compare(place(a), place(b)) })
	if len(r.layers) == 0 {
		return refuse("Nothing in the text says how something retries.")
	}
	for i := range r.layers {
		r.layers[i] = bare(r.layers[i])
	}
	_, err := scenario.ParseQuery("strategies=" + escape(r.Key()))
	return err
}

// place puts notes of no line last.
func place(n Note) int {
	if n.Line == 0 {
		return 1 << 30
	}
	return n.Line
}

// Key is what was read as one entry of a scenario's strategies, with all of its settings in
// brackets: "exponential(base=1s attempts=4)>client:openai-python".
func (r *Reading) Key() string {
	var keys []string
	for _, l := range r.layers {
		keys = append(keys, l.Key())
	}
	return strings.Join(keys, ">")
}

// Scenario is what was read as a scenario of that alone: settings of one layer that is no
// library's client are the scenario's own, where a page shows and changes them.
func (r *Reading) Scenario() scenario.Scenario {
	s := scenario.Default()
	s.Strategies = []string{r.Key()}
	if len(r.layers) == 1 && !strings.HasPrefix(r.layers[0].Strategy, "client:") {
		s = s.SpeltOut(r.Key())
		s = unowned(s, r.layers[0])
	}
	return s
}

// unowned is a scenario without the delays of a library, which are in its brackets alone.
func unowned(s scenario.Scenario, l scenario.Layer) scenario.Scenario {
	standard := scenario.Default()
	for _, f := range scenario.OwnFields() {
		if l.DelaysOfLibrary(f) {
			_ = f.Set(&s, f.Format(standard)) // a default is no error
		}
	}
	return s
}

// Query is the query of Scenario.
func (r *Reading) Query() string { return r.Scenario().Query() }

// In returns the scenario with what was read as one more of its strategies, or in place of
// the one with a key. A setting of the scenario that is not a default would be inherited: it
// gets the default, which the text means by its silence. It is an error if the scenario has as
// many strategies as it may have.
func (r *Reading) In(s scenario.Scenario, replaces string) (scenario.Scenario, error) {
	layers := slices.Clone(r.layers)
	standard := scenario.Default()
	for i, l := range layers {
		for _, f := range scenario.OwnFields() {
			value := f.Format(standard)
			if f.Format(s) != value && !has(l, f.Name) && f.MetIn(s, l) && f.Format(s.For(l.Key())) != value {
				layers[i] = layers[i].With(f.Name, value)
			}
		}
	}
	key := (&Reading{layers: layers}).Key()
	s.Strategies = slices.Clone(s.Strategies)
	if i := slices.Index(s.Strategies, replaces); i >= 0 {
		s.Strategies[i] = key
	} else if !slices.Contains(s.Strategies, key) {
		s.Strategies = append(s.Strategies, key)
	}
	return scenario.ParseQuery(s.Query())
}

func has(l scenario.Layer, name string) bool {
	return slices.ContainsFunc(strings.Fields(l.Own), func(pair string) bool { return strings.HasPrefix(pair, name+"=") })
}

// valueOf is the value of a layer's own setting.
func valueOf(l scenario.Layer, name string) string {
	for _, pair := range strings.Fields(l.Own) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return strings.ReplaceAll(value, "|", ",")
		}
	}
	return ""
}

// bare is a layer without own settings that a whole client has by itself.
func bare(l scenario.Layer) scenario.Layer {
	for _, f := range scenario.OwnFields() {
		if !has(l, f.Name) || !strings.HasPrefix(l.Strategy, "client:") {
			continue
		}
		s, without := scenario.Default(), l.Without(f.Name)
		same := f.Format(s.For(without.Key())) == f.Format(s.For(l.Key()))
		if l.DelaysOfLibrary(f) {
			none := scenario.Layer{Strategy: l.Strategy} // a base above the cap does nothing, and is said
			same = sameDelays(l, without) && sameDelays(none, none.With(f.Name, valueOf(l, f.Name)))
		}
		if same {
			l = without
		}
	}
	return l
}

// sameDelays reports whether two layers of valid settings wait alike.
func sameDelays(a, b scenario.Layer) bool {
	s := scenario.Default()
	if s.Strategies = []string{a.Key()}; s.Validate() != nil {
		return false
	}
	p, q := s.Policy(a.Key()), s.Policy(b.Key())
	return alike(p.Strategy, q.Strategy) && (p.Rejected == nil || alike(p.Rejected, q.Rejected))
}

// alike reports whether two strategies make the same of the same draws.
func alike(a, b retry.Strategy) bool {
	for _, u := range []float64{0, 0.3, 0.999} {
		var left, right time.Duration
		for k := 1; k <= 64; k++ {
			var x, y time.Duration
			x, left = a.Delay(k, left, u)
			if y, right = b.Delay(k, right, u); x != y {
				return false
			}
		}
	}
	return true
}

// escape writes a strategy within a query.
func escape(key string) string {
	return strings.NewReplacer("%", "%25", "&", "%26", "#", "%23", "+", "%2B").Replace(key)
}

// Whole takes the policies of a whole scenario: its first strategy becomes the layers, with what
// the scenario says of policies as their own settings. It tells of everything else that the
// scenario says.
func (r *Reading) Whole(n *tree.Node, s scenario.Scenario) {
	shares, _ := scenario.Shares(s.Strategies[0])
	layers := scenario.Layers(shares[0].Strategy)
	for _, l := range layers {
		r.Strategy(n, l.Strategy, "")
	}
	r.Notes = nil
	standard := scenario.Default()
	for i, l := range layers {
		of := s.Inherited(layers, i)
		for _, f := range scenario.OwnFields() {
			if value := f.Format(of); !has(l, f.Name) && value != f.Format(standard) && f.MetIn(of, l) && (!f.Ruled() || !strings.HasPrefix(l.Strategy, "client:")) {
				l = l.With(f.Name, value)
			}
		}
		r.layers[i] = l
	}
	r.note(n, Understood, "strategies", r.Key(), "The policy "+r.Key()+".")
	if len(s.Strategies) > 1 || len(shares) > 1 {
		r.note(n, Lost, "", "", "The link compares several policies; this is the first in the order of the lab.")
	}
	var names []string
	for _, f := range scenario.Fields() {
		owned := slices.ContainsFunc(scenario.OwnFields(), func(o scenario.Field) bool { return o.Name == f.Name })
		if !owned && f.Name != "strategies" && f.Format(s) != f.Format(standard) {
			names = append(names, f.Name)
		}
	}
	if len(names) > 0 {
		r.note(nil, Lost, "", "", "Of the service and the run, and no part of a policy: "+strings.Join(names, ", ")+".")
	}
}
