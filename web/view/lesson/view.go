package lesson

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/teach"
	"backofflab/web/templates"
	"backofflab/web/templates/lesson"
)

// Viewer builds pages for one request.
type Viewer struct {
	// Simulate is how a run comes about. Its error is that of the request, but for a
	// [sim.LimitError], which stands in the place of the run.
	Simulate func(scenario.Scenario) (experiment.Outcome, error)
	Values   url.Values // of the address: guesses, levers, hints
	Site     string     // scheme and host of the lab, for frames
}

// text is a lesson that is being shown.
type text struct {
	Viewer
	teach.Lesson
	runs   teach.Runs
	failed map[string]string // labs without a run, and why
	path   string            // that forms and hints lead to
	page   string            // of the text: path, unless that is of a frame
	framed bool              // nothing else of its page is there
	always []lesson.Pair     // what the address of a frame keeps
}

// of runs what a text needs.
func (v Viewer) of(l teach.Lesson, path string) (*text, error) {
	t := &text{Viewer: v, Lesson: l, path: path, page: path}
	return t, t.simulateAll()
}

func (t *text) simulateAll() error {
	t.runs, t.failed = teach.Runs{}, map[string]string{}
	for _, b := range t.Blocks {
		lab := b.Lab
		if b.Goal != nil {
			lab = &b.Goal.Lab
		}
		if lab == nil {
			continue
		}
		run, problem, err := t.run(lab.Scenario)
		if err != nil {
			return err
		}
		if problem != "" {
			t.failed[lab.Name] = problem
			continue
		}
		t.runs[lab.Name] = run
	}
	return nil
}

// run simulates a scenario, or says why not.
func (v Viewer) run(s scenario.Scenario) (teach.Run, string, error) {
	found, err := v.Simulate(s)
	var over *sim.LimitError
	switch {
	case errors.As(err, &over):
		return teach.Run{}, "This run is too large for a lesson. The lab streams it.", nil
	case err != nil:
		return teach.Run{}, "", err
	}
	return teach.Run{Scenario: s, Outcome: found}, "", nil
}

// Lesson is the page of a lesson among others.
func (v Viewer) Lesson(l teach.Lesson, among []teach.Lesson) (lesson.Page, error) {
	return v.page(l, among, lesson.OfLessons, teach.Path)
}

// Guide is a page of the guide.
func (v Viewer) Guide(l teach.Lesson, among []teach.Lesson) (lesson.Page, error) {
	return v.page(l, among, lesson.OfGuide, teach.GuidePath)
}

func (v Viewer) page(l teach.Lesson, among []teach.Lesson, kind lesson.Kind, path func(string) string) (lesson.Page, error) {
	t, err := v.of(l, path(l.Key))
	if err != nil {
		return lesson.Page{}, err
	}
	page := lesson.Page{Kind: kind, Number: l.Number, Title: l.Title, Idea: l.Idea, Path: t.path}
	page.Before, page.After = beside(l, among, path)
	if page.Problems, err = t.problems(); err != nil {
		return page, err
	}
	for _, b := range l.Blocks {
		if b.Lab != nil && b.Lab.Asked {
			continue // its question shows it
		}
		block, err := t.block(b)
		if err != nil {
			return page, err
		}
		page.Blocks = append(page.Blocks, block)
	}
	return page, nil
}

// problems are what is wrong with a text. Ours has been held against its runs by the tests.
func (t *text) problems() ([]string, error) {
	all := t.Problems
	if t.Own {
		var failed error
		all = append(all[:len(all):len(all)], teach.Check(t.Lesson, func(s scenario.Scenario) (teach.Run, error) {
			run, problem, err := t.run(s)
			if err != nil {
				failed = err
			}
			if err == nil && problem != "" {
				err = errors.New(problem)
			}
			return run, err
		})...)
		if failed != nil {
			return nil, failed
		}
	}
	var lines []string
	for _, p := range all {
		lines = append(lines, p.Error())
	}
	return lines, nil
}

// beside are the texts before and after one. Those without an address are passed over.
func beside(l teach.Lesson, among []teach.Lesson, path func(string) string) (before, after *templates.Way) {
	among = slices.DeleteFunc(slices.Clone(among), func(l teach.Lesson) bool { return l.Key == "" })
	way := func(l teach.Lesson) *templates.Way { return &templates.Way{Path: path(l.Key), Words: l.Title} }
	for i, other := range among {
		if other.Key != l.Key {
			continue
		}
		if i > 0 {
			before = way(among[i-1])
		}
		if i+1 < len(among) {
			after = way(among[i+1])
		}
	}
	return before, after
}

// Block is one block of a lesson, by its name, for a page that has the rest.
func (v Viewer) Block(l teach.Lesson, name string) (lesson.Block, bool, error) {
	return (&text{Viewer: v, Lesson: l, path: teach.Path(l.Key), page: teach.Path(l.Key)}).named(name)
}

// GuideBlock is one of a page of the guide.
func (v Viewer) GuideBlock(l teach.Lesson, name string) (lesson.Block, bool, error) {
	return (&text{Viewer: v, Lesson: l, path: teach.GuidePath(l.Key), page: teach.GuidePath(l.Key)}).named(name)
}

// named is one block. Prose and cards have no name.
func (t *text) named(name string) (lesson.Block, bool, error) {
	for _, b := range t.Blocks {
		if nameOf(b) != name || name == "" {
			continue
		}
		if err := t.simulateAll(); err != nil {
			return lesson.Block{}, true, err
		}
		block, err := t.block(b)
		return block, true, err
	}
	return lesson.Block{}, false, nil
}

func nameOf(b teach.Block) string {
	switch {
	case b.Lab != nil:
		return b.Lab.Name
	case b.Question != nil:
		return b.Question.Name
	case b.Goal != nil:
		return b.Goal.Name
	}
	return ""
}

func (t *text) block(b teach.Block) (lesson.Block, error) {
	switch {
	case b.Lab != nil:
		found, err := t.lab(*b.Lab, b.Lab.Name, shown{})
		return lesson.Block{Lab: &found}, err
	case b.Question != nil:
		found, err := t.question(*b.Question)
		return lesson.Block{Question: &found}, err
	case b.Goal != nil:
		found, err := t.goal(*b.Goal)
		return lesson.Block{Goal: &found}, err
	case b.Recall != nil:
		return lesson.Block{Recall: &lesson.Recall{Ask: format.Typeset(b.Recall.Ask), Answer: b.Recall.Answer.Filled(t.runs)}}, nil
	}
	return lesson.Block{Prose: b.Prose.Filled(t.runs)}, nil
}

// What an address says besides guesses and levers: which question is asked again, and which
// is answered without a guess.
const (
	again = "again"
	show  = "show"
)

// Levers and hints of a block are "name.field" and "name.hint"; "name.run" is an exercise that is
// run as it begins.
const (
	hint  = "hint"
	begun = "run"
)

// mostHints is how many hints there are: what to turn, how far, and a solution.
const mostHints = 3

// state is what the address says of one block.
func (t *text) state(b teach.Block) []lesson.Pair {
	var all []lesson.Pair
	switch {
	case b.Lab != nil:
		all = t.leversSet(*b.Lab)
	case b.Question != nil:
		if guess, ok := t.guessed(*b.Question); ok {
			all = append(all, lesson.Pair{Name: b.Question.Name, Value: guess})
		}
	case b.Goal != nil:
		all = t.leversSet(b.Goal.Lab)
		if all == nil && t.tried(*b.Goal) {
			all = []lesson.Pair{{Name: b.Goal.Name + "." + begun, Value: "1"}}
		}
		if n := t.hints(*b.Goal); n > 0 {
			all = append(all, lesson.Pair{Name: b.Goal.Name + "." + hint, Value: strconv.Itoa(n)})
		}
	}
	return all
}

// kept is what the address says of all blocks but one, and the lab that it shows.
func (t *text) kept(name, lab string) []lesson.Pair {
	if t.framed {
		return t.always
	}
	var all []lesson.Pair
	for _, b := range t.Blocks {
		if other := nameOf(b); other != name && other != lab {
			all = append(all, t.state(b)...)
		}
	}
	return all
}

func (t *text) form(name, lab string) lesson.Form {
	action := t.path
	if !t.framed { // where the block is all there is
		action += "#" + lesson.BlockID(name)
	}
	return lesson.Form{
		Name: name, Action: action, Fragment: "/fragment" + t.page + "/" + name, Kept: t.kept(name, lab), Query: query(t.kept("", "")),
	}
}

// query writes pairs as an address does.
func query(all []lesson.Pair) string {
	v := url.Values{}
	for _, p := range all {
		v.Set(p.Name, p.Value)
	}
	return v.Encode()
}
