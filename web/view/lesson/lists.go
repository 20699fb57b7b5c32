package lesson

import (
	"strings"

	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/teach"
	"backofflab/web/templates/chart"
	"backofflab/web/templates/lesson"
)

// Cards are the questions to recall of some lessons. Only those whose answers have numbers are
// run for them.
func (v Viewer) Cards(all []teach.Lesson) ([]lesson.Card, error) {
	var cards []lesson.Card
	for _, l := range all {
		recall := l.Card()
		if recall == nil {
			continue
		}
		card := lesson.Card{Path: teach.Path(l.Key), Lesson: l.Title, Ask: format.Typeset(recall.Ask)}
		runs := teach.Runs{}
		for _, name := range recall.Answer.Labs() {
			lab, ok := l.Lab(name)
			if !ok {
				continue // its text is broken, and a dash stands for the number
			}
			run, problem, err := v.run(lab.Scenario)
			if err != nil {
				return nil, err
			}
			if problem == "" {
				runs[name] = run
			}
		}
		card.Answer = recall.Answer.Filled(runs)
		cards = append(cards, card)
	}
	return cards, nil
}

// Terms is the index of terms, which is that of the glossary.
func Terms() []lesson.TermGroup {
	var groups []lesson.TermGroup
	for _, g := range glossary.Groups() {
		group := lesson.TermGroup{Name: g.Name}
		for _, e := range g.Entries {
			group.Terms = append(group.Terms, lesson.Term{
				Name: format.Typeset(e.Name), Text: format.Typeset(e.Text), Path: chart.GlossaryPath(e.Key), Also: strings.Join(e.Also, ", "),
			})
		}
		groups = append(groups, group)
	}
	return groups
}

// Framed is one block for a frame of a theme, "" for that of the system: its form and its hints
// lead back to the frame.
func (v Viewer) Framed(l teach.Lesson, name, theme string) (lesson.Block, bool, error) {
	t := &text{Viewer: v, Lesson: l, path: "/embed" + teach.Path(l.Key) + "/" + name, page: teach.Path(l.Key), framed: true}
	if theme != "" {
		t.always = []lesson.Pair{{Name: "theme", Value: theme}}
	}
	return t.named(name)
}
