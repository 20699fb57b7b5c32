package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const panelOpen = `document.querySelector("#share-panel")?.open`

// held returns what a field of the page holds.
func (p *tab) held(id string) string {
	p.tb.Helper()
	return evaluate[string](p, `document.getElementById(`+strconv.Quote(id)+`).value`)
}

func TestBrowserShare(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base, withClipboard(base))
	p.visit(stress)
	p.wait(`document.body.dataset.parts`)
	if evaluate[bool](p, `!!document.querySelector("img")`) {
		t.Error("the preview is loaded before anybody wants to see it")
	}
	p.do(chromedp.Focus(chromedp.ID("share")), chromedp.KeyEvent("\r"))
	p.wait(panelOpen + ` && document.querySelector("#share-panel img").naturalWidth === 1200`)
	if focused := evaluate[string](p, `document.activeElement.dataset.copy`); focused != "share-link" {
		t.Errorf("the focus is at %q, not at what most come for", focused)
	}
	p.do(chromedp.KeyEvent("\r"))
	p.wait(`document.activeElement.textContent === "Copied"`)
	p.do(chromedp.Evaluate[chromedp.Void](`navigator.clipboard.readText().then((text) => window.copied = text)`, chromedp.EvalAwaitPromise))
	if copied := evaluate[string](p, `window.copied`); copied != base+"/?"+p.query() {
		t.Errorf("the copied link is %q", copied)
	}
	// Words go into the link, the page, and all that is made of the link.
	const title, note = `Herds & "<b>"`, `why [so]`
	p.set("#share-name", title)
	p.set("#share-note", note)
	p.wait(`document.body.dataset.query.includes("note=") && document.body.dataset.state === "done" && document.querySelector("#share-link").value.includes("note=")`)
	if got := p.text("#hero .own") + "|" + p.text(".remark"); got != title+"|"+note {
		t.Errorf("the page says %q", got)
	}
	p.wait(`location.search.slice(1) === document.body.dataset.query`)
	if now := p.query(); !strings.HasSuffix(now, "title=Herds+%26+%22%3Cb%3E%22&note=why+%5Bso%5D") {
		t.Errorf("the link is %q", now)
	}
	frame := p.held("share-frame")
	if !strings.HasPrefix(frame, `<iframe src="`+base+`/embed?clients=1000&amp;`) || !strings.Contains(frame, `title="Herds &amp; &quot;&lt;b>&quot;"`) {
		t.Errorf("the frame's code is %s", frame)
	}
	p.do(chromedp.SetValue(chromedp.ID("share-chart"), "both"))
	evaluate[bool](p, `document.querySelector("#share-chart").dispatchEvent(new Event("change"))`)
	if frame := p.held("share-frame"); !strings.Contains(frame, "&amp;chart=both") {
		t.Errorf("with both charts the frame's code is %s", frame)
	}
	p.wait(`[...document.querySelectorAll(".take")].every((link) => link.search.includes("title=Herds"))`)
	p.do(chromedp.KeyEvent(escape))
	p.wait(`!(` + panelOpen + `) && document.activeElement.id === "share"`)
	// What is in the link stays with it.
	p.do(chromedp.Reload())
	p.wait(`document.body.dataset.parts && document.querySelector("#hero .own").textContent === ` + strconv.Quote(title))
	p.set("#clients", "60")
	p.wait(`document.body.dataset.state === "done" && document.body.dataset.query.includes("clients=60") && document.body.dataset.query.includes("title=")`)
	p.pick("stress")
	p.wait(`document.body.dataset.state === "done" && !document.body.dataset.query.includes("title=") && !document.querySelector(".remark")`)
}

// On a phone there is a sheet for that; the panel stands for it where it fails.
func TestBrowserShareOnAPhone(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch),
		withScript(`window.given = []; window.fails = "AbortError";
			navigator.share = (what) => (given.push(what), Promise.reject(new DOMException("", fails)));`))
	p.visit("/?clients=50&title=Mine")
	p.parts()
	p.do(chromedp.Click(chromedp.ID("share")))
	p.wait(`given.length === 1`)
	if given := evaluate[map[string]string](p, `given[0]`); given["title"] != "Mine" || given["url"] != "http://"+p.host+"/?clients=50&title=Mine" {
		t.Errorf("the sheet is given %q", given)
	}
	p.nextFrames()
	if evaluate[bool](p, `!!document.querySelector("#share-panel")`) {
		t.Error("who has closed the sheet gets the panel")
	}
	evaluate[bool](p, `(window.fails = "NotAllowedError") && true`)
	p.do(chromedp.Click(chromedp.ID("share")))
	p.wait(panelOpen)
}

// A frame is about as high as its code says, and needs no scrolling.
func TestBrowserFrameIsAsHighAsItsCode(t *testing.T) {
	base := sharedLab(t)
	p, frame := openTab(t, base), openTab(t, base, chromedp.EmulateViewport(700, 300))
	for _, query := range []string{"strategies=full,equal", "strategies=exponential,full,equal,decorrelated", "clients=50&strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,proportional&note=" + strings.Repeat("why ", 40)} {
		p.visit("/?" + strings.ReplaceAll(query, " ", "+"))
		p.parts()
		p.do(chromedp.Click(chromedp.ID("share")))
		p.wait(panelOpen)
		for _, chart := range []string{"load", "completion", "both"} {
			p.do(chromedp.SetValue(chromedp.ID("share-chart"), chart))
			evaluate[bool](p, `document.querySelector("#share-chart").dispatchEvent(new Event("change"))`)
			said := evaluate[int](p, `parseInt(document.querySelector("#share-frame").value.match(/height="(\d+)"/)[1])`)
			frame.visit("/embed?chart=" + chart + "&" + strings.ReplaceAll(query, " ", "+"))
			if high := evaluate[int](frame, `document.documentElement.scrollHeight`); said < high || said > high+60 {
				t.Errorf("%s of %.60s is %d px high, its code says %d", chart, query, high, said)
			}
		}
	}
}

// Whatever a frame draws has a style there. Black is none of the palette's colours: it is
// what a shape has that no sheet knows.
func TestBrowserFrameHasAllStyles(t *testing.T) {
	p := openTab(t, sharedLab(t))
	for _, query := range []string{"preset=chaos", "preset=recovery", "runs=5&clients=50&strategies=full", "limiter=none&service=10ms&servers=2"} {
		p.visit("/embed?chart=both&" + query)
		p.wait(`document.body.dataset.state === "done"`)
		if bare := evaluate[[]string](p, `[...document.querySelectorAll("[data-chart] svg :is(rect, path, line)")]
			.filter((e) => { const s = getComputedStyle(e); return s.display !== "none" && s.fill === "rgb(0, 0, 0)" && s.fillOpacity === "1" && s.stroke === "none" && e.getBoundingClientRect().width > 0 })
			.map((e) => e.outerHTML.slice(0, 80))`); len(bare) > 0 {
			t.Errorf("%s: %d shapes have no style, such as %s", query, len(bare), bare[0])
		}
	}
}

// A page of another site holds the frame, which plays there; the lab itself it may
// not hold.
func TestBrowserFrameOnAnotherSite(t *testing.T) {
	base := sharedLab(t)
	blog := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<!doctype html><title>A blog</title><link rel="icon" href="data:,"><img id="card" src="%[1]s/card.png"><iframe src="%[1]s%[2]s" width="320" height="900"></iframe>`,
			base, r.URL.Query().Get("path")) // a browser that is gone reads nothing
	}))
	defer blog.Close()
	p := openTab(t, blog.URL)
	p.forgive("a request to another host: "+base, "frame-ancestors", "chrome-error:")
	p.visit("/?path=/embed?strategies=full,equal%26title=Mine")
	p.wait(`document.querySelector("#card").naturalWidth === 1200`)
	for _, expression := range []string{
		`document.body.dataset.state === "done" && document.querySelector("h1").textContent === "Mine"`,
		`document.querySelectorAll("[data-chart=load] .panel").length === 2`,
		`document.documentElement.scrollWidth === 320 && getComputedStyle(document.body).backgroundColor === "rgba(0, 0, 0, 0)"`,
		`document.querySelector("[data-chart]").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true})) !== null && document.querySelector("#stage.reading .readout").textContent.includes("at 0.0")`,
		`document.querySelector("#play").getAttribute("aria-label") === "Pause" || (document.querySelector("#speed").value = "1", document.querySelector("#play").click(), false)`,
		`document.querySelector("#stage").classList.contains("playing")`,
	} {
		p.waitInFrame(expression)
	}
	p.visit("/?path=/")
	p.wait(`document.querySelector("#card").naturalWidth === 1200`)
	if p.inFrame(`!!document.querySelector("#stage")`) {
		t.Error("another site holds the lab")
	}
}

// waitInFrame is wait for the frame that the page holds.
func (p *tab) waitInFrame(expression string) {
	p.tb.Helper()
	pause := time.NewTicker(5 * time.Millisecond)
	defer pause.Stop()
	for end := time.Now().Add(patience); !p.inFrame(expression); <-pause.C {
		if time.Now().After(end) {
			p.tb.Fatalf("waited in vain in the frame for %s", expression)
		}
	}
}

// inFrame reports whether an expression is true in the frame that the page holds.
func (p *tab) inFrame(expression string) bool {
	p.tb.Helper()
	result, err := chromedp.Run(p.ctx, func(ctx context.Context, t *chromedp.Target) (runtime.EvaluateResult, error) {
		var tree page.GetFrameTreeResult
		if err := t.Call(ctx, page.GetFrameTree.Method, nil, &tree); err != nil {
			return runtime.EvaluateResult{}, err
		}
		var world page.CreateIsolatedWorldResult
		if err := t.Call(ctx, page.CreateIsolatedWorld.Method, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.ChildFrames[0].Frame.ID}, &world); err != nil {
			return runtime.EvaluateResult{}, err
		}
		var result runtime.EvaluateResult
		err := t.Call(ctx, runtime.Evaluate.Method, runtime.EvaluateParams{Expression: "!!(" + expression + ")", ContextID: world.ExecutionContextID}, &result)
		return result, err
	})
	if err != nil {
		p.tb.Fatal(err)
	}
	return result.Result != nil && string(result.Result.Value) == "true"
}

// Paper has no more than its width: nothing is cut off, and the address stands on it.
func TestBrowserPrint(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(703, 1000), withPaper)
	p.visit("/?strategies=fixed,linear,exponential,full,equal,decorrelated,immediate,proportional&title=On+paper&note=" + strings.Repeat("long", 90))
	p.wait(`document.body.dataset.parts`)
	if over := evaluate[int](p, `Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll(".scroll")].map((s) => s.scrollWidth - s.clientWidth))`); over > 0 {
		t.Errorf("the printed page is %d px too wide", over)
	}
	if seen := evaluate[string](p, `[...document.querySelectorAll(".pick, .strip, .transport, .places, .save, .remove, .add, .cover")].filter((e) => e.checkVisibility()).map((e) => e.className).join()`); seen != "" {
		t.Errorf("on paper there is %s", seen)
	}
	evaluate[bool](p, `dispatchEvent(new Event("beforeprint"))`)
	if got := p.text("#printed"); got != "http://"+p.host+"/?"+p.query() || !evaluate[bool](p, `document.querySelector("#printed").checkVisibility()`) {
		t.Errorf("the address on paper is %q", got)
	}
}

func withPaper(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	return chromedp.Void{}, t.Call(ctx, emulation.SetEmulatedMedia.Method, emulation.SetEmulatedMediaParams{Media: "print"}, nil)
}
