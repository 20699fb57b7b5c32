package lesson

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/web/templates"
)

// Page is a lesson, or a page of the guide.
type Page struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Kind     Kind
	Number   int // among the lessons, 0: it has none
	Title    string
	Idea     string
	Path     string // address without guesses
	Problems []string
	Blocks   []Block
	Before   *templates.Way
	After    *templates.Way
	Preview  *templates.Preview
}

// Kind is what sort of text a page shows.
type Kind uint8

// Kinds of texts.
const (
	OfLessons Kind = iota
	OfGuide
)

// Addresses of the pages.
const (
	LearnPath = "/learn"
	CardsPath = "/learn/cards"
	GuidePath = "/guide"
	TermsPath = "/guide/terms"
)

func (p Page) shell() templates.Shell {
	return templates.Shell{
		Static: p.Static, Title: p.Title + " · Backoff Lab", Lead: p.Idea, Sheet: "lesson",
		Action: templates.Places(p.home()), Foot: templates.ManualFoot(), Preview: p.Preview,
	}
}

// home is the list that the page is in.
func (p Page) home() string {
	if p.Kind == OfGuide {
		return GuidePath
	}
	return LearnPath
}

// kicker is what stands above the title.
func (p Page) kicker() string {
	switch {
	case p.Kind == OfGuide:
		return "Guide"
	case p.Number > 0:
		return "Lesson " + strconv.Itoa(p.Number)
	}
	return "Lesson"
}

// data tells the script which lesson it is.
func (p Page) data() templ.Attributes {
	if p.Kind == OfGuide {
		return nil
	}
	return templ.Attributes{"data-lesson": p.Path}
}

// Index is the list of all lessons.
type Index struct {
	Static  string
	Lessons []Entry
	Own     []Entry // of whoever runs this server
	Problem string  // why theirs are not there; "" mostly
	Guide   []Entry
}

// Entry is a text in a list.
type Entry struct {
	Path, Title, Idea string // without a path it has no page
	Number            int
	Broken            int      // things that are wrong with it
	Problems          []string // those, where it has no page to say them
}

func (i Index) shell() templates.Shell {
	return templates.Shell{
		Static: i.Static, Title: "Learn · Backoff Lab", Lead: learnLead, Sheet: "lesson",
		Action: templates.Places(LearnPath), Foot: templates.ManualFoot(),
	}
}

const learnLead = "Lessons on retries, backoff and jitter: guess first, then run it."

// Contents is the list of the guide.
type Contents struct {
	Static string
	Pages  []Entry
}

func (c Contents) shell() templates.Shell {
	return templates.Shell{
		Static: c.Static, Title: "The guide · Backoff Lab", Lead: guideLead, Sheet: "lesson",
		Action: templates.Places(GuidePath), Foot: templates.ManualFoot(),
	}
}

const guideLead = "How to retry: patterns, strategies, jitter, rate limits, budgets, layers, and a checklist for a review."

// Cards are the questions to recall.
type Cards struct {
	Static string
	Cards  []Card
}

// Card is one of them, with the lesson that it is of.
type Card struct {
	Path, Lesson, Ask string
	Answer            string // markup
}

func (c Cards) shell() templates.Shell {
	return templates.Shell{
		Static: c.Static, Title: "Cards · Backoff Lab", Lead: "One question for each lesson, for a week later.", Sheet: "lesson",
		Action: templates.Places(LearnPath), Foot: templates.ManualFoot(),
	}
}

// Terms is the index of words.
type Terms struct {
	Static string
	Groups []TermGroup
}

// TermGroup are words that belong together.
type TermGroup struct {
	Name  string
	Terms []Term
}

// Term is a word with its sentence, which leads to the glossary.
type Term struct{ Name, Text, Path, Also string }

func (t Terms) shell() templates.Shell {
	return templates.Shell{
		Static: t.Static, Title: "Index of terms · Backoff Lab", Lead: "The words of the field, a sentence for each.", Sheet: "lesson",
		Action: templates.Places(GuidePath), Foot: templates.ManualFoot(),
	}
}

// Embed is one question in a frame on a page of others.
type Embed struct {
	Static, Theme, Title, Path string
	Block                      Block
	Missing                    bool
}
