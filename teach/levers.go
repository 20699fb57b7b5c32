package teach

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"backofflab/scenario"
)

// levers are fields with the values to choose from: "base: 100ms, 500ms, 1s".
func (e *entries) levers() []Lever {
	var all []Lever
	for _, pair := range e.pairs("levers", "field: value, value") {
		field, ok := scenario.FieldNamed(pair[0].Value)
		if !ok {
			e.wrong(pair[0], fmt.Sprintf("%q is no field of a scenario; docs/links.md has their names", pair[0].Value))
			continue
		}
		if slices.ContainsFunc(all, func(l Lever) bool { return l.Field == field.Name }) {
			e.wrong(pair[0], fmt.Sprintf("there is a lever %s already; write all its values behind one", field.Name))
			continue
		}
		all = append(all, e.lever(field, pair[1]))
	}
	if len(all) > MaxLevers {
		e.wrong(e.nodes["levers"], fmt.Sprintf("a lab has at most %d levers, this one has %d; whoever wants more opens it in the lab", MaxLevers, len(all)))
	}
	return all
}

// lever is one field: a list of values, or values with names, and then what it is called itself
// behind "label".
func (e *entries) lever(field scenario.Field, node *yaml.Node) Lever {
	l := Lever{Field: field.Name}
	if node.Kind != yaml.MappingNode {
		l.Values = e.values(field, node)
		return l
	}
	l.Called = map[string]string{}
	var values yaml.Node
	values.Kind, values.Line = yaml.SequenceNode, node.Line
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == "label" {
			l.Label = node.Content[i+1].Value
			continue
		}
		values.Content = append(values.Content, node.Content[i])
	}
	l.Values = e.values(field, &values)
	for i, at := 0, 0; i+1 < len(node.Content) && at < len(l.Values); i += 2 {
		if node.Content[i].Value != "label" {
			l.Called[l.Values[at]] = node.Content[i+1].Value
			at++
		}
	}
	return l
}

// maxValues is how many values a lever has at most, so that all of them are in sight.
const maxValues = 8

func (e *entries) values(field scenario.Field, node *yaml.Node) []string {
	var texts []string
	if node.Kind == yaml.SequenceNode {
		for _, one := range node.Content {
			texts = append(texts, one.Value)
		}
	} else {
		texts = strings.Split(node.Value, ",")
	}
	var values []string
	for _, text := range texts {
		s := scenario.Default()
		if err := field.Set(&s, strings.TrimSpace(text)); err != nil {
			e.wrong(node, fmt.Sprintf("%s=%s: %v", field.Name, strings.TrimSpace(text), err))
			continue
		}
		if value := field.Format(s); slices.Contains(values, value) {
			e.wrong(node, fmt.Sprintf("the lever %s has the value %s twice", field.Name, value))
		} else {
			values = append(values, value)
		}
	}
	if len(texts) < 2 || len(texts) > maxValues {
		e.wrong(node, fmt.Sprintf("a lever has 2 to %d values, %s has %d", maxValues, field.Name, len(texts)))
	}
	return values
}

// tries refuses a value of a lever that contradicts the scenario of its lab.
func (e *entries) tries(l Lab) {
	if e.bad {
		return
	}
	for _, lever := range l.Levers {
		for _, value := range lever.Values {
			if _, err := l.With(map[string]string{lever.Field: value}); err != nil {
				e.wrong(e.nodes["levers"], fmt.Sprintf("the lever %s cannot be set to %s in this scenario: %v", lever.Field, value, err))
			}
		}
	}
}

// settings are ways to set the levers of an exercise.
func (e *entries) settings(key string, l Lab) []string {
	var all []string
	nodes := e.list(key)
	if len(nodes) > maxValues {
		e.wrong(e.nodes[key], fmt.Sprintf("%s are at most %d, here %d", key, maxValues, len(nodes)))
		return nil
	}
	for _, node := range nodes {
		if e.solution(l, node) {
			all = append(all, node.Value)
		}
	}
	return all
}

// solution looks whether the levers can be set so.
func (e *entries) solution(l Lab, node *yaml.Node) bool {
	set, err := Levers(node.Value)
	if err != nil {
		e.wrong(node, err.Error())
		return false
	}
	for _, field := range slices.Sorted(maps.Keys(set)) {
		value := set[field]
		i := slices.IndexFunc(l.Levers, func(l Lever) bool { return l.Field == field })
		if i < 0 || !slices.Contains(l.Levers[i].Values, value) {
			e.wrong(node, fmt.Sprintf("no lever can be set to %s=%s", field, value))
			return false
		}
	}
	if _, err := l.With(set); err != nil {
		e.wrong(node, err.Error())
		return false
	}
	return true
}

// Levers reads how levers are set: "base=1s&cap=10s".
func Levers(query string) (map[string]string, error) {
	set := map[string]string{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok {
			return nil, fmt.Errorf("%q sets nothing; write base=1s&cap=10s", pair)
		}
		set[name] = value
	}
	return set, nil
}
