package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/teach"
)

const lessonDone = `document.body.dataset.state === "done"`

// simulated runs a lesson's scenario, to know what its page must say.
func simulated(s scenario.Scenario) (teach.Run, error) {
	found, err := sim.Simulate(context.Background(), s, 10_000_000)
	return teach.Run{Scenario: s, Outcome: experiment.Outcome{Results: found}}, err
}

// All lessons in their order, as a reader takes them: each question is guessed before its run,
// each exercise is failed once and solved once, and the last leads no further.
func TestBrowserLessonsInOrder(t *testing.T) {
	p := openTab(t, sharedLab(t), withMedia("prefers-reduced-motion", "reduce"))
	p.visit("/learn")
	p.do(chromedp.Click(".entries a"))
	for i, l := range teach.Lessons() {
		p.wait(`location.pathname === "` + teach.Path(l.Key) + `" && ` + lessonDone + ` && document.querySelector("h1").textContent === ` + quoted(l.Title))
		for _, b := range l.Blocks {
			t.Logf("%s, line %d", l.File, b.Line)
			switch {
			case b.Question != nil:
				p.predict(*b.Question)
			case b.Goal != nil:
				p.exercise(*b.Goal)
			}
		}
		p.do(chromedp.Click(".recall summary"))
		p.wait(`document.querySelector(".recall[open] .prose").textContent.trim()`)
		last := i == len(teach.Lessons())-1
		if next := evaluate[bool](p, `document.querySelector(".turn [rel=next]") !== null`); next == last {
			t.Errorf("%s leads on: %v", l.Key, next)
		}
		if !last {
			p.do(chromedp.Click(".turn [rel=next]"))
		}
	}
	p.visit("/learn")
	p.wait(fmt.Sprintf(`document.querySelectorAll(".been:not([hidden])").length === %d`, len(teach.Lessons())))
}

// predict answers a question as its kind asks for, and looks whether the answer stands beside it.
func (p *tab) predict(q teach.Question) {
	p.tb.Helper()
	block := "#block-" + q.Name
	if answered := evaluate[bool](p, `document.querySelector("`+block+` .told, `+block+` [data-bins]:not([data-bins='0'])") !== null`); answered {
		p.tb.Errorf("%s is answered before anybody has guessed", q.Name)
	}
	switch q.Kind {
	case teach.Choose:
		evaluate[bool](p, `(document.querySelector("`+block+` .choices input").click(), document.querySelector("`+block+` .primary").click(), true)`)
	case teach.Number:
		p.do(chromedp.SendKeys("#"+q.Name+"-guess", "1"))
		p.do(chromedp.Click(block + " .primary"))
	default:
		p.do(chromedp.Focus(block + " .guess"))
		before := evaluate[string](p, `document.querySelector("`+block+` .guess").ariaValueNow`)
		p.do(chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(8))) // Shift and the right arrow
		p.wait(`document.querySelector("` + block + ` .guess").ariaValueNow !== "` + before + `" && document.querySelector("#` + q.Name + `-guess").value === document.querySelector("` + block + ` .guess").ariaValueNow`)
		p.do(chromedp.Click(block + " .primary"))
	}
	p.wait(`document.querySelector("` + block + ` .told") && new URLSearchParams(location.search).get("` + q.Name + `")`)
	if drawn := q.Kind == teach.Time || q.Kind == teach.Level; drawn {
		if marks := evaluate[int](p, `document.querySelectorAll("`+block+` .guess.still").length`); marks != 2 {
			p.tb.Errorf("%s has %d marks, want guess and answer", q.Name, marks)
		}
	}
}

// exercise fails an exercise by one lever that does not solve it, asks for a hint, and solves
// it as the text says it can be.
func (p *tab) exercise(g teach.Goal) {
	p.tb.Helper()
	if field, value, ok := failing(g); ok {
		p.pull(g, field, value)
	}
	p.wait(`document.querySelector("#block-` + g.Name + ` .wants li:not(.met)") && !document.querySelector("#block-` + g.Name + ` .told")`)
	p.do(chromedp.Click(`#block-` + g.Name + ` [data-hint="1"]`))
	p.wait(`document.querySelector("#block-` + g.Name + ` .hint")?.textContent`)
	for _, solution := range g.Solutions {
		set, err := teach.Levers(solution)
		if err != nil {
			p.tb.Fatal(err)
		}
		for _, lever := range g.Levers {
			value, ok := set[lever.Field]
			if !ok {
				f, _ := scenario.FieldNamed(lever.Field)
				value = f.Format(g.Scenario)
			}
			p.pull(g, lever.Field, value)
		}
		p.wait(`document.querySelector("#block-` + g.Name + `").dataset.done !== undefined && !document.querySelector("#block-` + g.Name + ` .wants li:not(.met)")`)
	}
}

// failing is one lever that does not solve an exercise from its start.
func failing(g teach.Goal) (field, value string, ok bool) {
	for _, lever := range g.Levers {
		f, _ := scenario.FieldNamed(lever.Field)
		for _, value := range lever.Values {
			if value == f.Format(g.Scenario) {
				continue
			}
			if met, err := g.Try(map[string]string{lever.Field: value}, simulated); err == nil && !met.All() {
				return lever.Field, value, true
			}
		}
	}
	return "", "", false
}

// pull sets a lever, unless it is set so already.
func (p *tab) pull(g teach.Goal, field, value string) {
	p.tb.Helper()
	input := `#block-` + g.Name + ` [name='` + g.Name + `.` + field + `'][value='` + value + `']`
	evaluate[bool](p, `(document.querySelector("`+input+`").checked || document.querySelector("`+input+`").click(), true)`)
	p.wait(`document.querySelector("` + input + `:checked") && !document.querySelector("#block-` + g.Name + `[aria-busy]") && new URLSearchParams(new FormData(document.querySelector("#block-` + g.Name + `"))).get("` + g.Name + `.` + field + `") === "` + value + `"`)
}

// A link carries the guess and the levers into a fresh browser, and without a script too. The
// back button leaves the lesson.
func TestBrowserLessonLink(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base, desk...)
	p.visit("/learn/backoff-alone")
	p.wait(lessonDone)
	p.predict(must(teach.Lessons()[2].Question("last")))
	link := evaluate[string](p, `location.pathname + location.search`)
	told := p.text("#block-last .told")
	for name, fresh := range map[string]*tab{"fresh": openTab(t, base), "without script": openTab(t, base, withoutScript)} {
		fresh.visit(link)
		if again := fresh.text("#block-last .told"); again != told {
			t.Errorf("%s: %q, want %q", name, again, told)
		}
	}
	p.do(chromedp.Click("#block-last .again"))
	p.wait(`document.querySelector("#block-last .guess:not(.still)") && !location.search.includes("last")`)
	p.do(chromedp.Click("#block-last [name=show]"))
	p.wait(`document.querySelector("#block-last .told") && location.search === "?last=skip"`)
}

func must[T any](value T, ok bool) T {
	if !ok {
		panic(errors.New("there is no such thing"))
	}
	return value
}

// What is typed wrongly is said, and stays; so does everything when the server is gone.
func TestBrowserLessonBadGuess(t *testing.T) {
	lab := startLab(t)
	p := openTab(t, lab.base, phone...)
	p.visit("/learn/backoff-alone")
	p.wait(lessonDone)
	p.set("#last-guess", "soon")
	p.do(chromedp.Click("#block-last .primary"))
	p.wait(`document.querySelector("#block-last .bad")?.textContent.startsWith("Enter a time from 0") && document.querySelector("#last-guess").value === "soon"`)
	p.set("#last-guess", "20")
	p.forgive("Failed to load resource", "net::ERR")
	lab.stop()
	p.do(chromedp.Click("#block-last .primary"))
	p.wait(`document.querySelector("#block-last .offline") && document.querySelector("#last-guess").value === "20"`)
	if wide := evaluate[bool](p, `document.documentElement.scrollWidth > innerWidth`); wide {
		t.Error("the page scrolls sideways")
	}
}

// A teacher's text file is a lesson, and a broken one says what is wrong with it, beside what
// can be read. What is changed is there at the next visit.
func TestBrowserOwnLessons(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const mine = "# Our own limit\n\n> We allow 20 a second.\n\n```lab ours\nscenario: clients=100&rate=20&strategies=full\n```\n\n```question when\nask: When are 95 % done?\ntime: done_95\naxis: 60s\n```\n\n```answer\nAfter {done_95}.\n```\n"
	write("01-mine.md", mine)
	write("02-broken.md", strings.Replace(mine, "done_95\naxis", "done_59\naxis", 1))
	p := openTab(t, startLab(t, "-lessons", dir).base)
	p.visit("/learn")
	p.wait(lessonDone)
	if list := p.text(".own"); !strings.Contains(list, "Our own limit") || !strings.Contains(list, "problem") {
		t.Errorf("the list says %q", list)
	}
	p.visit("/learn/broken")
	p.wait(lessonDone)
	if says := p.text(".broken"); !strings.Contains(says, `02-broken.md:11: "done_59" is no number and no figure`) {
		t.Errorf("the page says %q", says)
	}
	p.visit("/learn/mine")
	p.wait(lessonDone)
	lesson := teach.Parse("01-mine.md", []byte(mine))
	p.predict(must(lesson.Question("when")))
	write("01-mine.md", strings.Replace(mine, "Our own limit", "Another title", 1))
	p.visit("/learn/mine")
	if title := p.text("h1"); title != "Another title" {
		t.Errorf("after the change the title is %q", title)
	}
}

// A question stands in a frame on a page of others, by itself.
func TestBrowserQuestionInAFrame(t *testing.T) {
	p := openTab(t, sharedLab(t), withMedia("prefers-reduced-motion", "reduce"))
	p.visit("/embed/learn/backoff-alone/last?theme=dark")
	p.wait(lessonDone)
	p.do(chromedp.SendKeys("#last-guess", "30"))
	p.do(chromedp.Click("#block-last .primary"))
	p.wait(`document.querySelector("#block-last .told")`)
	if address := evaluate[string](p, `location.search`); address != "?theme=dark" {
		t.Errorf("the frame's address is %s now", address)
	}
}

// No lesson's first visit loads more than that of the lab may. With -short, as in make test, every
// third is visited; make check visits all.
func TestBrowserLessonIsSmall(t *testing.T) {
	base := sharedLab(t)
	for i, l := range teach.Lessons() {
		if testing.Short() && i%3 != 0 {
			continue
		}
		p := openTab(t, base) // each with an empty cache
		p.visit(teach.Path(l.Key))
		p.wait(lessonDone)
		weight := p.weight()
		t.Logf("%s takes %d bytes", l.Key, weight)
		if weight > firstVisitBytes {
			t.Errorf("%s takes %d bytes, want at most %d", l.Key, weight, firstVisitBytes)
		}
		p.close()
	}
}
