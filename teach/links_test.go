package teach_test

import (
	"html"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backofflab/internal/markdown"
	"backofflab/scenario/link"
	"backofflab/teach"
)

var (
	hrefs    = regexp.MustCompile(`href="([^"]*)"`)
	headings = regexp.MustCompile(`<h[1-6] id="([^"]+)"`)
)

// markupOf is the prose of a text, without what stands behind its questions.
func markupOf(l teach.Lesson) string {
	var b strings.Builder
	for _, block := range l.Blocks {
		if block.Prose != nil {
			for _, piece := range block.Prose.Pieces {
				b.WriteString(piece.HTML)
			}
		}
	}
	return b.String()
}

// idsOf are the headings that a link may lead to within some markup.
func idsOf(markup string) []string {
	var ids []string
	for _, found := range headings.FindAllStringSubmatch(markup, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

// Every link of the guide to the guide, to a document or to a run leads to what is there, and
// to a heading that is there.
func TestLinksOfTheGuide(t *testing.T) {
	seen := map[string]int{}
	for _, page := range teach.Guide() {
		for _, found := range hrefs.FindAllStringSubmatch(markupOf(page), -1) {
			to := html.UnescapeString(found[1])
			kind, wrong := checkLink(page, to)
			seen[kind]++
			if wrong != "" {
				t.Errorf("%s links to %s: %s", page.File, to, wrong)
			}
		}
	}
	if seen["guide"] < 30 || seen["docs"] < 5 || seen["lab"] < 20 {
		t.Errorf("links were seen %v; the search for them is broken", seen)
	}
}

// checkLink says what kind of link one is, and what is wrong with it.
func checkLink(from teach.Lesson, to string) (kind, wrong string) {
	path, part, _ := strings.Cut(to, "#")
	switch {
	case strings.HasPrefix(to, "/?"):
		query, err := url.PathUnescape(to[2:])
		if err == nil {
			_, err = link.Read(query)
		}
		if err != nil {
			return "lab", err.Error()
		}
		return "lab", ""
	case strings.HasPrefix(to, "/docs/"):
		source, err := os.ReadFile("../docs/" + strings.TrimPrefix(path, "/docs/") + ".md")
		if err != nil {
			return "docs", "there is no such document"
		}
		markup := markdown.Parse(source, markdown.Trusted).HTML()
		return "docs", missing(part, append(idsOf(markup), anchors(markup)...))
	case path == "" || strings.HasPrefix(to, "/guide/"):
		page := from
		if path != "" {
			found, ok := teach.Find(teach.Guide(), strings.TrimPrefix(path, "/guide/"))
			if !ok {
				return "guide", "there is no such page"
			}
			page = found
		}
		return "guide", missing(part, idsOf(markupOf(page)))
	}
	return "other", ""
}

// anchors are the places that a document names by itself.
func anchors(markup string) []string {
	var ids []string
	for _, found := range regexp.MustCompile(`<a id="([^"]+)"`).FindAllStringSubmatch(markup, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

func missing(part string, ids []string) string {
	if part == "" || slices.Contains(ids, part) {
		return ""
	}
	return "there is no heading #" + part + " but " + strings.Join(ids, ", ")
}
