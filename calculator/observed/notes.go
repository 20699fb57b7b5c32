package observed

import (
	"fmt"
	"slices"

	"backofflab/internal/format"
)

// manyNotes is how many notes of a kind are told one by one.
const manyNotes = 20

// notes are what there is to know of a text, each kind of them bounded.
type notes struct {
	list  []Note
	kinds map[string]*kind
	order []string
}

// kind is the notes that differ in their line and what they quote.
type kind struct{ told, first, more int }

func newNotes() *notes { return &notes{kinds: map[string]*kind{}} }

// add tells something; values fill the sentence. Of many notes with one sentence the rest is
// counted.
func (n *notes) add(line int, sentence string, values ...any) {
	k := n.kinds[sentence]
	if k == nil {
		k = &kind{}
		n.kinds[sentence] = k
		n.order = append(n.order, sentence)
	}
	if k.told < manyNotes {
		k.told++
		n.list = append(n.list, Note{line, fmt.Sprintf(sentence, values...)})
		return
	}
	if k.more == 0 {
		k.first = line
	}
	k.more++
}

// all returns the notes in the order of lines.
func (n *notes) all() []Note {
	list := slices.Clone(n.list)
	for _, sentence := range n.order {
		if k := n.kinds[sentence]; k.more > 0 {
			list = append(list, Note{k.first, fmt.Sprintf("There %s %s more like those before, the first of them here.", format.Verb(k.more, "is", "are"), format.Count(k.more))})
		}
	}
	slices.SortStableFunc(list, func(a, b Note) int { return a.Line - b.Line })
	return list
}
