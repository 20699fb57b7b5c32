package templates

import "strings"

// Glossary is the page of words.
type Glossary struct {
	Static string // URL prefix of the static files, without a slash at the end
	Groups []WordGroup
}

// WordGroup is a part of it.
type WordGroup struct {
	Name  string
	Words []Word
}

// Word is a word of the screen, and what it means.
type Word struct {
	Key, Name, Text string
	Formula         string   // of a strategy; "" else
	Also            []string // what others call it
	Settings        []string // labels of the settings that it explains
	Known           []string // what else these are searched by
	Sketch          Sketch
	Scenario        string // "/?…" opens what is drawn
}

func (g Glossary) shell() Shell {
	return Shell{
		Static: g.Static, Title: "Glossary · Backoff Lab", Lead: glossaryLead,
		Sheet: "manual", Action: Places(glossaryPath), Foot: ManualFoot(),
	}
}

const glossaryLead = "Every word of the screen in one sentence, with a small picture. Each picture is drawn from a real run, or from the waits of a policy."

// Find returns the word of a key.
func (g Glossary) Find(key string) (Word, bool) {
	for _, group := range g.Groups {
		for _, w := range group.Words {
			if w.Key == key {
				return w, true
			}
		}
	}
	return Word{}, false
}

// searched is what a search looks at.
func (w Word) searched() string {
	words := strings.ToLower(w.Name + " " + strings.Join(w.Also, " ") + " " + strings.Join(w.Settings, " ") + " " + strings.Join(w.Known, " ") + " " + w.Text)
	return strings.ReplaceAll(words, "\u00a0", " ")
}

// slug is a group's name as an id.
func (g WordGroup) slug() string {
	return "part-" + strings.ReplaceAll(strings.ToLower(g.Name), " ", "-")
}
