package teach

import (
	"bytes"
	"cmp"
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
	MaxRuns      = 60 // labs, exercises, and settings of those that are tried
	maxProblems  = 50

	maxFigures    = 300 // in the prose of a text; some take milliseconds
	maxConditions = 50  // of a block
	maxNested     = 50  // quotations and lists, one within another: reading them takes the square of their number
)

// fileName is "03-backoff-alone.md": the number may be left out.
var fileName = regexp.MustCompile(`^(?:(\d{1,3})-)?([a-z0-9][a-z0-9-]{0,59})\.md$`)

// Parse reads a text from a file of that name. What is wrong with it is in its problems.
func Parse(file string, source []byte) Lesson {
	r := &reader{Lesson: Lesson{File: file}, labs: map[string]bool{}, broken: map[string]bool{}}
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
	text := r.letters(source)
	if line := nested(text); line > 0 {
		r.wrong(line, "this line has more than "+strconv.Itoa(maxNested)+" quotations and lists, one within another; leave some out")
		return r.Lesson
	}
	r.document = markdown.Parse(text, markdown.Foreign)
	r.read()
	r.inOrder()
	return r.Lesson
}

// reader takes a text apart.
type reader struct {
	Lesson
	document markdown.Document
	labs     map[string]bool // names of all labs and exercises
	broken   map[string]bool // names of labs that cannot be read
	last     string          // the lab that was last
	figures  int             // in prose, so far
	prose    []ast.Node      // since the last block
}

func (r *reader) wrong(line int, text string) {
	if r.full() {
		return
	}
	r.Problems = append(r.Problems, Problem{r.File, line, text})
	if r.full() {
		r.Problems = append(r.Problems, Problem{r.File, 0, "there is more wrong with this text; mend these first"})
	}
}

// full reports whether a text has as many problems as anybody reads at once.
func (r *reader) full() bool { return len(r.Problems) >= maxProblems }

// inOrder sorts the problems by their lines: those of the whole text come last.
func (r *reader) inOrder() {
	slices.SortStableFunc(r.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(uint(a.Line-1), uint(b.Line-1)), strings.Compare(a.Text, b.Text))
	})
}

func (r *reader) read() {
	r.Title = r.document.TakeTitle()
	if r.Title == "" {
		r.wrong(1, "a lesson begins with its title, a line such as “# Full jitter”")
		r.Title = r.Key
	}
	r.takeIdea()
	r.document.Relink(destination)
	r.look()
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
	r.bound()
	r.askLabs()
}

// bound cuts a text that is longer, or would run more, than a page shows.
func (r *reader) bound() {
	runs := 0
	for i, b := range r.Blocks {
		runs += b.runs()
		switch {
		case runs > MaxRuns:
			r.wrong(b.Line, "a lesson runs at most "+strconv.Itoa(MaxRuns)+" labs, exercises and settings of exercises, and this would be more; what follows is left out, make a lesson of its own of it")
		case i >= MaxBlocks:
			r.wrong(b.Line, "a lesson has at most "+strconv.Itoa(MaxBlocks)+" blocks; what follows is left out, make a lesson of its own of it")
		default:
			continue
		}
		r.Blocks = r.Blocks[:i]
		return
	}
}

// runs is how many runs a block takes, when it is shown and held against them.
func (b Block) runs() int {
	switch {
	case b.Lab != nil:
		return 1
	case b.Goal != nil:
		return 1 + len(b.Goal.Solutions) + len(b.Goal.Fails)
	}
	return 0
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
	from := 0
	if len(wrong) > 0 {
		from = max(0, r.startOf(nodes[0]))
	}
	r.wrongFigures(wrong, r.document.Source[from:], max(1, r.document.Line(from)))
	return r.few(text, r.lineOf(nodes[0]))
}

// few cuts prose where it has more figures than a text may have.
func (r *reader) few(p *Prose, line int) *Prose {
	for i, piece := range p.Pieces {
		if piece.Fill == nil {
			continue
		}
		if r.figures++; r.figures > maxFigures {
			r.wrong(line, "a lesson has at most "+strconv.Itoa(maxFigures)+" numbers of runs in its prose; what follows here is left out")
			p.Pieces = p.Pieces[:i]
			break
		}
	}
	return p
}

// wrongFigures gives each of the braces that are no number its line, in a source that begins at
// a line.
func (r *reader) wrongFigures(wrong []noFigure, source []byte, line int) {
	for _, one := range wrong {
		if r.full() {
			return
		}
		first, _, _ := strings.Cut(one.within, " ")
		if at := bytes.Index(source, []byte("{"+first)); at >= 0 {
			line += bytes.Count(source[:at], []byte("\n"))
			source = source[at:]
			r.wrong(line, one.Error())
			source = source[1:]
			continue
		}
		r.wrong(line, one.Error())
	}
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

// lineOf is the line at which a node begins, or where it does not say, as a rule between
// paragraphs, the one at which what comes before it begins.
func (r *reader) lineOf(n ast.Node) int {
	for ; n != nil; n = n.PreviousSibling() {
		if at := r.startOf(n); at >= 0 {
			return r.document.Line(at)
		}
	}
	return 1
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
