package manual

import (
	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// GlossaryOf are all words with their pictures.
func GlossaryOf(trace Tracer) (templates.Glossary, error) {
	var page templates.Glossary
	for _, g := range glossary.Groups() {
		group := templates.WordGroup{Name: g.Name}
		for _, e := range g.Entries {
			sketch, err := SketchOf(e.Picture, trace)
			if err != nil {
				return templates.Glossary{}, err
			}
			group.Words = append(group.Words, wordOf(e, sketch))
		}
		page.Groups = append(page.Groups, group)
	}
	return page, nil
}

func wordOf(e glossary.Entry, sketch templates.Sketch) templates.Word {
	word := templates.Word{Key: e.Key, Name: format.Typeset(e.Name), Text: format.Typeset(e.Text), Also: e.Also, Sketch: sketch, Scenario: view.ScenarioLink(e.Picture.Query)}
	for _, name := range e.Fields {
		field, _ := scenario.FieldNamed(name)
		word.Settings = append(word.Settings, field.Label)
		word.Known = append(word.Known, field.Words...)
	}
	if kind, ok := retry.Lookup(e.Key); ok {
		word.Formula = kind.Formula
	}
	return word
}
