package glossary_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/experiment/tipping"
	"backofflab/explain/glossary"
	"backofflab/limit"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
)

// maxWords is how long the sentence of an entry may be.
const maxWords = 30

func entries() []glossary.Entry {
	var all []glossary.Entry
	for _, g := range glossary.Groups() {
		all = append(all, g.Entries...)
	}
	return all
}

func explained(_ glossary.Entry, ok bool) bool { return ok }

func TestEveryWordOfTheScreenIsExplained(t *testing.T) {
	keyed := func(what, key string) {
		if e, ok := glossary.Find(key); !ok || e.Key != key {
			t.Errorf("the %s %q has no entry of its own", what, key)
		}
	}
	for _, f := range scenario.Fields() {
		if !explained(glossary.OfField(f.Name)) {
			t.Errorf("no entry explains the field %q", f.Name)
		}
	}
	for _, f := range experiment.Figures() {
		if name := cmp.Or(f.JSON, f.Name, f.CSV); !explained(glossary.OfFigure(name)) {
			t.Errorf("no entry explains the figure %q", name)
		}
	}
	for _, k := range retry.Kinds() {
		keyed("strategy", k.Key)
	}
	for _, k := range limit.Kinds() {
		keyed("limiter", k.Key)
	}
	for _, f := range scenario.Fields() {
		if f.Name == "population" {
			for _, choice := range f.Choices {
				keyed("population", choice)
			}
		}
	}
}

// What an entry claims to explain exists.
func TestEntriesExplainWhatIs(t *testing.T) {
	var figures []string
	for _, f := range experiment.Figures() {
		figures = append(figures, cmp.Or(f.JSON, f.Name, f.CSV))
	}
	owner := map[string]string{}
	for _, e := range entries() {
		for _, name := range e.Fields {
			if _, ok := scenario.FieldNamed(name); !ok {
				t.Errorf("%s explains the field %q, which does not exist", e.Key, name)
			}
		}
		for _, name := range e.Figures {
			if !slices.Contains(figures, name) {
				t.Errorf("%s explains the figure %q, which does not exist", e.Key, name)
			}
		}
		for _, name := range e.Fields {
			claim(t, owner, "field "+name, e.Key)
		}
		for _, name := range e.Figures {
			claim(t, owner, "figure "+name, e.Key)
		}
	}
}

// claim notes who explains something, which only one entry may.
func claim(t *testing.T, owner map[string]string, what, key string) {
	t.Helper()
	if other, twice := owner[what]; twice {
		t.Errorf("%s and %s both explain the %s", other, key, what)
	}
	owner[what] = key
}

var keyForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestEntriesAreOneSentenceAndAPicture(t *testing.T) {
	keys := map[string]bool{}
	for _, e := range entries() {
		if keys[e.Key] || !keyForm.MatchString(e.Key) || e.Name == "" {
			t.Errorf("%q is no key of its own, or has no name", e.Key)
		}
		keys[e.Key] = true
		if n := len(strings.Fields(e.Text)); n < 5 || n > maxWords {
			t.Errorf("%s: %d words, at most %d", e.Key, n, maxWords)
		}
		if !strings.HasSuffix(e.Text, ".") || strings.Count(e.Text, ". ") > 0 {
			t.Errorf("%s is not one sentence: %s", e.Key, e.Text)
		}
		if e.Picture.Caption == "" || len(strings.Fields(e.Picture.Caption)) > 14 {
			t.Errorf("%s: a picture needs a short caption", e.Key)
		}
		drawable(t, e)
	}
}

func drawable(t *testing.T, e glossary.Entry) {
	t.Helper()
	s, err := scenario.ParseQuery(e.Picture.Query)
	if err != nil {
		t.Errorf("%s: %v", e.Key, err)
		return
	}
	if e.Picture.Fleet != "" && !slices.Contains(s.Strategies, e.Picture.Fleet) {
		t.Errorf("%s: its scenario has no %s", e.Key, e.Picture.Fleet)
	}
	if e.Picture.Against == "" {
		return
	}
	if s, err := scenario.ParseQuery(e.Picture.Against); err != nil || !slices.Contains(s.Strategies, e.Picture.Fleet) {
		t.Errorf("%s: what is behind its picture: %v", e.Key, err)
	}
}

// The picture of the worst seed is that of the worst of 200, and of the one in the middle.
func TestWorstSeedIsDrawn(t *testing.T) {
	e, _ := glossary.Find("worst-seed")
	s, err := tipping.ParseSeeds(strings.Split(e.Picture.Query, "&seed=")[0] + "&seeds=200&figure=last_success")
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Run(t.Context(), job.Local{}, 1_000_000, func(tipping.Chances) {})
	if err != nil {
		t.Fatal(err)
	}
	worst, middle := fmt.Sprint("&seed=", found.Fleets[0].Worst.Seed), fmt.Sprint("&seed=", found.Fleets[0].Median.Seed)
	if !strings.HasSuffix(e.Picture.Query, worst) || !strings.HasSuffix(e.Picture.Against, middle) {
		t.Errorf("the worst is %s and the one in the middle %s; drawn are %s and %s", worst, middle, e.Picture.Query, e.Picture.Against)
	}
}

// In the pictures of a threshold and of a loop the run in front ends collapsed, and the one behind
// it ends well.
func TestOneRunStaysCollapsed(t *testing.T) {
	for _, key := range []string{"tipping-point", "hysteresis"} {
		e, _ := glossary.Find(key)
		var open [2]int
		for i, query := range []string{e.Picture.Query, e.Picture.Against} {
			s, err := scenario.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			found, err := sim.Simulate(t.Context(), s, 1_000_000)
			if err != nil {
				t.Fatal(err)
			}
			bins := found[0].Columns.Open
			open[i] = bins[len(bins)-1]
		}
		if open[0] < 50 || open[1] > 10 {
			t.Errorf("%s: %d requests are open at the end in front, and %d behind", key, open[0], open[1])
		}
	}
}
