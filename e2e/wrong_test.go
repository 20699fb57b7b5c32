package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// jumps adds up how far things move on the page.
const jumps = `new PerformanceObserver((list) => {
	for (const entry of list.getEntries()) {
		if (entry.hadRecentInput) continue;
		window.jumped = (window.jumped ?? 0) + entry.value;
		window.jumpers = [...(window.jumpers ?? []), ...entry.sources.map(({node}) => node?.outerHTML?.slice(0, 80) ?? node?.textContent)];
	}
}).observe({type: "layout-shift", buffered: true});`

// held lets no time pass for the page's timers while window.held is anything but undefined, and
// keeps the last of them: on a busy machine a pause between two keys is longer than it is meant.
const held = `const later = setTimeout;
window.setTimeout = (f, ...rest) => window.held === undefined ? later(f, ...rest) : ((window.held = f), 0);`

// What is half typed is not called wrong. What is wrong is said once, near the field, in a
// line that is there, and the picture stays.
func TestBrowserErrorMovesNothing(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(jumps), withScript(held))
	p.visit("/")
	p.parts()
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#base").focus(); document.querySelector("#base").select()`))
	before, where := p.paths(), evaluate[string](p, places)
	p.do(chromedp.Evaluate[chromedp.Void](`window.jumped = 0; window.said = []; window.held = null;
		new MutationObserver(() => window.said.push(document.querySelector("#problem-base").textContent)).observe(document.querySelector("#problem-base"), {childList: true})`))
	p.press("1mxy")
	if said := evaluate[int](p, `window.said.length`); said != 0 {
		t.Error("a value that is being typed is called wrong")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`{ const pause = window.held; window.held = undefined; pause(); }`))
	p.wait(`document.body.dataset.state === "error" && document.querySelector("#problem-base").textContent`)
	if p.paths() != before {
		t.Error("the picture is gone")
	}
	if !evaluate[bool](p, `document.querySelector("#problems .kept").checkVisibility()`) {
		t.Error("nothing says that the picture is of the last valid settings")
	}
	if n := evaluate[int](p, `[...document.querySelectorAll("#problem-base, #problems p:not(.sr, .kept)")].filter((e) => e.textContent && e.checkVisibility()).length`); n != 1 {
		t.Errorf("it is said %d times", n)
	}
	if now := evaluate[string](p, places); now != where || evaluate[float64](p, `window.jumped`) > 0 {
		t.Errorf("something moved by %v: %s, was %s: %v", evaluate[float64](p, `window.jumped`), now, where, evaluate[[]string](p, `window.jumpers ?? []`))
	}
	p.press(kb.Backspace + kb.Backspace)
	p.wait(done("base=1m"))
	if text := p.text("#problems"); text != "" || p.text("#problem-base") != "" {
		t.Errorf("%q is still said", text)
	}
}

// places are where the parts of the page are.
const places = `["hero", "stage", "controls", "all-settings"].map((id) => document.getElementById(id).getBoundingClientRect().top).join()`

// What is wrong with a setting that is not in sight leads to it.
func TestBrowserErrorOutOfSightLeadsToItsField(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.forgive("400")
	p.visit("/?deadline=soon")
	p.parts()
	p.do(chromedp.Click(chromedp.CSS("#problems a")))
	p.wait(`document.activeElement.id === "set-deadline" && document.querySelector("#wrong-deadline").checkVisibility()`)
	if got := evaluate[string](p, `document.activeElement.value`); got != "soon" {
		t.Errorf("the field says %q", got)
	}
	p.do(chromedp.Click(chromedp.ID("drawer-close")))
	p.wait(visible("#problems a"))
	p.do(chromedp.Click(chromedp.CSS("#problems a")))
	p.wait(`document.activeElement.id === "set-deadline"`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`))
	p.press("30s\n")
	p.wait(done("deadline=30s"))
	p.press(escape)
	p.wait(`document.querySelector("#drawer").hidden && document.activeElement !== document.body`)
}
