package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	// asking is true when a page asks, and has the mark for the guess.
	asking = `document.body.dataset.predict === "asking" && document.querySelector("#load .guess") && ` + partsThere

	// guessed is what the flag says.
	guessed = `document.querySelector(".guess").dataset.words`

	// told is what a page tells of the answers, without the figures of the rows.
	told = `[...document.querySelectorAll("#happened, .no, .pin95, .fold .line:not(#line-scenario), #picker-now path, .dots")].map((e) => e.textContent + (e.getAttribute("d") ?? "") + (e.matches(".no, .pin95, .dots") ? "x" : "")).join("").trim()`
)

// A page that asks has no answer in it, before and after its script has run.
func TestBrowserPredictTellsNothing(t *testing.T) {
	base := sharedLab(t)
	whole := openTab(t, base)
	whole.visit("/?preset=stress")
	verdict := strings.TrimSpace(whole.text("h1"))
	whole.close()
	for _, script := range []bool{false, true} {
		steps := []chromedp.Action[chromedp.Void]{withoutScript}
		if script {
			steps = nil
		}
		p := openTab(t, base, steps...)
		p.visit("/?preset=stress&predict=yes")
		if script {
			p.wait(asking)
			p.nextFrames()
		}
		if said := evaluate[string](p, told); said != "" {
			t.Errorf("script %t: the page tells %q", script, said)
		}
		if figures := evaluate[string](p, `[...document.querySelectorAll("#load .row:not(.heads) .readout")].map((e) => e.textContent.trim()).join("")`); !script && figures != "" {
			t.Errorf("the figures %q are in the page", figures)
		}
		if markup := evaluate[string](p, `document.documentElement.outerHTML`); strings.Contains(markup, verdict) {
			t.Errorf("script %t: the verdict is in the page", script)
		}
		if title, asks := evaluate[string](p, `document.title`), strings.Join(strings.Fields(p.text("h1")), " "); asks != "When is full jitter done?" || !strings.HasPrefix(title, asks) {
			t.Errorf("script %t: the page asks %q, its title is %q", script, asks, title)
		}
		p.close()
	}
}

// The mark is dragged and moved by keys; at the end of the play the answers stand beside it.
func TestBrowserPredictAndPlay(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?predict=yes")
	p.wait(asking)
	if words := evaluate[string](p, guessed); words != "your guess" {
		t.Errorf("before anybody guessed the flag says %q", words)
	}
	place := `parseFloat(document.querySelector(".guess").style.left)`
	x, y := p.middle(".guess")
	width := evaluate[float64](p, `document.querySelector(".guess").parentElement.clientWidth`)
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x+width/5, y)
	p.mouse(chromedp.MouseReleased, x+width/5, y)
	p.wait(place + ` > 64 && ` + place + ` < 66`)
	p.wait(guessed + `.endsWith("?")`)
	p.press(kb.ArrowRight)
	p.wait(place + ` > 65.5 && ` + place + ` < 66.5`)
	p.do(chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(8))) // Shift
	p.wait(place + ` > 55.5 && ` + place + ` < 56.5`)
	guess := strings.TrimSuffix(evaluate[string](p, guessed), "?")
	if said := evaluate[string](p, told); said != "" {
		t.Errorf("before the run is played the page tells %q", said)
	}
	p.do(chromedp.SetValue(chromedp.ID("speed"), "100"), chromedp.Click(chromedp.ID("play")))
	p.wait(`document.body.dataset.predict === "shown"`)
	if words := evaluate[string](p, guessed); words != "you said "+guess {
		t.Errorf("the flag says %q, the guess was %s", words, guess)
	}
	p.answered()
}

// answered is what a page shows once it has told.
func (p *tab) answered() {
	p.tb.Helper()
	n := evaluate[[]int](p, `["#load .row:not(.heads) .readout > span:not(:empty)", "#happened .tale", ".pin95", "#hero [data-guess]", ".fold .line:not(:empty)"].map((what) => document.querySelectorAll(what).length)`)
	if n[0] != 8 || n[1] == 0 || n[2] == 0 || n[3] != 0 || n[4] == 0 {
		p.tb.Errorf("figures, sentences, pins, questions and lines of folds: %d", n)
	}
	if verdict := p.text("h1"); strings.Contains(verdict, "?") {
		p.tb.Errorf("the verdict is %q", verdict)
	}
}

func TestBrowserPredictShowAnswers(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.parts()
	if evaluate[bool](p, visible("#answers")) {
		t.Error("a page that does not ask has answers to show")
	}
	p.do(chromedp.Click(chromedp.ID("predict")))
	p.wait(done("predict=yes") + ` && ` + asking)
	if pressed := evaluate[string](p, `document.querySelector("#predict").getAttribute("aria-pressed")`); pressed != "true" {
		t.Errorf("the button is pressed: %s", pressed)
	}
	p.do(chromedp.Click(chromedp.ID("answers")))
	p.wait(`document.body.dataset.predict === "shown"`)
	p.answered()
	if evaluate[bool](p, `!!document.querySelector(".guess")`) {
		t.Error("who has not guessed said something")
	}
	// Another setting asks anew, and the button leads back.
	p.set("#rate", "20")
	p.wait(done("rate=20&predict=yes") + ` && ` + asking)
	if said := evaluate[string](p, told); said != "" {
		t.Errorf("asked anew, the page tells %q", said)
	}
	p.do(chromedp.Click(chromedp.ID("predict")))
	p.wait(done("rate=20") + ` && document.body.dataset.predict === ""`)
	p.answered()
}

// Where requests keep coming there is no end to guess: the question is who wastes least.
func TestBrowserPredictOfAnOpenPopulation(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?population=open&predict=yes")
	p.wait(asking)
	if asks := strings.TrimSpace(p.text("h1")); asks != "Which strategy wastes the fewest attempts?" {
		t.Errorf("it asks %q", asks)
	}
	row := `document.querySelector(".guess").closest(".panel").dataset.key`
	first := evaluate[string](p, row)
	p.do(chromedp.Focus(chromedp.CSS(".guess")))
	p.press(kb.ArrowUp)
	p.wait(row + ` !== "` + first + `" && document.activeElement.matches(".guess")`)
	name := evaluate[string](p, `document.querySelector(".guess").closest(".panel").querySelector(".name").textContent`)
	if words := evaluate[string](p, guessed); words != name+"?" {
		t.Errorf("the flag says %q in the row of %s", words, name)
	}
	p.do(chromedp.Click(chromedp.ID("answers")))
	p.wait(`document.body.dataset.predict === "shown" && ` + guessed + ` === "you said"`)
}
