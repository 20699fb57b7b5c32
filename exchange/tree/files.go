package tree

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// errTooMuch is what a text becomes that has too many nodes, or too deep ones: a bomb of
// aliases is one.
var errTooMuch = fmt.Errorf("it has more than %d values, or is nested deeper than %d", MaxNodes, MaxDepth)

// YAML reads the documents of a text of YAML, or of JSON, which is a part of it. The error
// names the line.
func YAML(text string) (documents []*Node, err error) {
	if deep(text) { // before a parser recurses
		return nil, errTooMuch
	}
	text = untemplated(text)
	decoder := yaml.NewDecoder(strings.NewReader(text))
	left := MaxNodes
	for {
		var document yaml.Node
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return documents, nil
		} else if err != nil {
			return nil, tabbed(text, err)
		}
		n, err := ofYAML("", &document, &left, 0)
		if err != nil {
			return nil, err
		}
		if n.Kind != Scalar || n.Text != "" { // behind a last --- there is nothing
			documents = append(documents, n)
		}
	}
}

// tabbed is an error of a text, in plainer words where a tab is what is wrong.
func tabbed(text string, err error) error {
	line := 0
	for part := range strings.SplitSeq(text, "\n") {
		line++
		if strings.HasPrefix(strings.TrimLeft(part, " "), "\t") && strings.Contains(err.Error(), fmt.Sprintf("line %d:", line)) {
			return fmt.Errorf("line %d is indented by a tab, where only spaces may be", line)
		}
	}
	return err
}

// deep reports whether brackets are nested too deep.
func deep(text string) bool {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{', '(':
			if depth++; depth > MaxDepth {
				return true
			}
		case ']', '}', ')':
			depth = max(0, depth-1)
		}
	}
	return false
}

func ofYAML(name string, y *yaml.Node, left *int, depth int) (*Node, error) {
	if *left--; *left < 0 || depth > MaxDepth {
		return nil, errTooMuch
	}
	n := &Node{Name: name, Line: y.Line, Text: y.Value, Quoted: y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0}
	var kids []*yaml.Node
	switch y.Kind {
	case yaml.DocumentNode:
		return ofYAML(name, y.Content[0], left, depth+1)
	case yaml.AliasNode:
		return ofYAML(name, y.Alias, left, depth+1)
	case yaml.SequenceNode:
		n.Kind, kids = List, y.Content
	case yaml.MappingNode:
		n.Kind = Map
		for i := 0; i+1 < len(y.Content); i += 2 {
			kid, err := ofYAML(y.Content[i].Value, y.Content[i+1], left, depth+1)
			if err != nil {
				return nil, err
			}
			kid.Line = y.Content[i].Line
			n.Kids = append(n.Kids, kid)
		}
		n.merge()
	}
	for _, y := range kids {
		kid, err := ofYAML("", y, left, depth+1)
		if err != nil {
			return nil, err
		}
		n.Kids = append(n.Kids, kid)
	}
	return n, nil
}

// merge puts the keys of maps that stand under << beside the others, which hold in their place.
//
// Source: yaml.org/type/merge.html.
func (n *Node) merge() {
	for i := 0; i < len(n.Kids); i++ {
		from := n.Kids[i]
		if from.Name != "<<" || from.Quoted || from.Kind == Scalar {
			continue
		}
		n.Kids = slices.Delete(n.Kids, i, i+1)
		i--
		maps := []*Node{from}
		if from.Kind == List {
			maps = from.Kids
		}
		for _, one := range maps {
			for _, kid := range one.Kids {
				if !slices.ContainsFunc(n.Kids, func(own *Node) bool { return own.Name == kid.Name }) {
					n.Kids = append(n.Kids, kid)
				}
			}
		}
	}
}

// INI reads lines of key = value below [sections], and of export KEY=value: a Map of the
// sections, each a Map; what stands above the first is in one without a name. # and ; begin a
// comment. It takes every text; lines of another form are left out.
func INI(text string) *Node {
	section := &Node{Kind: Map, Line: 1}
	all := &Node{Kind: Map, Line: 1, Kids: []*Node{section}}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			section = &Node{Name: strings.TrimSpace(strings.TrimSuffix(name, "]")), Kind: Map, Line: number}
			all.Kids = append(all.Kids, section)
			continue
		}
		key, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		key = strings.TrimSpace(key)
		if !ok || key == "" || strings.ContainsAny(line[:1], "#;") || strings.ContainsAny(key, " \t(){}\"'") {
			continue
		}
		for _, mark := range []string{" #", " ;", "\t#"} {
			value, _, _ = strings.Cut(value, mark)
		}
		value = strings.TrimSpace(value)
		section.Kids = append(section.Kids, &Node{Name: key, Line: number, Text: strings.Trim(value, `"'`)})
	}
	return all
}
