package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// compares is true when the page shows a finished comparison of two queries.
func compares(live, with string) string {
	return done(live+"&with="+with) + ` && location.pathname === "/compare"`
}

// ghosts returns the paths of the baseline, a line for each.
func (p *tab) ghosts() string {
	p.tb.Helper()
	return evaluate[string](p, `[...document.querySelectorAll(".ghost path")].map((path) => path.closest(".panel").dataset.key + " " + path.getAttribute("d")).join("\n")`)
}

// What is pinned by the button is there as ghosts, value for value, whatever is
// changed then, and for whoever opens the link.
func TestBrowserPin(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/?rate=50")
	p.wait(`document.body.dataset.parts`)
	values := func() string {
		return evaluate[string](p, `(async () => {
			const { readBars, readEdge, pathOf } = await import(document.querySelector('script[type=module]').src.replace("app.js", "charts.js"));
			const ghosts = [...document.querySelectorAll("[data-chart=load] .ghost path")];
			return (ghosts.length ? ghosts.map((path) => readEdge(path.getAttribute("d"))) : [...document.querySelectorAll("[data-chart=load] .data")].map((group) => readBars(pathOf(group)))).join("\n");
		})()`, chromedp.EvalAwaitPromise)
	}
	loads := values()
	p.fold("completion")
	steps := evaluate[string](p, `[...document.querySelectorAll("[data-chart=completion] .data")].map((group) => [...group.children].map((path) => path.getAttribute("d")).join("")).join("\n")`)
	p.choice("pin")
	p.wait(compares("rate=50", "rate=50"))
	if title := p.text("#compared-title"); title != "Both runs are the same" {
		t.Errorf("a run beside itself: %q", title)
	}
	p.set("#rate", "100")
	p.wait(compares("rate=100", "rate=50"))
	if got := values(); got != loads {
		t.Errorf("the ghosts are not what was pinned:\n%s", difference(got, loads))
	}
	p.fold("completion")
	if got := evaluate[string](p, `[...document.querySelectorAll("[data-chart=completion] .ghost path")].map((path) => path.getAttribute("d")).join("\n")`); got != steps {
		t.Errorf("the ghosts of completion are not what was pinned:\n%s", difference(got, steps))
	}
	if words := p.text("#pin-words .differences"); !strings.Contains(words, "Rate: 50/s") || !strings.Contains(words, "100/s") {
		t.Errorf("what differs is %q", words)
	}
	if rows := evaluate[int](p, `document.querySelectorAll("#compared tbody").length`); rows != 4 {
		t.Errorf("the table compares %d strategies, want 4", rows)
	}
	drawing, address := p.drawing(), evaluate[string](p, `location.pathname + location.search`)
	if _, whole := rendered(t, base, address); whole != drawing {
		t.Errorf("the link shows something else to others:\n%s", difference(drawing, whole))
	}
	p.do(chromedp.Reload())
	p.wait(compares("rate=100", "rate=50"))
	if got := p.drawing(); got != drawing {
		t.Errorf("a reload shows something else:\n%s", difference(got, drawing))
	}
}

// The two can be exchanged, and either shown alone; the way back leads through all.
func TestBrowserSwapAndUnpin(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/compare?rate=100&with=rate=50")
	p.wait(`document.body.dataset.parts`)
	p.do(chromedp.Click(chromedp.CSS("#pin-words a:first-child")))
	p.wait(compares("rate=50", "rate=100"))
	if rate := evaluate[string](p, `document.querySelector("#rate").value`); rate != "50" {
		t.Errorf("after the swap the form says %s", rate)
	}
	p.wait(`document.body.dataset.entry === "1"`) // a change of its own from here on
	p.do(chromedp.Click(chromedp.ID("unpin")))
	p.wait(done("rate=50") + ` && location.pathname === "/"`)
	if evaluate[bool](p, `document.querySelector("#pinned").checkVisibility() || !!document.querySelector(".ghost, .twin, #compared")`) {
		t.Error("something of the baseline is left")
	}
	p.wait(`document.body.dataset.entry === "2"`)
	evaluate[bool](p, `history.back() ?? true`)
	p.wait(compares("rate=50", "rate=100"))
	evaluate[bool](p, `history.back() ?? true`)
	p.wait(compares("rate=100", "rate=50"))
	if !evaluate[bool](p, `document.querySelector("#pinned").checkVisibility()`) {
		t.Error("back does not bring the bar back")
	}
}

// A preset is compared with what is pinned; a reset begins anew.
func TestBrowserPresetBesideAPin(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?rate=50")
	p.wait(`document.body.dataset.parts`)
	p.do(chromedp.KeyEvent("p"))
	p.wait(compares("rate=50", "rate=50"))
	p.pick("stress")
	p.wait(done("") + ` && document.body.dataset.query.endsWith("with=rate=50") && document.querySelector("#picker-now b").textContent === "Stress"`)
	p.do(chromedp.Click(chromedp.CSS("#menu summary")), chromedp.Click(chromedp.CSS(".reset-all")))
	p.wait(done("") + ` && location.pathname === "/" && location.search === "" && document.body.dataset.query === ""`)
}

// The crosshair reads both runs, also where their bins differ.
func TestBrowserCrosshairReadsBoth(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/compare?clients=100&spread=0s&strategies=full,fixed&with=clients=40;spread=0s;bin=500ms;strategies=full")
	p.do(chromedp.Focus(chromedp.CSS("[data-chart=load]")), chromedp.KeyEvent(arrowRight))
	p.wait(`document.querySelector(".reading")`)
	captions := evaluate[[]string](p, `[...document.querySelectorAll("[data-chart] .panel .readout")].map((e) => e.textContent.replaceAll("\u00a0", " "))`)
	edge := evaluate[string](p, `document.querySelector(".panel[data-key=full] .ghost path").getAttribute("d")`)
	if !strings.HasPrefix(edge, "M0 0V-") {
		t.Fatalf("the ghost begins %.20s", edge)
	}
	perSecond := evaluate[int](p, `2 * Number(document.querySelector(".panel[data-key=full] .ghost path").getAttribute("d").match(/V-(\d+)/)[1])`)
	found := false
	for _, caption := range captions {
		if strings.HasSuffix(caption, "baseline "+strconv.Itoa(perSecond)+"/s") {
			found = true
		}
	}
	if !found {
		t.Errorf("no caption reads %d/s of the baseline: %q", perSecond, captions)
	}
	p.do(chromedp.KeyEvent(escape))
	if caption := p.text(".panel .readout"); strings.Contains(caption, "/s") {
		t.Errorf("the caption stays %q", caption)
	}
}

// Without a script a comparison is whole, both ways to look at it too, and pin and
// unpin are links.
func TestBrowserCompareWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/?rate=50")
	p.choice("pin")
	p.wait(`location.pathname === "/compare" && document.readyState === "complete" && document.querySelector("#compared")`)
	p.do(chromedp.SetValue(chromedp.ID("rate"), "100"), chromedp.Click(chromedp.CSS("#controls [type=submit]")))
	p.wait(`document.readyState === "complete" && document.querySelector("#rate")?.defaultValue === "100"`)
	if n := evaluate[int](p, `document.querySelectorAll(".ghost").length`); n != 4 {
		t.Errorf("the form that was sent lost the pin: %d ghosts, want 4", n)
	}
	twins := func() bool { return evaluate[bool](p, `document.querySelector(".twin").checkVisibility()`) }
	if twins() {
		t.Error("ghosts and twins at once")
	}
	p.do(chromedp.Click(chromedp.CSS("label:has(#view-side)")))
	if !twins() || evaluate[bool](p, `getComputedStyle(document.querySelector(".ghost")).display !== "none"`) {
		t.Error("side by side shows ghosts, or no twins")
	}
	p.do(chromedp.Click(chromedp.ID("unpin")))
	p.wait(`location.pathname === "/" && document.readyState === "complete" && !document.querySelector(".ghost")`)
}

// A twin has the scales of its row and, where nothing differs, its very bars.
func TestBrowserSideBySide(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900))
	p.visit("/compare?rate=50&with=rate=50")
	p.wait(`document.body.dataset.parts`)
	p.do(chromedp.Click(chromedp.CSS("label:has(#view-side)")))
	p.set("#clients", "300")
	p.wait(compares("clients=300&rate=50", "rate=50"))
	if !evaluate[bool](p, `[...document.querySelectorAll("#charts .panel")].every((panel) => {
		const twin = panel.nextElementSibling;
		const [a, b] = [panel.getBoundingClientRect(), twin.getBoundingClientRect()];
		const view = (of) => of.querySelector("svg.view").getAttribute("viewBox");
		return twin.matches(".twin") && a.left === b.left && b.top >= a.bottom - 1 && Math.abs(a.height - b.height) < 1 && Math.abs(a.width - b.width) < 1 && view(panel) === view(twin) &&
			panel.querySelector(".axis").innerHTML === twin.querySelector(".axis").innerHTML;
	})`) {
		t.Error("a twin is not below its row, or on other scales")
	}
	if !evaluate[bool](p, `[...document.querySelectorAll(".held")].every((group) => group.getBoundingClientRect().width > 10)`) {
		t.Error("a twin shows nothing")
	}
}

// A comparison that a phone made is the same on a desktop, and needs no sideways scroll
// on either.
func TestBrowserCompareOnAPhone(t *testing.T) {
	base := sharedLab(t)
	phone := openTab(t, base, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	phone.visit("/?rate=50")
	phone.wait(`document.body.dataset.parts`)
	phone.choice("pin")
	phone.wait(compares("rate=50", "rate=50"))
	phone.set("#rate", "100")
	phone.wait(compares("rate=100", "rate=50"))
	for _, view := range []string{"ghost", "side"} {
		evaluate[bool](phone, `document.querySelector("#view-`+view+`").click() ?? true`)
		if inner, width := evaluate[int](phone, `innerWidth`), evaluate[int](phone, `document.documentElement.scrollWidth`); inner != 390 || width > 390 {
			t.Errorf("%s: laid out %d pixels wide, %d with what sticks out", view, inner, width)
		}
	}
	desk := openTab(t, base, chromedp.EmulateViewport(1280, 900))
	desk.visit(evaluate[string](phone, `location.pathname + location.search`))
	if got, want := desk.drawing(), phone.drawing(); got != want {
		t.Errorf("the desktop shows something else:\n%s", difference(got, want))
	}
	if got := desk.ghosts(); got != phone.ghosts() || got == "" {
		t.Error("the ghosts differ")
	}
	if over := evaluate[int](desk, `(() => { const s = document.querySelector("#compared .scroll"); return s.scrollWidth - s.clientWidth; })()`); over > 0 {
		t.Errorf("the table of differences is %d px too wide for a desktop", over)
	}
}

// The table of a comparison looks like the others, though no part with a table was opened.
func TestBrowserComparisonHasTheStyleOfTables(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/")
	p.parts()
	p.choice("pin")
	p.wait(done("with=v=1"))
	p.set("#cap", "30s")
	const right = `(() => { const cell = document.querySelector("#comparison tbody td"); return cell && getComputedStyle(cell).textAlign === "right"; })()`
	p.wait(right)
	fresh := openTab(t, base)
	fresh.visit("/compare?cap=30s&with=cap=5s")
	fresh.wait(right)
}
