package teach

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"backofflab/internal/markdown"
)

// Bounds of a text.
const (
	MaxTextBytes = 256 << 10
	MaxBlocks    = 200
)

// fileName is "03-backoff-alone.md": the number may be left out.
var fileName = regexp.MustCompile(`^(?:(\d{1,3})-)?([a-z0-9][a-z0-9-]{0,59})\.md$`)

// Parse reads a text from a file of that name. What is wrong with it is in its problems.
func Parse(file string, source []byte) Lesson {
	r := &reader{Lesson: Lesson{File: file}, labs: map[string]bool{}}
	name := fileName.FindStringSubmatch(path.Base(file))
	switch {
	case name == nil:
		r.wrong(0, "the name of a lesson's file is made of small letters, digits and hyphens, and ends in .md: 03-my-lesson.md")
		return r.Lesson
	case len(source) > MaxTextBytes:
		r.Key = name[2]
		r.wrong(0, "a lesson has at most "+strconv.Itoa(MaxTextBytes)+" bytes")
		return r.Lesson
	}
	r.Number, _ = strconv.Atoi(name[1])
	r.Key = name[2]
	r.document = markdown.Parse(bytes.ToValidUTF8(source, []byte("\ufffd")), markdown.Foreign)
	r.read()
	return r.Lesson
}

// reader takes a text apart.
type reader struct {
	Lesson
	document markdown.Document
	labs     map[string]bool // their names
	last     string          // the lab that was last
	prose    []ast.Node      // since the last block
}

func (r *reader) wrong(line int, text string) {
	r.Problems = append(r.Problems, Problem{r.File, line, text})
}

func (r *reader) read() {
	r.Title = r.document.TakeTitle()
	if r.Title == "" {
		r.wrong(1, "a lesson begins with its title, a line such as “# Full jitter”")
		r.Title = r.Key
	}
	r.takeIdea()
	r.document.Relink(destination)
	for n := r.document.Root.FirstChild(); n != nil; n = n.NextSibling() {
		for _, name := range []string{blockLab, blockGoal} {
			if code, ok := n.(*ast.FencedCodeBlock); ok && string(code.Language(r.document.Source)) == name {
				r.labs[r.nameOf(code, "")] = true
			}
		}
	}
	for n := r.document.Root.FirstChild(); n != nil; n = n.NextSibling() {
		code, ok := n.(*ast.FencedCodeBlock)
		read, known := blocks[string(language(code, r.document.Source))]
		if !ok || !known {
			r.prose = append(r.prose, n)
			continue
		}
		r.endProse()
		read(r, code)
	}
	r.endProse()
	r.askLabs()
	if len(r.Blocks) > MaxBlocks {
		r.Blocks = r.Blocks[:MaxBlocks]
		r.wrong(0, "a lesson has at most "+strconv.Itoa(MaxBlocks)+" blocks")
	}
}

func language(code *ast.FencedCodeBlock, source []byte) []byte {
	if code == nil {
		return nil
	}
	return code.Language(source)
}

// takeIdea takes the quotation below the title.
func (r *reader) takeIdea() {
	first := r.document.Root.FirstChild()
	if quote, ok := first.(*ast.Blockquote); ok {
		r.Idea = markdown.Words(quote, r.document.Source)
		r.document.Root.RemoveChild(r.document.Root, quote)
	}
}

// endProse makes a block of the prose since the last. What follows a question, up to the next
// heading, would answer it as often as not: so it belongs to the answer.
func (r *reader) endProse() {
	nodes := r.prose
	r.prose = nil
	if q := r.lastQuestion(); q != nil {
		to := slices.IndexFunc(nodes, func(n ast.Node) bool { return n.Kind() == ast.KindHeading })
		if to < 0 {
			to = len(nodes)
		}
		if to > 0 {
			q.Answer = q.Answer.and(r.proseOf(nodes[:to]))
		}
		nodes = nodes[to:]
	}
	if len(nodes) > 0 {
		r.Blocks = append(r.Blocks, Block{Line: r.lineOf(nodes[0]), Prose: r.proseOf(nodes)})
	}
}

// lastQuestion is the question that was read last, if it was the last block.
func (r *reader) lastQuestion() *Question {
	if len(r.Blocks) == 0 {
		return nil
	}
	return r.Blocks[len(r.Blocks)-1].Question
}

func (r *reader) proseOf(nodes []ast.Node) *Prose {
	text, wrong := r.parser("").prose(r.document.HTML(nodes...))
	for _, err := range wrong {
		r.wrong(r.lineWith(nodes, err.Error(), r.lineOf(nodes[0])), err.Error())
	}
	return text
}

// lineWith is the line of the first of some nodes in which what an error quotes stands.
func (r *reader) lineWith(nodes []ast.Node, quoted string, line int) int {
	_, within, _ := strings.Cut(quoted, `"`)
	within, _, _ = strings.Cut(within, `"`)
	for _, n := range nodes {
		if from := r.startOf(n); from >= 0 {
			if at := bytes.Index(r.document.Source[from:], []byte("{"+within)); at >= 0 {
				return r.document.Line(from + at)
			}
		}
	}
	return line
}

func (r *reader) parser(about string) parser { return parser{labs: r.labs, about: about} }

// startOf is the byte at which a node begins, -1 where it has none of its own.
func (r *reader) startOf(n ast.Node) int {
	if code, ok := n.(*ast.FencedCodeBlock); ok && code.Info != nil {
		return code.Info.Segment.Start
	}
	for ; n != nil; n = n.FirstChild() {
		if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
	}
	return -1
}

func (r *reader) lineOf(n ast.Node) int {
	at := r.startOf(n)
	if at < 0 {
		return 0
	}
	return r.document.Line(at)
}

// askLabs hides every lab that a question is about until it is answered.
func (r *reader) askLabs() {
	asked := map[string]bool{}
	for _, b := range r.Blocks {
		if b.Question != nil {
			asked[b.Question.Lab] = true
		}
	}
	for i, b := range r.Blocks {
		if b.Lab != nil {
			b.Lab.Asked = asked[b.Lab.Name]
		}
		if b.Prose == nil {
			continue
		}
		for _, lab := range b.Prose.Labs() {
			if asked[lab] && r.tells(b.Prose, lab) {
				r.wrong(r.Blocks[i].Line, "a figure of "+lab+" stands in the open, and a question asks for it; put it into the answer")
			}
		}
	}
}

// tells reports whether prose has a figure of a lab, and not only its settings.
func (r *reader) tells(p *Prose, lab string) bool {
	for _, piece := range p.Pieces {
		if piece.Fill == nil {
			continue
		}
		for _, o := range []operand{piece.Fill.First, piece.Fill.Second} {
			if o.lab == lab && o.field == "" {
				return true
			}
		}
	}
	return false
}

// destination leads a link of a text to its page.
func destination(link string) string {
	if query, ok := strings.CutPrefix(link, "http://127.0.0.1:8080"); ok {
		return query
	}
	file, part, cut := strings.Cut(link, "#")
	name := fileName.FindStringSubmatch(path.Base(file))
	if name == nil || strings.Contains(file, ":") {
		return link
	}
	if cut {
		part = "#" + part
	}
	switch folder := path.Base(path.Dir(file)); folder {
	case "guide":
		return GuidePath(name[2]) + part
	case "docs", "decisions":
		return "/docs/" + strings.TrimSuffix(strings.TrimPrefix(file[strings.Index(file, "docs/"):], "docs/"), ".md") + part
	}
	return Path(name[2]) + part
}

// Path is the address of a lesson.
func Path(key string) string { return "/learn/" + key }

// GuidePath is the address of a page of the guide.
func GuidePath(key string) string { return "/guide/" + key }
