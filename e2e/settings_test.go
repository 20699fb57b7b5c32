package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// visible is true when an element takes room.
func visible(selector string) string {
	return `document.querySelector('` + selector + `').getClientRects().length > 0`
}

func TestBrowserFieldsThatDoNotMatterAreGone(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/")
	if evaluate[bool](p, visible("[data-field=window]")) || !evaluate[bool](p, visible("[data-field=burst]")) {
		t.Error("a token bucket shows a window, or hides its burst")
	}
	p.do(chromedp.SetValue(chromedp.ID("limiter"), "fixed-window"))
	evaluate[bool](p, `document.querySelector("#limiter").dispatchEvent(new Event("input", {bubbles: true}))`)
	p.wait(done("limiter=fixed-window"))
	if !evaluate[bool](p, visible("[data-field=window]")) || evaluate[bool](p, visible("[data-field=burst]")) {
		t.Error("a fixed window hides its window, or shows a burst")
	}
	if set := evaluate[string](p, `document.querySelector("#limiter").closest(".group").querySelector(".set").textContent`); set != "1 set" {
		t.Errorf("the group says %q", set)
	}
}

func TestBrowserWithoutScriptEverythingIsThere(t *testing.T) {
	p := openTab(t, startLab(t).base, withoutScript)
	p.visit("/?strategies=full,lib:cenkalti,exponential@20/full@80")
	if !evaluate[bool](p, visible("[data-field=window]")) {
		t.Error("a field that does not matter cannot be reached")
	}
	// The whole form, as it is, asks for the same page.
	query := p.query()
	p.do(chromedp.Click(chromedp.CSS("#controls [type=submit]")))
	p.wait(`document.readyState === "complete" && location.search.includes("clients=400")`)
	if again := p.query(); again != query || evaluate[string](p, `document.body.dataset.state`) != "done" {
		t.Errorf("the form asks for %q, the page was of %q", again, query)
	}
	// A box of a list, a library from its shelf and a mix that is written down.
	p.visit("/?strategies=full")
	evaluate[bool](p, `document.querySelectorAll("details").forEach((d) => d.open = true) || true`)
	p.do(
		chromedp.Click(chromedp.CSS("#retry-on [value=failed]")),
		chromedp.Click(chromedp.CSS("#libraries [value='lib:gax-go']")),
		chromedp.SetValue(chromedp.CSS("#mixer [name=strategies]"), "equal@50/fixed@50"),
		chromedp.Click(chromedp.CSS("#controls [type=submit]")),
	)
	p.wait(`document.readyState === "complete" && location.search.includes("clients=400")`)
	const want = "strategies=full,lib:gax-go,fixed@50/equal@50&retry-on=rejected,unavailable,timed-out,failed,not-sent"
	if got := p.query(); !sameMembers(got, want) {
		t.Errorf("the form asks for %q, want %q", got, want)
	}
}

// sameMembers compares queries whatever the order within their lists.
func sameMembers(a, b string) bool {
	count := func(s string) map[string]int {
		m := map[string]int{}
		for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '&' || r == '=' }) {
			m[part]++
		}
		return m
	}
	x, y := count(a), count(b)
	for part := range x {
		if x[part] != y[part] {
			return false
		}
	}
	return len(x) == len(y)
}

func TestBrowserLibrariesAndMixes(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/?strategies=full")
	evaluate[bool](p, `document.querySelectorAll("#libraries, #mixer").forEach((d) => d.open = true) || true`)
	p.wait(`document.querySelectorAll("#mixer option").length > 20`)

	p.do(chromedp.SetValue(chromedp.CSS("#libraries .filter"), "gax"))
	evaluate[bool](p, `document.querySelector("#libraries .filter").dispatchEvent(new Event("input", {bubbles: true}))`)
	if evaluate[bool](p, visible("#libraries [value^=\"lib:cenkalti\"]")) || !evaluate[bool](p, visible("#libraries [value=\"lib:gax-go\"]")) {
		t.Error("the filter hides what it should show, or the other way round")
	}
	p.do(chromedp.Click(chromedp.CSS("#libraries [value='lib:gax-go']")))
	p.wait(done("strategies=full,lib:gax-go"))
	p.do(chromedp.Click(chromedp.CSS("#mixer button")))
	p.wait(done("strategies=full,lib:gax-go,exponential@20/full@80"))
	// The other way round it is the same mix: the server says so, and it is there once.
	evaluate[bool](p, `(() => {
		const [first, second] = document.querySelectorAll("#mixer select"), share = document.querySelector("#mixer [type=range]");
		[first.value, second.value, share.value] = ["full", "exponential", "80"];
		return share.dispatchEvent(new Event("input", {bubbles: true}));
	})()`)
	p.do(chromedp.Click(chromedp.CSS("#toggles [value='exponential@20/full@80']"))) // off, so that the button turns it on
	p.wait(done("strategies=full,lib:gax-go"))
	p.do(chromedp.Click(chromedp.CSS("#mixer button")))
	p.wait(done("strategies=full,lib:gax-go,exponential@20/full@80"))
	if n := evaluate[int](p, `document.querySelectorAll("#toggles [value*='@']").length`); n != 1 {
		t.Errorf("the mix has %d toggles", n)
	}
	// A toggle has its name, and the colour that the charts have.
	for key, name := range map[string]string{"lib:gax-go": "gax-go, defaults", "exponential@20/full@80": "20\u00a0% No jitter, 80\u00a0% Full jitter"} {
		toggle := `[...document.querySelectorAll("#toggles input")].find((box) => box.value === "` + key + `").closest("label")`
		if got := evaluate[string](p, toggle+`.querySelector(".name").textContent`); got != name {
			t.Errorf("the toggle of %s says %q", key, got)
		}
		if !evaluate[bool](p, toggle+`.className.split(" ")[1] === [...document.querySelectorAll(".panel")].find((panel) => panel.dataset.key === "`+key+`").className.split(" ")[1]`) {
			t.Errorf("the toggle of %s has another colour than its chart", key)
		}
	}
	// Taken back by its toggle, it is off on the shelf too.
	p.do(chromedp.Click(chromedp.CSS("#toggles [value='lib:gax-go']")))
	p.wait(done("strategies=full,exponential@20/full@80"))
	if evaluate[bool](p, `document.querySelector("#libraries [value='lib:gax-go']").checked`) {
		t.Error("the library is still on, on its shelf")
	}
	// Back through the history, the toggles are those of the page.
	entries := evaluate[int](p, `history.state.entry`) // changes are one entry, or more on a slow machine
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`history.go(-%d)`, entries)))
	p.wait(`document.body.dataset.state === "done" && location.search === "?strategies=full"`)
	if n := evaluate[int](p, `document.querySelectorAll("#toggles :checked").length`); n != 1 {
		t.Errorf("%d toggles are on, want 1", n)
	}
	if n := evaluate[int](p, `[...document.querySelectorAll("#toggles input")].filter((box) => /[:@]/.test(box.value)).length`); n != 0 {
		t.Errorf("%d toggles are left over", n)
	}
	// And on again: the mix has its name at once.
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`history.go(%d)`, entries)))
	p.wait(`document.body.dataset.state === "done" && document.querySelector("#toggles [value*='@']")`)
	if name := evaluate[string](p, `document.querySelector("#toggles [value*='@']").closest("label").textContent`); name != "20\u00a0% No jitter, 80\u00a0% Full jitter" {
		t.Errorf("the toggle says %q", name)
	}
}
