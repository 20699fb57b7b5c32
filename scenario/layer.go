package scenario

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/retry/library"
)

// The clients of a part retry in one layer, "full", or in several, the outermost first:
// "exponential>client:openai-python>lib:envoy". An attempt of a layer is a request of the
// next; those of the innermost reach the service. A layer may have settings of its own, in
// place of the scenario's and of its library's: "exponential(attempts=4 base=1s)".

// MaxLayers bounds the layers of a strategy.
const MaxLayers = 5

// MaxCalls bounds how many calls to the service the layers of one request may make together.
const MaxCalls = 1000

// Layer is one of the layers in which a client retries.
type Layer struct {
	Strategy string // key of a retry.Kind
	Own      string // its own settings as links write them, "attempts=4 base=1s"; "" for none
}

// Key is the layer as links write it.
func (l Layer) Key() string {
	if l.Own == "" {
		return l.Strategy
	}
	return l.Strategy + "(" + l.Own + ")"
}

// With returns the layer with a setting of its own, in the form of links.
func (l Layer) With(name, value string) Layer {
	l.Own = strings.TrimSpace(l.Without(name).Own + " " + name + "=" + strings.ReplaceAll(value, ",", "|"))
	if own, err := readOwn(l); err == nil {
		l.Own = own
	}
	return l
}

// Without returns the layer without own settings of some names.
func (l Layer) Without(names ...string) Layer {
	pairs := slices.DeleteFunc(ownPairs(l.Own), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(names, name)
	})
	l.Own = strings.Join(pairs, " ")
	return l
}

// Layers takes a strategy apart, the outermost layer first: there is at least one.
func Layers(strategy string) []Layer {
	var layers []Layer
	for text := range strings.SplitSeq(strategy, ">") {
		name, own, _ := strings.Cut(strings.TrimSpace(text), "(")
		layers = append(layers, Layer{strings.TrimSpace(name), strings.TrimSuffix(own, ")")})
	}
	return layers
}

// LayerForm finds the layers of a list of strategies, and what each has in brackets: a regular
// expression, for scripts too. The shares of a mix are none.
const LayerForm = `(?:^|[,/>])([^,/>@()]+)(?:\(([^)]*)\))?`

var layerForm = regexp.MustCompile(LayerForm)

// layersIn are all layers of a list of strategies.
func layersIn(strategies string) (layers []Layer) {
	for _, found := range layerForm.FindAllStringSubmatch(strategies, -1) {
		layers = append(layers, Layer{strings.TrimSpace(found[1]), found[2]})
	}
	return layers
}

// KindOf returns the kind of a strategy of one layer, and false where it has several, or is
// a mix.
func KindOf(strategy string) (retry.Kind, bool) {
	layers := Layers(strategy)
	if len(layers) > 1 {
		return retry.Kind{}, false
	}
	return layers[0].kind()
}

// kind is that of the layer's strategy, and whether there is one. A library's has the
// parameters that the layer sets itself, never the scenario's.
func (l Layer) kind() (retry.Kind, bool) {
	kind, ok := library.Lookup(l.Strategy)
	if !kind.Library || l.Own == "" {
		return kind, ok
	}
	s, own := Default().withOwn(l), library.Settings{}
	for _, pair := range ownPairs(l.Own) {
		switch name, _, _ := strings.Cut(pair, "="); name {
		case "base":
			own.Base = &s.Base
		case "factor":
			own.Factor = &s.Factor
		case "cap":
			own.Cap = &s.Cap
		case "jitter":
			own.Jitter = &s.Jitter
		case "extra":
			own.Extra = &s.Extra
		case "floor":
			own.Floor = &s.Floor
		}
	}
	return library.Configured(l.Strategy, own)
}

// delayFields are the fields of which the delays of a strategy are made.
var delayFields = []string{"base", "factor", "cap", "offset", "jitter", "extra", "floor", "power", "delays", "delays-then"}

// DelaysOfLibrary reports whether a field is of those that make the delays of a strategy, and
// the layer's strategy a library's, which has values of its own for them.
func (l Layer) DelaysOfLibrary(f Field) bool {
	kind, _ := library.Lookup(l.Strategy)
	return kind.Library && slices.Contains(delayFields, f.Name)
}

// refuses says why a library does not take a setting of its delays; nil where it does, and of
// any other strategy and setting.
func (l Layer) refuses(name string) error {
	kind, _ := library.Lookup(l.Strategy)
	takes := library.Takes(l.Strategy)
	switch {
	case !kind.Library || !slices.Contains(delayFields, name) || slices.Contains(takes, name):
		return nil
	case len(takes) == 0:
		return sentence("%s lets nobody set its delays, so it takes no %s.", l.Strategy, name)
	}
	return sentence("%s takes no %s: of its delays its callers set %s.", l.Strategy, name, format.List(takes))
}

// delays is the layer with those of its own settings alone that make the delays of a library.
func (l Layer) delays() Layer {
	kind, _ := library.Lookup(l.Strategy)
	l.Strategy = library.DelaysOf(l.Strategy)
	l.Own = strings.Join(slices.DeleteFunc(ownPairs(l.Own), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return !kind.Library || !slices.Contains(delayFields, name)
	}), " ")
	return l
}

// readLayers brings a strategy into its one form.
func readLayers(text string) (string, error) {
	layers := Layers(text)
	for part := range strings.SplitSeq(text, ">") {
		if open := strings.Index(part, "("); strings.Count(part, "(") != strings.Count(part, ")") || open >= 0 && !strings.HasSuffix(strings.TrimSpace(part), ")") {
			return "", sentence("Close the brackets: write a strategy's own settings as in full(attempts=4 base=1s).")
		}
	}
	if len(layers) > MaxLayers {
		return "", sentence("Stack at most %s.", format.Plural(MaxLayers, "layer"))
	}
	keys := make([]string, len(layers))
	for i, l := range layers {
		if name, ok := ownOfPart(l); ok && i > 0 {
			return "", sentence("Write %s with the outermost layer, %s: it is of the client, and not of one of its layers.", name, layers[0].Strategy)
		}
		if _, ok := library.Lookup(l.Strategy); !ok {
			return "", noStrategy(l.Strategy)
		}
		own, err := readOwn(l)
		if err != nil {
			return "", err
		}
		keys[i] = Layer{l.Strategy, own}.Key()
	}
	return strings.Join(keys, ">"), nil
}

// readOwn brings a layer's own settings into their one form, in the order of Fields.
func readOwn(l Layer) (string, error) {
	if l.Own == "" {
		return "", nil // as most are, of the hundreds that a page reads
	}
	s, given := Default(), map[string]bool{}
	for _, pair := range ownPairs(l.Own) {
		name, value, _ := strings.Cut(pair, "=")
		f, ok := FieldNamed(strings.TrimSpace(name))
		if !ok || !f.ownable() {
			return "", sentence("In %s write settings of one client's policy, such as attempts, base, cap, retry-on, honour or budget, or of the client, such as priority or cost: %s is none.", l.Strategy, clip(name))
		}
		if err := l.refuses(f.Name); err != nil {
			return "", err
		}
		if given[f.Name] {
			return "", sentence("In %s write %s once.", l.Strategy, f.Name)
		}
		if err := f.Set(&s, strings.ReplaceAll(value, "|", ",")); err != nil {
			return "", sentence("In %s, %s %s: %s", l.Strategy, f.Name, clip(value), err)
		}
		given[f.Name] = true
	}
	if len(given) == 0 {
		return "", nil
	}
	var pairs []string
	for _, f := range fields {
		if given[f.Name] {
			pairs = append(pairs, f.Name+"="+strings.ReplaceAll(f.Format(s), ",", "|"))
		}
	}
	return strings.Join(pairs, " "), nil
}

func ownPairs(own string) []string {
	return strings.FieldsFunc(own, func(r rune) bool { return r == ' ' || r == ';' || r == ',' || r == '+' })
}

// Owns reports whether a layer has a value of its own of a field.
func (l Layer) Owns(f Field) bool {
	return slices.ContainsFunc(ownPairs(l.Own), func(pair string) bool { return strings.HasPrefix(pair, f.Name+"=") })
}

// apart reports whether the scenario's value of a field is none of a layer's business: it has
// its own, or that of a guard of its own.
func (l Layer) apart(f Field) bool {
	return l.Owns(f) || slices.ContainsFunc(guardNames, func(guard string) bool {
		g, _ := FieldNamed(guard)
		return strings.HasPrefix(f.Name, guard+"-") && l.Owns(g)
	})
}

// Alone returns the scenario as a layer has it, with that strategy alone.
func (s Scenario) Alone(l Layer) Scenario {
	s = s.ofLayer(l)
	s.Strategies = []string{l.Strategy}
	return s
}

// OwnFields returns the fields of which a layer may have values of its own, in their order.
func OwnFields() []Field {
	return slices.DeleteFunc(Fields(), func(f Field) bool { return !f.ownable() })
}

// owned returns the fields as those of which some matter where a layer has none of its own.
func owned(fields []Field) []Field {
	for i, f := range fields {
		if f.ownable() && !slices.Contains(ofPart, f.Name) && !slices.ContainsFunc(f.Needs, func(n Need) bool { return n.Field == "strategies" }) {
			fields[i] = f.without()
		}
	}
	return fields
}

// ownable reports whether a layer may have a value of its own of the field.
func (f Field) ownable() bool {
	switch f.Group {
	case groupPolicy, groupAfter, groupGuards:
		return f.Name != "strategies" && f.Name != "propagate-deadline"
	}
	return slices.Contains(ofPart, f.Name)
}

// ownsGuards reports whether a layer has a budget, a breaker or a throttle of its own, or
// says itself that it has none.
func ownsGuards(l Layer) bool {
	if c, ok := library.ClientOf(l.Strategy); ok && c.Guarded() {
		return true
	}
	return slices.ContainsFunc(ownPairs(l.Own), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		f, _ := FieldNamed(name)
		return f.Group == groupGuards
	})
}

// withOwn returns the scenario with a layer's own settings in place of its own. A guard that
// a layer names is its own in all: what it does not say of it is as in [Default].
func (s Scenario) withOwn(l Layer) Scenario {
	pairs := ownPairs(l.Own)
	for _, pair := range pairs {
		if name, _, _ := strings.Cut(pair, "="); slices.Contains(guardNames, name) {
			s = s.withDefaultsBelow(name)
		}
	}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		f, ok := FieldNamed(name)
		if !ok {
			continue // of a scenario that nobody has checked
		}
		_ = f.Set(&s, strings.ReplaceAll(value, "|", ",")) // it was read before
	}
	return s
}

// guardNames are the fields that name a guard.
var guardNames = []string{"budget", "breaker", "throttle"}

// withDefaultsBelow returns the scenario with the defaults of all that matters for some values
// of a field.
func (s Scenario) withDefaultsBelow(name string) Scenario {
	defaults := Default()
	for _, f := range fields {
		if slices.ContainsFunc(f.Needs, func(n Need) bool { return n.Field == name }) {
			_ = f.Set(&s, f.Format(defaults))
		}
	}
	return s
}

// Calls is how many calls to the service one request of a strategy makes at most: the
// product of the attempts of its layers.
func (s Scenario) Calls(strategy string) int {
	calls := 1
	for _, l := range Layers(strategy) {
		calls = min(calls*s.For(l.Key()).Attempts, 1_000_000_000)
	}
	return calls
}

// Layered returns the strategies of several layers, alone or in mixes, in the order of the
// scenario.
func (s Scenario) Layered() (strategies []string) {
	for _, fleet := range s.Strategies {
		parts, _ := Shares(fleet)
		for _, part := range parts {
			if strings.Contains(part.Strategy, ">") && !slices.Contains(strategies, part.Strategy) {
				strategies = append(strategies, part.Strategy)
			}
		}
	}
	return strategies
}

// strategyName is a strategy's name on screen: "Full jitter", "Full jitter (attempts 4)", or
// "No jitter over Full jitter" where there are layers.
func strategyName(strategy string) string {
	var names []string
	for _, l := range Layers(strategy) {
		kind, _ := library.Lookup(l.Strategy)
		name := kind.Name
		if l.Own != "" {
			name += " (" + strings.NewReplacer("=", " ", " ", ", ", "|", " or ").Replace(l.Own) + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, " over ")
}

// strategyShort is a strategy's name of at most [retry.MaxShort] letters: "Full jitter",
// "Full jitter 4×" with four attempts of its own, or "Exp › OpenAI" where there are layers,
// with a sign more for each layer between the two.
func strategyShort(strategy string) string {
	layers := Layers(strategy)
	if last := len(layers) - 1; last > 0 {
		outer := briefly(layers[0]) + " " + strings.Repeat("›", last) + " "
		return outer + fit(briefly(layers[last]), retry.MaxShort-utf8.RuneCountInString(outer))
	}
	kind, _ := library.Lookup(layers[0].Strategy)
	name := cmp.Or(kind.Short, kind.Name)
	if own := ownShort(layers[0].Own); own != "" {
		for _, whole := range []string{name + own, briefly(layers[0]) + own} {
			if utf8.RuneCountInString(whole) <= retry.MaxShort {
				return whole
			}
		}
	}
	return name
}

// ownShort is the one of some own settings that a short name has room for: " 4×" of four
// attempts, or else " base 1s" of the first.
func ownShort(own string) string {
	first := ""
	for _, pair := range ownPairs(own) {
		name, value, _ := strings.Cut(pair, "=")
		if name == "attempts" {
			return " " + value + "×"
		}
		first = cmp.Or(first, " "+name+" "+value)
	}
	return first
}

// briefNames are words for strategies where two must share a short name.
var briefNames = map[string]string{
	"immediate": "Now", "fixed": "Fixed", "linear": "Linear", "polynomial": "Poly", "list": "List",
	"exponential": "Exp", "full": "Full", "equal": "Equal", "decorrelated": "Decor", "decorrelated-aws": "AWS",
	"proportional": "± jit", "upward": "Up", "additive": "Add",
}

// briefly names a layer with such a word, or with the first of its library's name.
func briefly(l Layer) string {
	kind, _ := library.Lookup(l.Strategy)
	word, _, _ := strings.Cut(cmp.Or(kind.Short, kind.Name), " ")
	return fit(cmp.Or(briefNames[l.Strategy], word), 6)
}

// fit is a name with at most so many letters.
func fit(name string, most int) string {
	if letters := []rune(name); len(letters) > most {
		return strings.TrimRight(string(letters[:most-1]), " ,.") + "…"
	}
	return name
}
