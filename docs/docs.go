// Package docs has the documents of this folder as markup, for pages of the lab.
//
// Links from one to another become links between those pages, and runs on a lab of one's
// own become runs on this one. Nothing is rendered before it is asked for, and each
// document once; all of it is safe for simultaneous use.
package docs

import (
	"bytes"
	"cmp"
	"embed"
	"path"
	"strings"
	"sync"

	"backofflab/internal/markdown"
)

//go:embed reading.md retry.md model.md links.md addresses.md terminal.md api.md SKILL.md protocol.md backoff-fit.md lessons.md selection.md validation.md rare-collapses.md many-machines.md cases.md formats.md exports.md performance.md testbed.md conformance.md clients.md retry-benchmarks.md decisions/*.md
var files embed.FS

// Root is where the pages are.
const Root = "/docs"

// Page is a document.
type Page struct {
	Name  string // of its file, without the end: "model"
	Title string // its heading
	HTML  string // what follows; it has no scripts and no styles
}

// names are the documents in the order in which they are listed.
var names = []string{"reading", "retry", "model", "links", "addresses", "terminal", "api", "SKILL", "protocol", "lessons", "backoff-fit", "selection", "validation", "rare-collapses", "many-machines", "cases", "formats", "exports", "performance", "testbed", "conformance", "clients", "retry-benchmarks", "decisions/README"}

// Names returns those that a list shows. Decisions are listed by their own first page.
func Names() []string { return append([]string(nil), names...) }

// Path is the address of a document.
func Path(name string) string { return Root + "/" + strings.TrimSuffix(name, "/README") }

// SourcePath is the address of a document as Markdown, for programs.
func SourcePath(name string) string { return Root + "/" + name + ".md" }

// Source returns a document as it is in the folder, by the name of its file: "model.md".
// Nobody may change the bytes.
func Source(file string) ([]byte, bool) {
	if !strings.HasSuffix(file, ".md") {
		return nil, false
	}
	text, err := files.ReadFile(file)
	return text, err == nil
}

var (
	mutex sync.Mutex
	pages = map[string]Page{}
)

// Find returns the document of a name, "model" or "decisions".
func Find(name string) (Page, bool) {
	mutex.Lock()
	defer mutex.Unlock()
	if page, ok := pages[name]; ok {
		return page, true
	}
	file := name + ".md"
	source, err := files.ReadFile(file)
	if err != nil {
		file = name + "/README.md"
		if source, err = files.ReadFile(file); err != nil {
			return Page{}, false
		}
	}
	page := render(name, path.Dir(file), withoutFront(source))
	pages[name] = page
	return page, true
}

// withoutFront is a document without the lines before it that tell programs what it is.
func withoutFront(source []byte) []byte {
	const edge = "---\n"
	if front, ok := bytes.CutPrefix(source, []byte(edge)); ok {
		if _, rest, ok := bytes.Cut(front, []byte("\n"+edge)); ok {
			return rest
		}
	}
	return source
}

// render makes a page of a document in a folder.
func render(name, folder string, source []byte) Page {
	d := markdown.Parse(source, markdown.Trusted)
	title := cmp.Or(d.TakeTitle(), name)
	d.Relink(func(link string) string { return destination(link, folder) })
	return Page{Name: name, Title: title, HTML: d.HTML()}
}

// destination is where a link of a document leads to on the lab's pages.
func destination(link, folder string) string {
	if query, ok := strings.CutPrefix(link, "http://127.0.0.1:8080"); ok {
		return query
	}
	file, part, _ := strings.Cut(link, "#")
	name, ok := strings.CutSuffix(file, ".md")
	if !ok || strings.Contains(file, ":") {
		return link
	}
	if part != "" {
		part = "#" + part
	}
	return Path(path.Join(folder, name)) + part
}
