package e2e

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Of the handles of one line one is for the keyboard.
func handle(name string) string { return `[data-handle="` + name + `"]:not(.echo)` }

// withHandles opens a page, and returns once it can be dragged by some handles.
func (p *tab) withHandles(path string, fields ...string) {
	p.tb.Helper()
	p.visit(path)
	p.wait(partsThere)
	for _, field := range fields {
		p.wait(`document.querySelector('` + handle(field) + `')`)
	}
	p.nextFrames()
}

// mouse moves the mouse with its button down, or presses or releases it.
func (p *tab) mouse(kind input.DispatchMouseEventType, x, y float64) {
	p.tb.Helper()
	p.do(chromedp.MouseEvent(kind, x, y, func(event *input.DispatchMouseEventParams) {
		event.Button, event.Buttons, event.ClickCount = input.MouseButtonLeft, 1, 1
		if kind == chromedp.MouseMoved {
			event.Button = input.MouseButtonNone
		}
	}))
}

// axes are the scales of the load rows and the words at them, but for those of the limit.
func (p *tab) axes() string {
	p.tb.Helper()
	return evaluate[string](p, `[...document.querySelectorAll("[data-chart=load] svg.view")].map((view) => view.getAttribute("viewBox")).join() +
		[...document.querySelectorAll("[data-chart=load] :is(.ticks, .near) text, [data-chart=load] text.top")].map((text) => text.outerHTML).join()`)
}

// offLine is how many pixels at most a handle of the capacity lies off its line, and how many
// handles there are.
func (p *tab) offLine() (off float64, handles int) {
	p.tb.Helper()
	p.nextFrames()
	seen := evaluate[[]float64](p, `(() => {
		const middle = (e) => { const b = e.getBoundingClientRect(); return (b.top + b.bottom) / 2; };
		const left = (e) => e.getBoundingClientRect().left;
		const lines = [...document.querySelectorAll("[data-chart=load] line.capacity")];
		const handles = [...document.querySelectorAll("[data-handle=rate]")].filter((e) => e.getClientRects().length);
		return [Math.max(...lines.flatMap((line, i) => [middle, left].map((of) => Math.abs(of(line) - of(handles[i]))))), handles.length];
	})()`)
	return seen[0], int(seen[1])
}

func TestBrowserDragTheCapacity(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.withHandles("/", "rate")
	entries := evaluate[int](p, `history.length`)
	row := evaluate[[]float64](p, `(() => { const plot = document.querySelector("[data-chart=load] .plot");
		return [Number(plot.querySelector("svg.view").getAttribute("viewBox").split(" ")[3]) * 4, plot.getBoundingClientRect().height]; })()`) // bins of 250 ms
	// Along the whole line, in a row that does not name it.
	x, y := p.middle(`[data-handle=rate].echo`)
	before := p.axes()
	p.mouse(chromedp.MousePressed, x-150, y)
	p.mouse(chromedp.MouseMoved, x-150, y-10)
	p.wait(`document.querySelector("#rate").value !== "40"`)
	p.mouse(chromedp.MouseMoved, x-150, y-0.3*row[1])
	want, _ := strconv.ParseFloat(fmt.Sprintf("%.2g", 40+0.3*row[0]), 64)
	rate := strconv.FormatFloat(want, 'f', -1, 64)
	// The run comes in while the button is still down, and the handle stays held.
	p.wait(done("rate=" + rate))
	if text := evaluate[string](p, `document.querySelector(".held").dataset.says`); text != "Limit "+rate+"/s" {
		t.Errorf("the handle says %q, want %s/s", text, rate)
	}
	if evaluate[bool](p, `document.querySelector("#main").classList.contains("reading")`) {
		t.Error("the crosshair reads while a handle is dragged")
	}
	if p.axes() != before {
		t.Error("the axes have changed under the hand")
	}
	if off, n := p.offLine(); off > 1 || n != 4 {
		t.Errorf("while one is held %d handles lie up to %.1f px off the line", n, off)
	}
	p.mouse(chromedp.MouseReleased, x-150, y-0.3*row[1])
	p.wait(`!document.querySelector(".held") && ` + done("rate="+rate))
	_, drawing := rendered(t, base, "/?rate="+rate)
	p.wait(`document.getElementById("hero").innerHTML + "\n" + document.getElementById("charts").innerHTML === ` + strconv.Quote(drawing))
	if n := evaluate[int](p, `history.length`); n != entries+1 {
		t.Errorf("one drag made %d entries of the history", n-entries)
	}
	if off, n := p.offLine(); off > 1 || n != 4 {
		t.Errorf("%d handles lie up to %.1f px off the line", n, off)
	}
}

// A slider keeps the axes as well, from its press until it is let go.
func TestBrowserAxesStayWhileASliderIsHeld(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.withHandles("/", "rate")
	before := p.axes()
	x, y := p.middle(`[data-for=clients]`)
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x+20, y)
	p.mouse(chromedp.MouseMoved, x-70, y)
	p.wait(`document.body.dataset.state === "done" && /^clients=\d+$/.test(document.body.dataset.query) && !document.body.dataset.query.endsWith("=400")`)
	if after := p.axes(); after != before {
		t.Errorf("the axes have changed under the hand:\n%s\n%s", before, after)
	}
	p.mouse(chromedp.MouseReleased, x-70, y)
	p.wait(`document.body.dataset.state === "done"`)
	_, drawing := rendered(t, base, "/?"+p.query())
	p.wait(`document.getElementById("hero").innerHTML + "\n" + document.getElementById("charts").innerHTML === ` + strconv.Quote(drawing))
}

func TestBrowserHandlesStayOnTheirLines(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.withHandles("/", "rate")
	still := func(what string) {
		t.Helper()
		if off, n := p.offLine(); off > 1 || n != 4 {
			t.Errorf("%s: %d handles lie up to %.1f px off the line", what, n, off)
		}
	}
	still("at first")
	p.do(chromedp.EmulateViewport(1000, 700))
	p.wait(`innerWidth === 1000`)
	still("after a resize")
	evaluate[bool](p, `(scrollTo(0, 300), true)`)
	still("scrolled")
	p.do(chromedp.Click(chromedp.CSS("#fold-numbers > summary")))
	p.wait(`document.querySelector("#fold-numbers table")`)
	still("with a part unfolded")
	p.set("#rate", "100")
	p.wait(done("rate=100"))
	still("after a run")
}

// Of two handles that overlap the nearer is taken, and says which it is.
func TestBrowserTheNearerHandleWins(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.withHandles("/?outage=refuse&outage-from=5s&outage-to=5.25s", "outage-from", "outage-to")
	for _, c := range []struct {
		field, says string
		way         float64
	}{{"outage-from", "Beginning of the outage 5\u00a0s", -1}, {"outage-to", "End of the outage 5.25\u00a0s", 1}} {
		x, y := p.middle(handle(c.field))
		p.mouse(chromedp.MouseMoved, x+2*c.way, y)
		p.wait(`document.querySelector(".handle.aimed")`)
		if says := evaluate[string](p, `document.querySelector(".handle.aimed").dataset.says`); says != c.says {
			t.Errorf("near the %s it says %q", c.field, says)
		}
		p.mouse(chromedp.MousePressed, x+2*c.way, y)
		if held := evaluate[string](p, `document.querySelector(".held")?.dataset.handle ?? ""`); held != c.field {
			t.Errorf("a press near the %s takes the %s", c.field, held)
		}
		p.mouse(chromedp.MouseReleased, x+2*c.way, y)
	}
}

func TestBrowserEscapeEndsADrag(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.withHandles("/?rate=30", "rate")
	before := p.paths()
	x, y := p.middle(handle("rate"))
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x, y-40)
	p.wait(`document.querySelector("#rate").value !== "30"`)
	p.do(chromedp.KeyEvent(escape))
	p.wait(done("rate=30"))
	p.mouse(chromedp.MouseMoved, x, y-60) // nobody holds it any more
	p.nextFrames()
	if rate := p.value("rate"); rate != "30" {
		t.Errorf("after Escape the rate is %s", rate)
	}
	if p.paths() != before {
		t.Error("after Escape the charts are not as before")
	}
	p.mouse(chromedp.MouseReleased, x, y-60)
}

func TestBrowserHandleByKeyboard(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.withHandles("/", "rate")
	p.do(chromedp.Focus(chromedp.CSS(handle("rate"))), chromedp.KeyEvent(kb.ArrowUp))
	p.wait(done("rate=41"))
	p.do(chromedp.KeyEvent(kb.ArrowUp))
	p.wait(done("rate=42")) // the focus is where it was
	p.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	p.wait(done("rate=39"))
	if name := evaluate[string](p, `document.activeElement.getAttribute("role") + " " + document.activeElement.getAttribute("aria-label")`); name != "slider Limit, requests per second" {
		t.Errorf("the focus is on %q", name)
	}
}

func TestBrowserDragAnOutage(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.withHandles("/?outage=refuse&outage-from=5s&outage-to=10s", "outage-to")
	if label := p.text("[data-chart=load] text.span"); !strings.Contains(label, "outage") {
		t.Errorf("the band is labelled %q", label)
	}
	span := evaluate[[]float64](p, `(() => {
		const plot = document.querySelector("[data-chart=load] .panel .whole");
		return [plot.getBoundingClientRect().width, Number(plot.querySelector("svg.view").getAttribute("viewBox").split(" ")[2]) / 4];
	})()`)
	second := span[0] / span[1] // px
	x, y := p.middle(handle("outage-to"))
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x+5*second, y)
	p.wait(done("outage=refuse&outage-from=5s&outage-to=15s"))
	p.mouse(chromedp.MouseMoved, x-9*second, y) // before its beginning
	p.wait(done("outage=refuse&outage-from=5s&outage-to=5.25s"))
	p.mouse(chromedp.MouseReleased, x-9*second, y)
	p.wait(`!document.querySelector(".held")`)
	if problem := p.text("#problems"); problem != "" {
		t.Errorf("dragging made a contradiction: %s", problem)
	}
}

func TestBrowserDragTheCap(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.withHandles("/?strategies=exponential,full&base=1s&cap=8s#waits", "cap")
	x, y := p.middle(handle("cap"))
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x, y+48) // half of the plot's 96 px, from 8 s
	p.wait(done("strategies=exponential,full&base=1s&cap=4s"))
	p.mouse(chromedp.MouseReleased, x, y+48)
	p.wait(`document.querySelector("#waits-cap-0").textContent.includes("cap from retry 3")`)
}

// Where the capacity comes from servers there is no line to drag.
func TestBrowserNoHandleWithoutARate(t *testing.T) {
	p := openTab(t, sharedLab(t))
	for _, path := range []string{"/?limiter=none&servers=5&service=100ms", "/?servers=1&service=100ms"} {
		p.withHandles(path)
		if !evaluate[bool](p, `document.querySelector("line.capacity") && !document.querySelector("[data-handle=rate]")`) {
			t.Errorf("%s: a handle for a capacity that is not the limiter's", path)
		}
	}
}

// How far a line can be moved is what the server says of its field, in milliseconds where
// that is a time, and of the fields beside it.
func TestBrowserHandlesReachAsFarAsTheirFields(t *testing.T) {
	p := openTab(t, sharedLab(t))
	want := map[string]string{
		"rate": "0.001 1000000", "cap": "1 86400000", "outage-from": "0 9750", "outage-to": "5250 86400000", "crash": "1 86400000", "restart": "1 86400000",
	}
	fields := []string{}
	for field := range want {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	p.withHandles("/?outage=refuse&outage-from=5s&outage-to=10s&crash=20s&base=200ms#waits", fields...)
	for _, field := range fields {
		if got := evaluate[string](p, `(({ariaValueMin, ariaValueMax}) => ariaValueMin + " " + ariaValueMax)(document.querySelector('`+handle(field)+`'))`); got != want[field] {
			t.Errorf("%s can be moved from %s, want %s", field, got, want[field])
		}
	}
}

// places is where the parts of the page are, and how high.
func (p *tab) places() string {
	p.tb.Helper()
	return evaluate[string](p, `["#hero", "#stage", "#charts", "#transport", "#controls", ".folds"].map((part) => {
		const { top, height } = document.querySelector(part).getBoundingClientRect();
		return part + " " + Math.round(top + scrollY) + "+" + (innerWidth > 640 || part !== ".folds" && part !== "#stage" ? Math.round(height) : 0);
	}).join(", ")`)
}

// noteShifts lists in window.shifts what the browser says has moved, but for fractions of a
// pixel that nobody sees.
const noteShifts = `window.shifts = []; new PerformanceObserver((list) => {
	for (const entry of list.getEntries()) if (entry.value > 1e-4) window.shifts.push(entry.value + " " + entry.sources.map(({node}) => node?.nodeName + "#" + (node?.id ?? node?.parentElement?.outerHTML) + "." + node?.className).join());
}).observe({type: "layout-shift"})`

// Nothing on the page moves by a first change, a drag, a hint or an error.
func TestBrowserNothingMovesUnderTheHand(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(noteShifts))
	p.withHandles("/", "rate")
	places := p.places()
	evaluate[bool](p, `(window.shifts.length = 0, true)`)
	still := func(what string) {
		t.Helper()
		p.nextFrames()
		if now := p.places(); now != places {
			t.Errorf("%s moves the page:\n%s\n%s", what, places, now)
		}
		if shifts := evaluate[string](p, `window.shifts.splice(0).join("; ")`); shifts != "" {
			t.Errorf("%s shifts %s", what, shifts)
		}
	}
	p.set("#clients", "1000")
	p.wait(done("clients=1000"))
	still("a first change, to a verdict of two lines")
	x, y := p.middle("[data-for=rate]")
	p.mouse(chromedp.MousePressed, x, y)
	for _, by := range []float64{10, 30, 60, -40} {
		p.mouse(chromedp.MouseMoved, x+by, y)
		p.nextFrames()
	}
	p.mouse(chromedp.MouseReleased, x-40, y)
	p.wait(`document.body.dataset.state === "done"`)
	still("a drag")
	p.do(chromedp.Focus(chromedp.ID("base")))
	still("a hint")
	p.set("#base", "no")
	p.wait(`document.querySelector("#problem-base").textContent`)
	still("an error")
	p.set("#base", "100ms")
	p.wait(`!document.querySelector("#problem-base").textContent`)
	still("what is right again")
}

// An answer that comes late does not take back what was set since: the run before it is
// shown, because it took its time, and the fields stay with what is wanted now.
func TestBrowserALateAnswerTakesNothingBack(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.WebSocket = class extends WebSocket {
			// Keeps what comes after a greeting until its run is shown. By then the limit is another.
			#kept = [];
			set onmessage(tell) {
				super.onmessage = (event) => {
					if (this.#kept.length) return this.#kept.push(event);
					tell(event);
					const { type, query } = JSON.parse(event.data);
					if (type !== "hello" || query !== "rate=41") return;
					this.#kept.push(event); // which is one of an earlier run by then
					const field = document.querySelector("#rate");
					field.value = "40";
					for (const what of ["input", "change"]) field.dispatchEvent(new Event(what, { bubbles: true }));
					const pause = setInterval(() => {
						if (document.body.dataset.query !== "rate=41") return;
						clearInterval(pause);
						window.late = field.value;
						this.#kept.splice(0).forEach(tell);
					}, 5);
				};
			}
		}`))
	p.withHandles("/", "rate")
	p.set("#rate", "41")
	p.wait(`window.late`)
	if rate := evaluate[string](p, `window.late`); rate != "40" {
		t.Errorf("the rate is %s, and it was set to 40 last", rate)
	}
	p.wait(done(""))
}
