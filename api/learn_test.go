package api

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backofflab/teach"
	"backofflab/web/templates/lesson"
)

// A page that asks has no answer in it: neither the number, nor the run, nor what is said of
// both. With the guess it has all of them.
func TestLessonHidesWhatItAsks(t *testing.T) {
	lab := startLab(t)
	for _, l := range teach.Lessons() {
		page := lab.get(t, teach.Path(l.Key))
		if page.status != http.StatusOK {
			t.Fatalf("%s: %d", l.Key, page.status)
		}
		for _, b := range l.Blocks {
			if b.Question == nil {
				continue
			}
			q := *b.Question
			hidden := block(t, page.body, q.Name)
			for _, told := range []string{"data-true", `class="told"`, `class="verdict"`, "Open in the lab", "v-"} {
				if strings.Contains(hidden, told) {
					t.Errorf("%s: %s tells by %s", l.Key, q.Name, told)
				}
			}
			answered := block(t, lab.get(t, teach.Path(l.Key)+"?"+q.Name+"=skip").body, q.Name)
			if !strings.Contains(answered, `class="told"`) || strings.Contains(answered, "This run has no answer") {
				t.Errorf("%s: %s is not answered", l.Key, q.Name)
			}
			part := lab.get(t, "/fragment"+teach.Path(l.Key)+"/"+q.Name+"?"+q.Name+"=skip")
			if block(t, part.body, q.Name) != answered {
				t.Errorf("%s: %s is another by itself", l.Key, q.Name)
			}
		}
	}
}

// block is the markup of a form.
func block(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `id="`+lesson.BlockID(name)+`"`)
	if !ok {
		t.Fatalf("there is no block %s", name)
	}
	form, _, _ := strings.Cut(rest, "</form>")
	return form
}

func TestLessonState(t *testing.T) {
	lab := startLab(t)
	const path = "/learn/backoff-alone"
	for _, c := range []struct{ query, in, want string }{
		{"last=soon", "last", "Enter a time from 0"},
		{"last=soon", "last", `value="soon"`},
		{"last=3h", "last", "Enter a time from 0"},
		{"last=20s", "last", "You said 20"},
		{"last=20s", "jitter", `name="last" value="20s"`},
		{"last=20s&again=last", "last", `value="20s"`},
		{"last=20s&show=last", "last", "It is "},
		{"jitter=9", "jitter", "Choose one of the"},
		{"exercise.base=1s", "exercise", `value="1s" checked`},
		{"exercise.base=1s", "last", `name="exercise.base" value="1s"`},
		{"exercise.base=never", "exercise", "base=never: "},
		{"exercise.hint=1", "exercise", "Of your levers"},
		{"exercise.hint=3", "exercise", "One solution: "},
		{"exercise.hint=-7", "exercise", "A hint"},
		{"nonsense=1&last=20s", "jitter", `name="last" value="20s"`},
	} {
		a := lab.get(t, path+"?"+c.query)
		if found := block(t, a.body, c.in); a.status != http.StatusOK || !strings.Contains(found, c.want) {
			t.Errorf("%s: %d, %s without %s:\n%.800s", c.query, a.status, c.in, c.want, found)
		}
	}
	for _, target := range []string{"/learn/none", "/guide/none", "/fragment" + path + "/none", "/fragment/learn/none/last", "/embed/learn/backoff-alone/none", "/embed/learn/none/last"} {
		if a := lab.get(t, target); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", target, a.status)
		}
	}
}

func TestQuestionInAFrame(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/embed/learn/backoff-alone/last?last=20s")
	policy := a.header.Get("Content-Security-Policy")
	if a.status != http.StatusOK || !strings.Contains(a.body, "You said 20") || !strings.Contains(policy, "frame-ancestors *") || !strings.Contains(policy, "form-action 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%d, policy %s", a.status, policy)
	}
	if own := block(t, a.body, "last"); !strings.Contains(own, `action="/embed/learn/backoff-alone/last"`) {
		t.Errorf("its form leads elsewhere: %.300s", own)
	}
}

func TestListsOfLessons(t *testing.T) {
	lab := startLab(t)
	index, cards, text := lab.get(t, "/learn"), lab.get(t, "/learn/cards"), lab.get(t, "/learn/cards.txt")
	for _, l := range teach.Lessons() {
		if !strings.Contains(index.body, `href="`+teach.Path(l.Key)+`"`) || !strings.Contains(cards.body, teach.Path(l.Key)) {
			t.Errorf("%s is not in both lists", l.Key)
		}
	}
	if lines := strings.Count(text.body, "\n"); lines != len(teach.Lessons()) || strings.Count(text.body, "\t") != lines || strings.Contains(text.body, "<h") {
		t.Errorf("%d lines of cards", lines)
	}
	guide, models := lab.get(t, "/guide"), lab.get(t, "/llms.txt")
	for _, l := range teach.Guide() {
		page := lab.get(t, teach.GuidePath(l.Key))
		if page.status != http.StatusOK || strings.Contains(page.body, "“—”") || strings.Contains(page.body, ">—</data>") {
			t.Errorf("%s: %d", l.Key, page.status)
		}
		if !strings.Contains(guide.body, `href="`+teach.GuidePath(l.Key)+`"`) || !strings.Contains(models.body, teach.GuidePath(l.Key)) {
			t.Errorf("%s is not in both lists", l.Key)
		}
	}
	if terms := lab.get(t, "/guide/terms"); terms.status != http.StatusOK || !strings.Contains(terms.body, `href="/glossary#herd-index"`) {
		t.Errorf("the index of terms: %d", terms.status)
	}
}

// A directory of lessons that is missing, not readable, or has a broken file among good ones.
func TestOwnLessons(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "lessons")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(own, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(own, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lab := startLab(t, func(c *Config) { c.Lessons = own })
	if a := lab.get(t, "/learn"); a.status != http.StatusOK || !strings.Contains(a.body, "is not there any more") || !strings.Contains(a.body, "/learn/jitter") {
		t.Errorf("without the directory: %d", a.status)
	}
	const good = "# Good\n\n> Yes.\n\n```lab a\nscenario: clients=20&strategies=full\n```\n"
	write("1-good.md", good)
	write("2-wrong.md", strings.Replace(good, "strategies=full\n", "strategies=full\nholds: lost > 5\n", 1))
	write("3-jitter.md", good)
	write("4-large.md", "# Large\n\n```lab a\nscenario: clients=100000&strategies=immediate&attempts=1000&rate=1\n```\n")
	if err := os.Symlink(filepath.Join(own, "nowhere"), filepath.Join(own, "5-gone.md")); err != nil {
		t.Fatal(err)
	}
	index := lab.get(t, "/learn").body
	for _, want := range []string{`href="/learn/good"`, `href="/learn/wrong"`, "From this server"} {
		if !strings.Contains(index, want) {
			t.Errorf("the list has no %s", want)
		}
	}
	for path, want := range map[string]string{
		"/learn/good":   "<h1>Good</h1>",
		"/learn/wrong":  "2-wrong.md:5: lost &gt; 5 does not hold: it is 0 against 5",
		"/learn/jitter": "Jitter",
		"/learn/large":  "This run is too large for a lesson.",
		"/learn/gone":   "5-gone.md: the file cannot be read",
	} {
		if a := lab.get(t, path); a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d, without %s", path, a.status, want)
		}
	}
	if a := lab.get(t, "/learn/jitter"); strings.Contains(a.body, "<h1>Good</h1>") {
		t.Error("a lesson of the server took the place of one of the lab's")
	}
	if err := os.RemoveAll(own); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if a := lab.get(t, "/learn"); a.status != http.StatusOK || !strings.Contains(a.body, "cannot be read") {
		t.Errorf("with a file in its place: %d", a.status)
	}
}
