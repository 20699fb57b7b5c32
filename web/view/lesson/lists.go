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
			lab, _ := l.Lab(name)
			run, _, err := v.run(lab.Scenario)
			if err != nil {
				return nil, err
			}
			runs[name] = run
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

// Framed is one block for a frame: its form leads back to the frame.
func (v Viewer) Framed(l teach.Lesson, name string) (lesson.Block, bool, error) {
	block, ok, err := v.Block(l, name)
	for _, form := range formsOf(&block) {
		form.Action, form.Embed, form.Kept = "/embed"+teach.Path(l.Key)+"/"+name, "", nil
	}
	return block, ok, err
}

func formsOf(b *lesson.Block) []*lesson.Form {
	switch {
	case b.Lab != nil:
		return []*lesson.Form{&b.Lab.Form}
	case b.Question != nil:
		return []*lesson.Form{&b.Question.Form}
	case b.Goal != nil:
		return []*lesson.Form{&b.Goal.Form}
	}
	return nil
}
