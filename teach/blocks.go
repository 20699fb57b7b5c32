package teach

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"go.yaml.in/yaml/v4"

	"backofflab/scenario"
	"backofflab/scenario/link"
)

// The languages of fenced blocks that are more than code.
const (
	blockLab      = "lab"
	blockQuestion = "question"
	blockGoal     = "goal"
	blockAnswer   = "answer"
	blockRecall   = "recall"
)

var blocks map[string]func(*reader, *ast.FencedCodeBlock)

func init() {
	blocks = map[string]func(*reader, *ast.FencedCodeBlock){
		blockLab: (*reader).lab, blockQuestion: (*reader).question, blockGoal: (*reader).goal,
		blockAnswer: (*reader).answer, blockRecall: (*reader).recall,
	}
}

// blockName is what blocks are called. It is part of addresses.
var blockName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// nameOf is the word after the language of a block.
func (r *reader) nameOf(code *ast.FencedCodeBlock, standard string) string {
	_, name, _ := strings.Cut(strings.TrimSpace(string(code.Info.Segment.Value(r.document.Source))), " ")
	if name = strings.TrimSpace(name); name == "" {
		return standard
	}
	return name
}

// entries are the lines of a block, "key: value", and where they stand.
type entries struct {
	r     *reader
	line  int // of the fence
	kind  string
	about string // the lab that expressions without one are about
	bad   bool
	known map[string]bool
	nodes map[string]*yaml.Node
	order []string // of the nodes
}

// entriesOf reads a block, and refuses a name that is none or not new.
func (r *reader) entriesOf(code *ast.FencedCodeBlock, kind string) (*entries, string) {
	e := &entries{r: r, line: r.lineOf(code), kind: kind, known: map[string]bool{}, nodes: map[string]*yaml.Node{}}
	name := r.nameOf(code, kind)
	e.named(name)
	for _, b := range r.Blocks {
		if b.name() == name && kind != blockRecall {
			e.wrong(nil, fmt.Sprintf("there is a block %q already, at line %d", name, b.Line))
		}
	}
	if !r.closed(code) {
		e.bad = true
		return e, name
	}
	e.read(r.textOf(code))
	return e, name
}

// read takes the lines of a block apart.
func (e *entries) read(text []byte) {
	var tree, more yaml.Node
	lines := yaml.NewDecoder(bytes.NewReader(text))
	if err := lines.Decode(&tree); err != nil && !errors.Is(err, io.EOF) {
		e.wrongYAML(text, err)
		return
	}
	if len(tree.Content) != 1 || tree.Content[0].Kind != yaml.MappingNode {
		e.wrong(nil, "the block "+e.kind+" has lines such as “ask: …”, a word and a colon at the beginning of each")
		return
	}
	if err := lines.Decode(&more); err == nil {
		e.wrong(&more, "the block "+e.kind+" goes on behind a line ---; leave that line out")
	} else if !errors.Is(err, io.EOF) {
		e.wrongYAML(text, err)
	}
	pairs := tree.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if _, twice := e.nodes[pairs[i].Value]; twice {
			e.wrong(pairs[i], fmt.Sprintf("%q stands there twice", pairs[i].Value))
		}
		e.nodes[pairs[i].Value] = pairs[i+1]
		e.order = append(e.order, pairs[i].Value)
	}
}

func (b Block) name() string {
	switch {
	case b.Lab != nil:
		return b.Lab.Name
	case b.Question != nil:
		return b.Question.Name
	case b.Goal != nil:
		return b.Goal.Name
	}
	return ""
}

// textOf is what stands within a block.
func (r *reader) textOf(code *ast.FencedCodeBlock) []byte {
	return code.Lines().Value(r.document.Source)
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func (e *entries) wrongYAML(text []byte, err error) {
	line := 0
	if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
		line, _ = strconv.Atoi(found[1])
	}
	e.bad = true
	line = min(line, bytes.Count(text, []byte("\n"))) // the end of the block is none of its lines
	if at := slices.IndexFunc(bytes.Split(text, []byte("\n")), func(l []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(l, " "), []byte("\t")) }); at >= 0 {
		e.r.wrong(e.line+at+1, "a line begins with a tab; indent with spaces")
		return
	}
	e.r.wrong(e.line+line, "the lines of the block "+e.kind+" cannot be read from here on; a text with a colon, a # or a quotation mark in it stands in quotation marks as a whole, and the lines of a list are indented alike")
}

// wrong is about a line of the block, or about the block.
func (e *entries) wrong(node *yaml.Node, text string) {
	e.bad = true
	line := e.line
	if node != nil {
		line += node.Line
	}
	e.r.wrong(line, text)
}

// lineOf is the line at which what stands behind a key begins.
func (e *entries) lineOf(key string) int {
	switch node := e.nodes[key]; {
	case node == nil:
		return e.line
	case node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return e.line + node.Line + 1
	default:
		return e.line + node.Line
	}
}

func (e *entries) text(key string) string {
	e.known[key] = true
	node := e.nodes[key]
	if node == nil {
		return ""
	}
	if node.Kind != yaml.ScalarNode {
		e.wrong(node, key+" is one text")
		return ""
	}
	return strings.TrimSpace(node.Value)
}

// needed is a text that must be there.
func (e *entries) needed(key string) string {
	text := e.text(key)
	if text == "" && !e.bad {
		e.wrong(e.nodes[key], fmt.Sprintf("the block %s needs a line “%s: …”", e.kind, key))
	}
	return text
}

// list are the members of a list, or one text alone.
func (e *entries) list(key string) []*yaml.Node {
	e.known[key] = true
	node := e.nodes[key]
	switch {
	case node == nil:
		return nil
	case node.Kind == yaml.SequenceNode:
		return node.Content
	case node.Kind == yaml.ScalarNode && node.Value != "":
		return []*yaml.Node{node}
	}
	e.wrong(node, key+" is a list: a line for each, beginning with a hyphen")
	return nil
}

// pairs are the members of a list of "key: value", or of a mapping.
func (e *entries) pairs(key, form string) (found [][2]*yaml.Node) {
	e.known[key] = true
	node := e.nodes[key]
	switch {
	case node == nil:
		return nil
	case node.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			found = append(found, [2]*yaml.Node{node.Content[i], node.Content[i+1]})
		}
		return found
	case node.Kind == yaml.SequenceNode:
		for _, one := range node.Content {
			if one.Kind != yaml.MappingNode || len(one.Content) != 2 {
				e.wrong(one, key+" has members such as “"+form+"”")
				continue
			}
			found = append(found, [2]*yaml.Node{one.Content[0], one.Content[1]})
		}
		return found
	}
	e.wrong(node, key+" has members such as “"+form+"”, a line for each")
	return nil
}

// end refuses lines that nobody asked for.
func (e *entries) end() {
	for _, key := range e.order {
		if !e.known[key] {
			e.wrong(e.nodes[key], fmt.Sprintf("the block %s has no line %q; it has %s", e.kind, key, strings.Join(slices.Sorted(maps.Keys(e.known)), ", ")))
			e.known[key] = true
		}
	}
}

func (e *entries) expression(key string) (Expression, bool) {
	text := e.text(key)
	if text == "" {
		return Expression{}, false
	}
	found, err := e.r.parser(e.about).expression(text)
	if err != nil {
		e.wrong(e.nodes[key], err.Error())
		return Expression{}, false
	}
	return found, true
}

func (e *entries) conditions(key string) []Condition {
	var all []Condition
	nodes := e.list(key)
	if len(nodes) > maxConditions {
		e.wrong(nodes[maxConditions], fmt.Sprintf("%s has at most %d conditions, here %d", key, maxConditions, len(nodes)))
		return nil
	}
	for _, node := range nodes {
		c, err := e.r.parser(e.about).condition(node.Value)
		if err != nil {
			e.wrong(node, err.Error())
			continue
		}
		all = append(all, c)
	}
	return all
}

// scenario reads a query or an address of the lab.
func (e *entries) scenario(key string) scenario.Scenario {
	text := e.needed(key)
	found, err := link.Read(text)
	var problems scenario.FieldErrors
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			e.wrong(e.nodes[key], p.Error())
		}
	case err != nil:
		e.wrong(e.nodes[key], err.Error())
	}
	return found.Scenario
}
