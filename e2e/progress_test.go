package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// endless is a run of two hundred million attempts: however fast the engine, there is
// time to stop it.
const endless = "/?clients=100000&spread=0s&rate=1&burst=1&strategies=fixed,full&base=100ms&cap=100ms&attempts=1000&bin=100ms&horizon=100s"

const (
	// underway is true when a long run shows bins, how far it is and how long it takes.
	underway = bins + ` > 2 && document.querySelector(".long") && / %, .* left$/.test(document.querySelector("#left").textContent.replaceAll("\u00a0", " "))`

	// stopped is true when the page says that its run was stopped, and how far.
	stopped = `document.body.dataset.state === "stopped" && !document.querySelector(".long") && /^stopped at \d+.%$/.test(document.querySelector("#status").textContent)`
)

// startNarrowLab starts a server on which one stream runs at a time: there is memory for no more,
// and the next begins when that one ends.
func startNarrowLab(t *testing.T) *lab {
	t.Helper()
	return startLab(t, "-memory", fmt.Sprint(64<<20), "-page-attempts", "1", "-stream-attempts", "1000000000000")
}

func TestBrowserStop(t *testing.T) {
	p := openTab(t, startNarrowLab(t).base)
	p.visit(endless)
	p.wait(underway)
	for attribute, want := range map[string]string{"role": "progressbar", "aria-valuemin": "0", "aria-valuemax": "100"} {
		if got := evaluate[string](p, `document.querySelector("#bar").getAttribute("`+attribute+`")`); got != want {
			t.Errorf("%s of the progress is %q", attribute, got)
		}
	}
	if text := evaluate[string](p, `document.querySelector("#bar").getAttribute("aria-valuetext")`); !strings.Contains(text, "left") {
		t.Errorf("the progress reads %q", text)
	}
	// What changes ten times a second must not be read out each time.
	if live := evaluate[bool](p, `["#bar", "#left"].some((part) => document.querySelector(part).closest("[aria-live], [role=status]"))`); live {
		t.Error("the progress is in a live region")
	}
	if status := p.text("#status"); status != "simulating…" {
		t.Errorf("the status is %q", status)
	}
	if visible := evaluate[bool](p, visible("#scrub")); visible {
		t.Error("the scrubber stands beside the progress")
	}

	p.do(chromedp.Click(chromedp.ID("halt")))
	p.wait(stopped)
	paths, had := p.paths(), evaluate[string](p, bins)
	if !strings.Contains(paths, "v-") {
		t.Errorf("what was there is gone: %q", paths)
	}
	if note := p.text("#note"); !strings.Contains(note, "stopped") {
		t.Errorf("the note says %q", note)
	}
	if evaluate[bool](p, visible("#bar")) || !evaluate[bool](p, visible("#scrub")) {
		t.Error("the progress stays, or the scrubber is gone")
	}

	// Again: it begins at the start, and what said that it was stopped is gone.
	if label := p.text("#halt"); label != "Run again" {
		t.Errorf("the button says %q", label)
	}
	p.do(chromedp.Click(chromedp.ID("halt")))
	// What there was of the run before stands until there is enough of this one to be watched.
	p.wait(underway + ` && document.body.dataset.state === "streaming" && document.querySelector("#note").textContent === ""`)
	if label := p.text("#halt"); label != "Stop" {
		t.Errorf("the button says %q", label)
	}

	// The key, wherever the focus is; on a chart that is read it ends the reading first.
	p.do(chromedp.Focus(chromedp.CSS("[data-chart=load]")), chromedp.KeyEvent(arrowRight))
	p.wait(`document.querySelector(".reading")`)
	p.do(chromedp.KeyEvent(escape))
	p.wait(`!document.querySelector(".reading")`)
	if state := evaluate[string](p, `document.body.dataset.state`); state != "streaming" {
		t.Errorf("the end of the reading makes the run %s", state)
	}
	p.do(chromedp.KeyEvent(escape))
	p.wait(stopped)

	// Another run is a run like any.
	p.set("#clients", "50")
	p.wait(`document.body.dataset.state === "done" && location.search.includes("clients=50&")`)
	if evaluate[bool](p, visible("#halt")) {
		t.Error("a run that is done can be stopped")
	}
	t.Logf("stopped at bin %s", had)
}

// While a run waits for its turn nothing comes of it, and it shows that.
func TestBrowserRunThatWaits(t *testing.T) {
	base := startNarrowLab(t).base
	first := openTab(t, base)
	first.visit(endless)
	first.wait(underway)
	second := openTab(t, base)
	second.visit("/?clients=50")
	second.wait(`document.querySelector(".long") && document.querySelector("#bar").getAttribute("aria-valuenow") === "0"`)
	if words := second.text("#left"); words != "0\u00a0%" {
		t.Errorf("nobody knows how long it waits, and it says %q", words)
	}
	second.do(chromedp.Focus(chromedp.ID("halt")))
	first.do(chromedp.KeyEvent(escape))
	first.wait(stopped)
	second.wait(done("clients=50"))
	if evaluate[bool](second, visible("#bar")) || evaluate[bool](second, visible("#halt")) {
		t.Error("the run is done, and its progress is still there")
	}
	if focus := evaluate[string](second, `document.activeElement.id`); focus != "play" {
		t.Errorf("the focus was on the button that is gone, and is on %q", focus)
	}
}

func TestBrowserProgressOnAPhone(t *testing.T) {
	p := openTab(t, startNarrowLab(t).base, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	fits := func(when string) {
		t.Helper()
		if inner, width := evaluate[int](p, `innerWidth`), evaluate[int](p, `document.documentElement.scrollWidth`); inner != 390 || width > 390 {
			t.Errorf("%s the page is %d pixels wide, laid out for %d", when, width, inner)
		}
		if high := evaluate[float64](p, `document.querySelector("#halt").getBoundingClientRect().height`); high < 44 {
			t.Errorf("%s the button is %v pixels high", when, high)
		}
	}
	p.visit(endless)
	p.wait(underway)
	fits("while it streams")
	p.do(chromedp.Click(chromedp.ID("halt")))
	p.wait(stopped)
	fits("when it is stopped")
	if !evaluate[bool](p, visible("#status")) || !evaluate[bool](p, visible("#scrub")) {
		t.Error("the status or the scrubber does not show")
	}
}

// awaiting notes, at every change of the hero, how far below it the charts begin while it says
// that its verdict is still to come. Asked from outside a run may be over before it is looked at.
const awaiting = `addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
	if (document.querySelector("#hero").textContent.includes("The verdict comes at the end")) window.awaited = ` + belowHero + `;
}).observe(document.querySelector("#hero"), {childList: true, subtree: true}));`

const belowHero = `document.querySelector("#load").getBoundingClientRect().top - document.querySelector("#hero").getBoundingClientRect().top`

// The verdict comes at the end of a run, and its place is there from the beginning.
func TestBrowserVerdictMovesNothing(t *testing.T) {
	base := startLab(t, "-page-attempts", "1").base
	for _, width := range []int64{390, 1280} {
		p := openTab(t, base, chromedp.EmulateViewport(width, 900), withScript(awaiting))
		p.visit(heavy)
		p.wait(done(""))
		before, after := evaluate[float64](p, `window.awaited ?? -1`), evaluate[float64](p, belowHero)
		if words := p.text("#hero"); strings.Contains(words, "comes at the end") || after != before {
			t.Errorf("%d px wide: the charts begin %g px below the place of the verdict, and then %g below %q", width, before, after, words)
		}
		p.close()
	}
}

func TestBrowserProgressWithoutMotion(t *testing.T) {
	base := sharedLab(t)
	for wish, want := range map[string]bool{"reduce": false, "no-preference": true} {
		p := openTab(t, base, withMedia("prefers-reduced-motion", wish))
		p.visit("/")
		moves := evaluate[bool](p, `getComputedStyle(document.querySelector("#bar"), "::before").transitionDuration !== "0s"`)
		if moves != want {
			t.Errorf("with %s the bar moves: %v", wish, moves)
		}
	}
}
