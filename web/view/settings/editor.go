package settings

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// Names of what the form of a strategy sends besides values of settings.
const (
	EditedName = "strategy" // the strategy as it was
	EditedOf   = "of"       // the query of its link
	editDo     = "do"       // the button that was pressed
)

// Edit is a strategy that is being changed: what it was, and what it is to be.
type Edit struct {
	Link link.Link // with the strategy as it is by now
	Key  string    // of the strategy by now

	parts   []editPart
	wrong   map[string]string // what is wrong with an answer, by its name
	typed   map[string]string // and what it was
	problem string
}

type editPart struct {
	percent int
	layers  []scenario.Layer
}

// EditOf takes a strategy of a link apart and does what the answers of its form say. It
// returns false if the link has no such strategy. Where an answer is wrong the link stays as
// it was.
func EditOf(l link.Link, key string, answers url.Values) (Edit, bool) {
	if !slices.Contains(l.Scenario.Strategies, key) {
		return Edit{}, false
	}
	e := Edit{Link: l, Key: key, wrong: map[string]string{}, typed: map[string]string{}}
	shares, _ := scenario.Shares(key)
	for _, share := range shares {
		e.parts = append(e.parts, editPart{share.Percent, scenario.Layers(share.Strategy)})
	}
	e.readShares(answers)
	for p := range e.parts {
		for i := range e.parts[p].layers {
			e.readLayer(p, i, answers)
		}
	}
	e.do(answers.Get(editDo))
	if len(e.wrong) == 0 {
		e.take()
	}
	return e, true
}

// Wrong reports whether there is an answer that the strategy could not take.
func (e Edit) Wrong() bool { return len(e.wrong) > 0 || e.problem != "" }

// layerID is the name of a layer in the names of its answers.
func layerID(part, layer int) string { return strconv.Itoa(part) + "." + strconv.Itoa(layer) }

// readShares takes the shares of a mix. What one has more the others have less.
func (e *Edit) readShares(answers url.Values) {
	for p := range e.parts {
		name := strconv.Itoa(p) + ".share"
		text := strings.TrimSpace(answers.Get(name))
		n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(text, "%")))
		most := 100 - (len(e.parts) - 1)
		switch {
		case text == "" || err == nil && n == e.parts[p].percent || len(e.parts) == 1:
		case err != nil || n < 1 || n > most:
			e.refuse(name, text, "Enter a share from 1 to "+strconv.Itoa(most)+" per cent.")
		default:
			e.share(p, n)
			return
		}
	}
}

// share gives a part a share, and takes the difference from those after it, in a circle.
func (e *Edit) share(p, percent int) {
	more := percent - e.parts[p].percent
	e.parts[p].percent = percent
	for step := 1; step < len(e.parts) && more != 0; step++ {
		other := &e.parts[(p+step)%len(e.parts)]
		change := min(more, other.percent-1)
		other.percent -= change
		more -= change
	}
}

func (e *Edit) refuse(name, value, message string) {
	e.wrong[name], e.typed[name] = message, value
}

// readLayer takes what the form says of a layer. What a new strategy would do nothing with
// goes.
func (e *Edit) readLayer(p, i int, answers url.Values) {
	id := layerID(p, i)
	l := &e.parts[p].layers[i]
	for _, f := range scenario.OwnFields() {
		if given, ok := answers[id+"."+f.Name]; ok {
			e.readOwn(id, l, f, given)
		}
	}
	kind := answers.Get(id + ".kind")
	if _, ok := library.Lookup(kind); !ok || kind == l.Strategy {
		return
	}
	l.Strategy = kind
	for _, f := range scenario.OwnFields() {
		if !f.MetIn(e.Link.Scenario, *l) {
			*l = l.Without(f.Name)
		}
	}
}

// readOwn takes a setting of a layer: an empty one is none. Of a list, none is what the layer
// has anyway.
func (e *Edit) readOwn(id string, l *scenario.Layer, f scenario.Field, given []string) {
	given = slices.DeleteFunc(slices.Clone(given), func(value string) bool { return strings.TrimSpace(value) == "" })
	value := strings.TrimSpace(strings.Join(given, ","))
	if value == "" && !f.List {
		*l = l.Without(f.Name)
		return
	}
	s := e.Link.Scenario
	if err := f.Set(&s, value); err != nil {
		e.refuse(id+"."+f.Name, value, err.Error())
		return
	}
	bare := l.Without(f.Name)
	*l = bare.With(f.Name, f.Format(s))
	if f.List && f.Format(s) == f.Format(e.Link.Scenario.Alone(bare)) {
		*l = bare
	}
}

// take brings the strategy into the link.
func (e *Edit) take() {
	key := e.key()
	if key == e.Key {
		return
	}
	others := slices.DeleteFunc(slices.Clone(e.Link.Scenario.Strategies), func(other string) bool { return other == e.Key })
	f, _ := scenario.FieldNamed(strategiesField)
	changed := e.Link
	if err := f.Set(&changed.Scenario, strings.Join(append(others, key), ",")); err != nil {
		e.problem = err.Error()
		return
	}
	if err := changed.Scenario.Validate(); err != nil {
		e.problem = err.Error()
		return
	}
	for _, now := range changed.Scenario.Strategies { // in its one form
		if !slices.Contains(others, now) {
			e.Key = now
		}
	}
	e.Link = changed
	e.parts = e.parts[:0]
	shares, _ := scenario.Shares(e.Key)
	for _, share := range shares {
		e.parts = append(e.parts, editPart{share.Percent, scenario.Layers(share.Strategy)})
	}
}

// key is the strategy as links write it.
func (e *Edit) key() string {
	members := make([]string, len(e.parts))
	for i, part := range e.parts {
		members[i] = part.key()
		if len(e.parts) > 1 {
			members[i] += "@" + strconv.Itoa(part.percent)
		}
	}
	return strings.Join(members, "/")
}

func (p editPart) key() string {
	keys := make([]string, len(p.layers))
	for i, l := range p.layers {
		keys[i] = l.Key()
	}
	return strings.Join(keys, ">")
}
