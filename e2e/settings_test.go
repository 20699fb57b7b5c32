package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visible is true when an element takes room.
func visible(selector string) string {
	return `document.querySelector('` + selector + `').getClientRects().length > 0`
}

// drawer opens all settings.
func (p *tab) drawer() {
	p.tb.Helper()
	p.parts()
	p.do(chromedp.Click(chromedp.ID("all-settings")))
	p.wait(`document.querySelector("#drawer:not([hidden]) #all")`)
}

// choose gives a choice of the drawer another value.
func (p *tab) choose(field, value string) {
	p.tb.Helper()
	p.set("#set-"+field, value)
}

func TestBrowserStripShowsWhatMatters(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	five := `[...document.querySelectorAll("#controls .cell:not([hidden])")].map((cell) => cell.dataset.field).join()`
	if got := evaluate[string](p, five); got != "clients,rate,base,cap,attempts" {
		t.Errorf("the strip has %s", got)
	}
	p.drawer()
	for limiter, want := range map[string]string{"llm": "tokens-per-minute", "concurrency": "concurrency", "none": "servers", "gcra": "rate"} {
		p.choose("limiter", limiter)
		p.wait(done("limiter=" + limiter))
		if got := evaluate[string](p, five); got != "clients,"+want+",base,cap,attempts" {
			t.Errorf("with %s the strip has %s", limiter, got)
		}
	}
}

func TestBrowserFieldsThatDoNotMatterSayWhy(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.drawer()
	if !evaluate[bool](p, visible("[data-field=window] .why")) || evaluate[bool](p, visible("[data-field=window] .slider")) {
		t.Error("a token bucket's window does not say why it does not matter, or can be dragged")
	}
	before := evaluate[float64](p, `document.querySelector("#drawer [data-field=burst]").offsetTop`)
	p.choose("limiter", "fixed-window")
	p.wait(done("limiter=fixed-window"))
	if evaluate[bool](p, visible("[data-field=window] .why")) || !evaluate[bool](p, visible("[data-field=window] .slider")) {
		t.Error("a fixed window's does")
	}
	if now := evaluate[float64](p, `document.querySelector("#drawer [data-field=burst]").offsetTop`); now != before {
		t.Errorf("what stands below moved from %v to %v", before, now)
	}
	if set := evaluate[string](p, `document.querySelector("#set-limiter").closest(".group").querySelector(".set").textContent`); set != "1 set" {
		t.Errorf("the group says %q", set)
	}
}

// Values, words and sliders are the same whether the server or the page shows them.
func TestBrowserSettingsAreShownAsOnTheServer(t *testing.T) {
	p := openTab(t, sharedLab(t))
	shown := func(place string) string {
		return `[...` + place + `.querySelectorAll("[name][data-default], [data-for]")].map((e) => (e.dataset.for ?? e.name) + "=" + e.value).join("\n")`
	}
	for _, query := range []string{
		"", "preset=stress", "preset=llm-rate-limit", "preset=recovery", "preset=chaos", "limiter=none&servers=5&service=2500us&seed=9007199254740991",
		"cap=3h5m&deadline=1h&horizon=90m&base=1m40s&timeout=1m41s&spread=1500ms&jitter=0.123456&clients=1000000&rate=0.05&bin=1s&crash=510000001ns",
	} {
		p.visit("/?" + query)
		p.do(chromedp.Evaluate[chromedp.Void](`fetch("/fragment/settings?` + query + `").then((answer) => answer.text())
			.then((html) => (window.fresh = Object.assign(document.createElement("div"), {innerHTML: html})))`))
		p.wait(`window.fresh`)
		fresh := evaluate[string](p, shown("window.fresh"))
		p.drawer()
		if got := evaluate[string](p, shown(`document.querySelector("#drawer")`)); got != fresh {
			t.Errorf("%q: %s", query, difference(got, fresh))
		}
	}
}

// A slider and its number are one stop. Arrows step in two digits, Shift in three, pages in one.
func TestBrowserStepsOfANumber(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.do(chromedp.Focus(chromedp.ID("base")))
	for _, row := range []struct{ key, want string }{
		{kb.ArrowUp, "110ms"}, {kb.ArrowUp, "120ms"}, {kb.ArrowDown, "110ms"}, {kb.PageUp, "200ms"}, {kb.PageUp, "300ms"},
		{kb.PageDown, "200ms"}, {kb.PageDown, "100ms"}, {kb.ArrowDown, "99ms"}, {kb.ArrowDown, "98ms"},
	} {
		p.press(row.key)
		p.wait(`document.querySelector("#base").value === "` + strings.Replace(row.want, "ms", "\u00a0ms", 1) + `"`)
		query := "base=" + row.want
		if row.want == "100ms" {
			query = "" // as it is by itself
		}
		p.wait(`document.body.dataset.query === "` + query + `" && ` + done(""))
	}
	p.do(chromedp.KeyEvent(kb.ArrowUp, chromedp.KeyModifiers(8))) // Shift
	p.wait(done("base=98.1ms"))
	stops := evaluate[int](p, `[...document.querySelectorAll("#controls :is(input, a, button)")].filter((e) => e.tabIndex >= 0 && e.checkVisibility()).length`)
	if stops != 6 {
		t.Errorf("the strip has %d stops, want one for each of five settings, and the way to all", stops)
	}
}

// Any two of 100, 110, 120 can be reached on a slider; with Shift, what lies between.
func TestBrowserSliderIsFine(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	seen := evaluate[[]string](p, `(() => {
		const range = document.querySelector("[data-for=base]"), box = range.getBoundingClientRect(), seen = [];
		for (let x = 0; x < box.width; x++) { // where a pointer can be
			range.value = String((1000 * x) / box.width);
			range.dispatchEvent(new Event("input", {bubbles: true}));
			seen.push(document.querySelector("#base").value);
		}
		return seen;
	})()`)
	for _, want := range []string{"10\u00a0ms", "100\u00a0ms", "110\u00a0ms", "120\u00a0ms", "1.1\u00a0s"} {
		if !strings.Contains("|"+strings.Join(seen, "|")+"|", "|"+want+"|") {
			t.Errorf("no place of the pointer is %s: %v", want, seen)
		}
	}
	p.set("[data-for=base]", "333")
	p.do(chromedp.Evaluate[chromedp.Void](`document.body.dispatchEvent(new KeyboardEvent("keydown", {bubbles: true, key: "Shift", shiftKey: true}));
		const range = document.querySelector("[data-for=base]");
		for (const at of [333, 350]) { range.value = at; range.dispatchEvent(new Event("input", {bubbles: true})); }`))
	if got := p.value("base"); got != "101\u00a0ms" {
		t.Errorf("with Shift seventeen positions further are %s", got)
	}
}

// What people type is read; what the server makes of it is written when the field is left.
func TestBrowserTypedValues(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	for _, row := range []struct{ field, typed, query, shown string }{
		{"clients", "1k", "clients=1000", "1\u202f000"},
		{"clients", "1,000", "clients=1000", "1\u202f000"},
		{"base", "5 s", "base=5s", "5\u00a0s"},
		{"base", "1m 30", "base=1m30s", "90\u00a0s"},
		{"rate", "6000/min", "rate=100", "100"},
		{"clients", "4e2", "", "400"},
	} {
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#` + row.field + `").select()`))
		p.press(row.typed)
		p.wait(`document.querySelector("#` + row.field + `").value === "` + row.typed + `"`)
		p.press("\t")
		p.wait(`document.body.dataset.query === "` + row.query + `" && ` + done(row.query) + ` && document.querySelector("#` + row.field + `").value === "` + row.shown + `"`)
		p.visit("/")
	}
}

func TestBrowserSearchOfSettings(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.drawer()
	first := `document.querySelector("#drawer .hit:not([hidden])")?.dataset.field ?? ""`
	for wanted, field := range map[string]string{
		"max retries": "attempts", "initial delay": "base", "multiplier": "factor", "max delay": "cap", "RPM": "rate",
		"per-try timeout": "timeout", "Jitter": "jitter", "concurrency": "concurrency", "QPS": "offered",
		"TPM": "tokens-per-minute", "circuit_breaker": "breaker", "seed": "seed", "replications": "runs", "max elapsed": "deadline",
	} {
		p.set("#find", wanted)
		found := evaluate[[]string](p, `[...document.querySelectorAll("#drawer .control.hit")].filter((e) => e.checkVisibility()).map((e) => e.dataset.field)`)
		if !strings.Contains(strings.Join(found, " "), field) {
			t.Errorf("%q finds %v, not %s", wanted, found, field)
		}
		if n := evaluate[int](p, `[...document.querySelectorAll("#drawer .control:not(.hit)")].filter((e) => e.checkVisibility()).length`); n > 0 {
			t.Errorf("%q leaves %d others", wanted, n)
		}
	}
	p.set("#find", "max retries")
	p.do(chromedp.Focus(chromedp.ID("find")))
	p.press("\n")
	p.wait(`document.activeElement.name === "attempts"`)
	p.set("#find", "tenacity")
	if !evaluate[bool](p, `[...document.querySelectorAll("#libraries label")].some((e) => e.checkVisibility() && e.textContent.includes("tenacity"))`) {
		t.Error("a library is not found")
	}
	p.set("#find", "zzz")
	if !evaluate[bool](p, visible("#nothing")) || evaluate[string](p, first) != "" {
		t.Error("nothing is found, and nothing says so")
	}
	p.set("#find", "")
	if n := evaluate[int](p, `document.querySelectorAll("#drawer .control[hidden], #drawer .group[hidden]").length`); n > 0 {
		t.Errorf("%d settings stay hidden", n)
	}
}

func TestBrowserNewSeedAndReset(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(jumps))
	p.visit("/")
	p.drawer()
	p.do(chromedp.Evaluate[chromedp.Void](`window.jumped = 0`))
	where := `document.querySelector("#set-runs").getBoundingClientRect().top`
	before := evaluate[float64](p, where)
	p.do(chromedp.Click(chromedp.CSS("[data-roll=seed]")))
	p.wait(`/^seed=\d+$/.test(document.body.dataset.query) && ` + done(""))
	if now := evaluate[float64](p, where); now != before {
		t.Errorf("a new seed moves what stands below from %v to %v", before, now)
	}
	p.wait(`!document.querySelector("[data-do=undo]").disabled && document.body.dataset.entry`)
	p.do(chromedp.Click(chromedp.CSS("[data-reset=seed]")))
	p.wait(`document.body.dataset.query === "" && ` + done(""))
	if at := evaluate[string](p, `document.activeElement.name`); at != "seed" {
		t.Errorf("a reset leaves the focus at %q", at)
	}
	p.do(chromedp.Click(chromedp.CSS("[data-do=undo]")))
	p.wait(`/^seed=\d+$/.test(document.body.dataset.query) && ` + done(""))
	p.do(chromedp.Click(chromedp.CSS("#drawer .reset-all")))
	p.wait(`document.body.dataset.query === "" && ` + done(""))
}

// On a phone a tap on a value opens a sheet with its slider, which leaves the rows in sight.
func TestBrowserSheetOfAPhone(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), withMedia("prefers-reduced-motion", "reduce"))
	p.visit("/")
	p.parts()
	if evaluate[bool](p, visible("[data-for=cap]")) {
		t.Error("the dock shows sliders")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".cell[data-field=cap]").click()`))
	p.wait(visible("[data-for=cap]"))
	sheet := evaluate[map[string]float64](p, `(() => {
		const {top, bottom} = document.querySelector("#controls").getBoundingClientRect(), rows = document.querySelector("#load").getBoundingClientRect();
		return {top, bottom, above: rows.top, below: rows.bottom};
	})()`)
	if sheet["top"] < 844/2 || sheet["bottom"] > 844 || sheet["above"] < 0 || sheet["below"] > sheet["top"] {
		t.Errorf("the sheet and the rows: %v", sheet)
	}
	if evaluate[string](p, `document.activeElement.tagName`) == "INPUT" {
		t.Error("a tap opens the keyboard over the sheet")
	}
	p.set("[data-for=cap]", "500")
	p.wait(`document.body.dataset.query.startsWith("cap=") && ` + done(""))
	p.do(chromedp.Click(chromedp.ID("sheet-close")))
	p.wait(`!(` + visible("[data-for=cap]") + `)`)
}

func TestBrowserWithoutScriptEverythingIsThere(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/?strategies=full,lib:cenkalti,exponential@20/full@80&queue=7")
	// The strip as it is asks for the same page, and so does the form of all settings.
	query := p.query()
	for _, form := range []string{"#controls", "#all"} {
		if form == "#all" {
			p.do(chromedp.Click(chromedp.ID("all-settings")))
			p.wait(`document.readyState === "complete" && document.querySelector("#all")`)
		}
		p.do(chromedp.Click(chromedp.CSS(form + " [type=submit]")))
		p.wait(`document.readyState === "complete" && document.body.dataset.state && location.search.includes("clients=400")`)
		if again := p.query(); again != query || evaluate[string](p, `document.body.dataset.state`) != "done" {
			t.Errorf("%s asks for %q, the page was of %q", form, again, query)
		}
	}
	// A box of a list, a library from its shelf and a mix that is written down.
	p.visit("/settings?strategies=full")
	if !evaluate[bool](p, visible("[data-field=window]")) {
		t.Error("a field that does not matter cannot be reached")
	}
	evaluate[bool](p, `document.querySelectorAll("details").forEach((d) => d.open = true) || true`)
	p.do(
		chromedp.Click(chromedp.CSS("#set-retry-on [value=failed]")),
		chromedp.Click(chromedp.CSS("#libraries [value='lib:gax-go']")),
		chromedp.SetValue(chromedp.CSS("#mixer [name=strategies]"), "equal@50/fixed@50"),
		chromedp.Click(chromedp.CSS("#all [type=submit]")),
	)
	p.wait(`document.readyState === "complete" && document.body.dataset.state && location.search.includes("clients=400")`)
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
	p := openTab(t, sharedLab(t))
	p.visit("/?strategies=full")
	p.drawer()
	evaluate[bool](p, `document.querySelectorAll(".group, #libraries, #mixer").forEach((d) => d.open = true) || true`)
	p.wait(`document.querySelectorAll("#mixer option").length > 20`)
	p.do(chromedp.Click(chromedp.CSS("#libraries [value='lib:gax-go']")))
	p.wait(done("strategies=full,lib:gax-go"))
	p.do(chromedp.Click(chromedp.CSS("#mixer button")))
	p.wait(done("strategies=full,lib:gax-go,exponential@20/full@80"))
	// The other way round it is the same mix: the server says so, and it is there once.
	p.do(chromedp.Click(chromedp.CSS("#toggles [value='exponential@20/full@80']")))
	p.wait(done("strategies=full,lib:gax-go"))
	evaluate[bool](p, `(() => {
		const [first, second] = document.querySelectorAll("#mixer select"), share = document.querySelector("#mixer [type=range]");
		[first.value, second.value, share.value] = ["full", "exponential", "80"];
		return share.dispatchEvent(new Event("input", {bubbles: true}));
	})()`)
	p.do(chromedp.Click(chromedp.CSS("#mixer button")))
	p.wait(done("strategies=full,lib:gax-go,exponential@20/full@80"))
	if n := evaluate[int](p, `document.querySelectorAll("#toggles [value*='@']").length`); n != 1 {
		t.Errorf("the mix has %d toggles", n)
	}
	// A toggle has the name and the colour that the charts have.
	for _, key := range []string{"lib:gax-go", "exponential@20/full@80"} {
		same := fmt.Sprintf(`(() => {
			const toggle = [...document.querySelectorAll("#toggles input")].find((box) => box.value === %[1]q).closest("label");
			const panel = [...document.querySelectorAll(".panel")].find((panel) => panel.dataset.key === %[1]q);
			return {name: toggle.querySelector(".name").textContent, tone: panel.classList.contains(toggle.classList[1])};
		})()`, key)
		got := evaluate[map[string]any](p, same)
		if name, _ := json.Marshal(got["name"]); got["tone"] != true || strings.Contains(string(name), ":") || strings.Contains(string(name), "@") {
			t.Errorf("the toggle of %s: %v", key, got)
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
	if name := evaluate[string](p, `document.querySelector("#toggles [value*='@']").closest("label").textContent`); !strings.Contains(name, "20\u00a0%") {
		t.Errorf("the toggle says %q", name)
	}
}
