package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// partsThere is true once the functions of the page are there that come after its
// first paint.
const partsThere = `document.body.dataset.parts === "there"`

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

// middle is where an element's middle is in the window.
func (p *tab) middle(selector string) (x, y float64) {
	p.tb.Helper()
	at := evaluate[[]float64](p, `(() => {
		const element = document.querySelector(`+strconv.Quote(selector)+`);
		element.scrollIntoView({block: "center"});
		const box = element.getBoundingClientRect();
		return [box.left + box.width / 2, box.top + box.height / 2];
	})()`)
	return at[0], at[1]
}

// nextFrames lets two animation frames pass.
func (p *tab) nextFrames() {
	p.tb.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`, chromedp.EvalAwaitPromise))
}

func (p *tab) value(field string) string {
	p.tb.Helper()
	return evaluate[string](p, `document.getElementById("`+field+`").value`)
}

const capacityHandle, capHandle = "[data-handle=rate]", "[data-handle=cap]"

func handle(name string) string { return `[data-handle="` + name + `"]` }

func TestBrowserDragTheCapacity(t *testing.T) {
	base := startLab(t).base
	p := openTab(t, base)
	p.visit("/")
	p.wait(partsThere + ` && document.querySelector("` + capacityHandle + `")`)
	entries := evaluate[int](p, `history.length`)
	top := evaluate[float64](p, `Number(document.querySelector("[data-chart=load] svg.view").getAttribute("viewBox").split(" ")[3]) * 4`) // per second, bins of 250 ms
	x, y := p.middle(capacityHandle)
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x, y-10)
	p.wait(`document.querySelector("#rate").value !== "40"`)
	p.mouse(chromedp.MouseMoved, x, y-34) // a quarter of the plot's 136 px
	want, _ := strconv.ParseFloat(fmt.Sprintf("%.2g", 40+top/4), 64)
	rate := strconv.FormatFloat(want, 'f', -1, 64)
	// The run comes in while the button is still down, and the handle stays held.
	p.wait(done("rate=" + rate))
	if text := evaluate[string](p, `document.querySelector(".held").ariaValueText`); text != rate+"/s" {
		t.Errorf("the handle says %q, want %s/s", text, rate)
	}
	if evaluate[bool](p, `document.querySelector("#stage").classList.contains("reading")`) {
		t.Error("the crosshair reads while a handle is dragged")
	}
	p.mouse(chromedp.MouseReleased, x, y-34)
	p.wait(`!document.querySelector(".held")`)
	if n := evaluate[int](p, `history.length`); n != entries+1 {
		t.Errorf("one drag made %d entries of the history", n-entries)
	}
	if paths, _ := rendered(t, base, "/?rate="+rate); p.paths() != paths {
		t.Error("the charts are not those of the new capacity")
	}
	// It lies on the line again.
	p.nextFrames()
	off := evaluate[float64](p, `(() => {
		const middle = (e) => { const b = e.getBoundingClientRect(); return (b.top + b.bottom) / 2; };
		return Math.abs(middle(document.querySelector("[data-chart=load] line.capacity")) - middle(document.querySelector("`+capacityHandle+`")));
	})()`)
	if off > 1 {
		t.Errorf("the handle lies %.1f px off the line", off)
	}
}

func TestBrowserEscapeEndsADrag(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/?rate=30")
	p.wait(partsThere + ` && document.querySelector("` + capacityHandle + `")`)
	before := p.paths()
	x, y := p.middle(capacityHandle)
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
	p := openTab(t, startLab(t).base)
	p.visit("/")
	p.wait(partsThere + ` && document.querySelector("` + capacityHandle + `")`)
	p.do(chromedp.Focus(chromedp.CSS(capacityHandle)), chromedp.KeyEvent(kb.ArrowUp))
	p.wait(done("rate=41"))
	p.do(chromedp.KeyEvent(kb.ArrowUp))
	p.wait(done("rate=42")) // the focus is where it was
	p.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	p.wait(done("rate=30"))
	if role := evaluate[string](p, `document.activeElement.getAttribute("role") + " " + document.activeElement.getAttribute("aria-label")`); role != "slider Capacity, requests per second" {
		t.Errorf("the focus is on %q", role)
	}
}

func TestBrowserDragAnOutage(t *testing.T) {
	p := openTab(t, startLab(t).base)
	const query = "outage=refuse&outage-from=5s&outage-to=10s"
	p.visit("/?" + query)
	p.wait(partsThere + ` && document.querySelector('` + handle("outage-to") + `')`)
	if label := p.text("[data-chart=load] text.span"); !strings.Contains(label, "outage") {
		t.Errorf("the band is labelled %q", label)
	}
	span := evaluate[[]float64](p, `(() => {
		const plot = document.querySelector("[data-chart=load] .plot");
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
	if problem := p.text("#problem-outage-to"); problem != "" {
		t.Errorf("dragging made a contradiction: %s", problem)
	}
}

func TestBrowserDragTheCap(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/?strategies=exponential,full&base=1s&cap=8s")
	p.wait(partsThere + ` && document.querySelector("` + capHandle + `")`)
	x, y := p.middle(capHandle)
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x, y+48) // half of the plot's 96 px, from 8 s
	p.wait(done("strategies=exponential,full&base=1s&cap=4s"))
	p.mouse(chromedp.MouseReleased, x, y+48)
	p.wait(`document.querySelector("#waits").textContent.includes("exactly 4\u00a0s from retry 3 on without jitter")`)
}

// Where the capacity comes from servers there is no line to drag.
func TestBrowserNoHandleWithoutARate(t *testing.T) {
	p := openTab(t, startLab(t).base)
	for _, path := range []string{"/?limiter=none&servers=5&service=100ms", "/?servers=1&service=100ms"} {
		p.visit(path)
		p.wait(partsThere)
		p.nextFrames()
		if !evaluate[bool](p, `document.querySelector("line.capacity") && !document.querySelector("`+capacityHandle+`")`) {
			t.Errorf("%s: a handle for a capacity that is not the limiter's", path)
		}
	}
}

func TestBrowserCrosshairOfTheDelays(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/?strategies=exponential,decorrelated-aws&base=1s&cap=8s")
	p.fold("waits")
	caption := func(i int) string { return p.text(fmt.Sprintf("#waits-cap-%d", i)) }
	before := caption(0)
	p.do(chromedp.Focus(chromedp.CSS("[data-waits]")), chromedp.KeyEvent(kb.End))
	p.wait(`document.querySelector("#fold-waits .pointing")`)
	if got := caption(0); got != "retry 12: all 8.00\u00a0s" {
		t.Errorf("no jitter reads %q", got)
	}
	if got := caption(1); !strings.HasPrefix(got, "retry 12: ") || !strings.Contains(got, "median") || !strings.Contains(got, "%\u00a0on 8.00") && !strings.Contains(got, "% on 8.00") {
		t.Errorf("decorrelated (AWS) reads %q", got)
	}
	// It stays where it is when a run comes in.
	p.set("#clients", "150")
	p.wait(done("clients=150&strategies=exponential,decorrelated-aws&base=1s&cap=8s"))
	p.fold("waits")
	if got := caption(0); !strings.HasPrefix(got, "retry 12") {
		t.Errorf("after a run it reads %q", got)
	}
	p.do(chromedp.KeyEvent(kb.ArrowLeft))
	if got := caption(0); !strings.HasPrefix(got, "retry 11") {
		t.Errorf("an arrow key after a run reads %q", got)
	}
	p.do(chromedp.KeyEvent(escape))
	if got := caption(0); got != before {
		t.Errorf("after Escape the caption is %q, before it was %q", got, before)
	}
}

func TestBrowserPolicyWithoutScript(t *testing.T) {
	p := openTab(t, startLab(t).base, withoutScript)
	p.visit("/details")
	for what, count := range map[string]int{"#waits .panel": 4, "#waits tbody tr": 14, ".handle": 0} {
		if n := evaluate[int](p, `document.querySelectorAll("`+what+`").length`); n != count {
			t.Errorf("the page has %d of %s, want %d", n, what, count)
		}
	}
}

// How far a line can be moved is what the server says of its field, in milliseconds where
// that is a time, and of the fields beside it.
func TestBrowserHandlesReachAsFarAsTheirFields(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/?outage=refuse&outage-from=5s&outage-to=10s&crash=20s&base=200ms")
	p.wait(partsThere + ` && document.querySelector('` + handle("restart") + `')`)
	for field, want := range map[string]string{
		"rate": "0.001 1000000", "cap": "1 86400000", "outage-from": "0 9750", "outage-to": "5250 86400000", "crash": "1 86400000", "restart": "1 86400000",
	} {
		if got := evaluate[string](p, `(({ariaValueMin, ariaValueMax}) => ariaValueMin + " " + ariaValueMax)(document.querySelector('`+handle(field)+`:not(.echo)'))`); got != want {
			t.Errorf("%s can be moved from %s, want %s", field, got, want)
		}
	}
}
