package teach

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// letters are the bytes of a file as UTF-8, without the mark that some editors put before them.
func (r *reader) letters(source []byte) []byte {
	if bytes.HasPrefix(source, []byte("\xff\xfe")) || bytes.HasPrefix(source, []byte("\xfe\xff")) {
		r.wrong(1, "the file is in UTF-16; save it as UTF-8")
		return nil
	}
	source = bytes.TrimPrefix(source, []byte("\ufeff"))
	if at := invalid(source); at >= 0 {
		r.wrong(1+bytes.Count(source[:at], []byte("\n")), fmt.Sprintf("the byte %#x is no letter in UTF-8; save the file as UTF-8", source[at]))
	}
	return bytes.ToValidUTF8(source, []byte("\ufffd"))
}

// invalid is the first byte that is not UTF-8, -1 for none.
func invalid(source []byte) int {
	for at := 0; at < len(source); {
		letter, size := utf8.DecodeRune(source[at:])
		if letter == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// nested is the first line that begins with too many marks of quotations and lists, 0 for none.
func nested(source []byte) int {
	line := 0
	for text := range bytes.Lines(source) {
		line++
		begin := text[:len(text)-len(bytes.TrimLeft(text, "> \t-*+0123456789.)"))]
		if n := bytes.Count(begin, []byte(">")) + len(bytes.Fields(bytes.ReplaceAll(begin, []byte(">"), nil))); n > maxNested {
			return line
		}
	}
	return 0
}

// look finds the names of the labs, and blocks that would be shown as code: those that stand
// within something else, and those whose kind is almost one.
func (r *reader) look() {
	_ = ast.Walk(r.document.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		code, ok := n.(*ast.FencedCodeBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		kind := string(language(code, r.document.Source))
		_, known := blocks[kind]
		switch {
		case !known:
			r.almost(code, kind)
		case n.Parent() != r.document.Root:
			r.wrong(r.lineOf(code), "the block "+kind+" stands within a list or a quotation, where it is only code; begin its fence at the beginning of a line of its own")
		case kind == blockLab || kind == blockGoal:
			r.labs[r.nameOf(code, kind)] = true
		}
		return ast.WalkContinue, nil
	})
}

// almost refuses "Lab crowd" and "lab: crowd", which are no code in any language.
func (r *reader) almost(code *ast.FencedCodeBlock, kind string) {
	plain := strings.ToLower(strings.Trim(strings.Fields(kind + " .")[0], ":{}.[]"))
	if plain = strings.TrimSuffix(plain, "s"); blocks[plain] != nil {
		r.wrong(r.lineOf(code), fmt.Sprintf("%q is no kind of block, so this is only code; write ```%s and then, after a space, its name", kind, plain))
	}
}

// closed refuses a block without the fence at its end: it holds what was meant to stand behind
// it.
func (r *reader) closed(code *ast.FencedCodeBlock) bool {
	lines := code.Lines()
	for i := range lines.Len() {
		if at := lines.At(i); opensBlock(string(at.Value(r.document.Source))) {
			r.wrong(r.lineOf(code), fmt.Sprintf("this block has no fence at its end: the next begins within it, at line %d; end it with a line ```", r.document.Line(at.Start)))
			return false
		}
	}
	if lines.Len() > 0 && len(bytes.TrimSpace(r.document.Source[lines.At(lines.Len()-1).Stop:])) == 0 {
		r.wrong(r.lineOf(code), "this block has no fence at its end, so the rest of the file belongs to it; end it with a line ```")
		return false
	}
	return true
}

// opensBlock reports whether a line is the fence of a block of ours.
func opensBlock(line string) bool {
	line = strings.TrimSpace(line)
	rest := strings.TrimLeft(line, "`~")
	return len(line)-len(rest) >= 3 && blocks[strings.SplitN(rest+" ", " ", 2)[0]] != nil
}

// taken are names that mean something else in an address or to the script of a page, where the
// name of a block is a name, too.
var taken = []string{"again", "show", "theme", "id", "elements", "dataset", "append", "prepend", "contains", "matches"}

// named refuses a name that no block can have.
func (e *entries) named(name string) {
	switch {
	case !blockName.MatchString(name):
		e.wrong(nil, fmt.Sprintf("%q is no name of a block; use small letters, digits and hyphens, a letter first, at most 40", name))
	case slices.Contains(taken, name):
		e.wrong(nil, fmt.Sprintf("the name %q means something else in the address of a lesson; give the block another", name))
	}
}
