package tree

import (
	"slices"
	"strconv"
	"strings"
)

// Properties reads lines of a.b[0].c = value, as files of properties of Java have them: a Map,
// with a Map for each part of a key and a List for those with numbers. # and ! begin a comment,
// a \ at the end goes on in the next line. It takes every text; lines of another form are left out.
func Properties(text string) *Node {
	all := &Node{Kind: Map, Line: 1}
	kept, first := "", 0
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSpace(line)
		if kept == "" {
			first = number
		}
		if strings.HasSuffix(line, `\`) {
			kept += strings.TrimSuffix(line, `\`)
			continue
		}
		line, kept = kept+line, ""
		key, value, ok := strings.Cut(line, "=")
		if key = strings.TrimSpace(key); !ok || key == "" || strings.ContainsAny(line[:1], "#!") || strings.ContainsAny(key, " \t(){}\"'<>;") {
			continue
		}
		all.graft(parts(key), &Node{Line: first, Text: strings.TrimSpace(value)})
	}
	return all
}

// Nested is a copy of a tree whose keys with dots, which frameworks take for keys within keys,
// are these.
func (n *Node) Nested() *Node { return n.nested(0) }

func (n *Node) nested(depth int) *Node {
	if n == nil || depth > MaxDepth {
		return nil
	}
	whole := *n
	whole.Kids = nil
	for _, kid := range n.Kids {
		if kid = kid.nested(depth + 1); kid == nil {
			continue
		}
		if path := parts(kid.Name); n.Kind == Map && len(path) > 1 {
			whole.graft(path, kid)
		} else {
			whole.Kids = append(whole.Kids, kid)
		}
	}
	return &whole
}

// graft puts a leaf at the end of a path of names and numbers; ways that are there are taken.
func (n *Node) graft(path []string, leaf *Node) {
	if len(path) > MaxDepth {
		return
	}
	for _, name := range path[:len(path)-1] {
		n = n.way(name, leaf.Line)
	}
	last := path[len(path)-1]
	if leaf.Kind == Map {
		if i := slices.IndexFunc(n.Kids, func(kid *Node) bool { return kid.Name == last && kid.Kind == Map }); i >= 0 {
			n.Kids[i].Kids = append(n.Kids[i].Kids, leaf.Kids...)
			return
		}
	}
	n.name(leaf, last)
	n.Kids = append(n.Kids, leaf)
}

// way is the kid of a name or a number, made if it is not there.
func (n *Node) way(name string, line int) *Node {
	for _, kid := range n.Kids {
		if kid.Kind != Scalar && kid.Name == name {
			return kid
		}
	}
	if place, err := strconv.Atoi(name); err == nil && place >= 0 && place < len(n.Kids) && n.Kind == List && n.Kids[place].Kind == Map {
		return n.Kids[place]
	}
	kid := &Node{Kind: Map, Line: line}
	n.name(kid, name)
	n.Kids = append(n.Kids, kid)
	return kid
}

// name gives a kid its name; with a number it is the member of a list, which n becomes.
func (n *Node) name(kid *Node, name string) {
	if strings.Trim(name, "0123456789") == "" && name != "" && !slices.ContainsFunc(n.Kids, func(k *Node) bool { return k.Name != "" }) {
		n.Kind, name = List, ""
	}
	kid.Name = name
}

// parts takes a.b[0].c and a[b.c].d apart.
func parts(key string) (all []string) {
	for rest := key; rest != ""; {
		var part string
		if strings.HasPrefix(rest, "[") && strings.Contains(rest, "]") {
			part, rest, _ = strings.Cut(rest[1:], "]")
		} else if end := strings.IndexAny(rest[1:], ".["); end >= 0 {
			part, rest = rest[:end+1], rest[end+1:]
		} else {
			part, rest = rest, ""
		}
		rest = strings.TrimPrefix(rest, ".")
		if part = strings.Trim(part, "."); part != "" {
			all = append(all, part)
		}
	}
	if len(all) == 0 {
		return []string{key}
	}
	return all
}
