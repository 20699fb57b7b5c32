package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	// onStage is true when both strategies of the service view are drawn.
	onStage = `document.querySelectorAll(".scene:not(.stale) figure:not([hidden]) canvas[aria-label]").length === 2 &&
		[...document.querySelectorAll(".scene figcaption")].every((words) => words.textContent)`

	// settledDown comes after what was asked for is drawn.
	settledDown = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`

	// countDraws counts the pictures of all canvases.
	countDraws = `window.draws = 0; const clear = CanvasRenderingContext2D.prototype.clearRect;
		CanvasRenderingContext2D.prototype.clearRect = function (...args) { window.draws++; return clear.apply(this, args); };`

	herdLink = "/?clients=60&spread=0s&rate=5&burst=5&strategies=exponential,full,fixed&bin=100ms"
)

// openScene opens a page with its service view.
func openScene(t *testing.T, base, path string, steps ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	p := openTab(t, base, append([]chromedp.Action[chromedp.Void]{withScript(countDraws)}, steps...)...)
	p.visit(path)
	p.wait(`document.body.dataset.parts`)
	p.do(chromedp.Click(chromedp.ID("scene-toggle")))
	p.wait(`document.querySelector(".scene")`)
	return p
}

// picture returns what the first canvas shows, at a bin or, with a negative one, as it is.
func (p *tab) picture(bin string) string {
	p.tb.Helper()
	if bin != "" {
		p.set("#scrub", bin)
	}
	p.do(chromedp.Evaluate[chromedp.Void](settledDown, chromedp.EvalAwaitPromise))
	return evaluate[string](p, `document.querySelector(".scene canvas").toDataURL()`)
}

func TestBrowserScene(t *testing.T) {
	p := openScene(t, sharedLab(t), herdLink)
	p.wait(onStage)
	if expanded := evaluate[string](p, `document.querySelector("#scene-toggle").getAttribute("aria-expanded")`); expanded != "true" {
		t.Errorf("the open view's button says %q", expanded)
	}
	if words := evaluate[string](p, `document.querySelector(".scene canvas").getAttribute("aria-label")`); !strings.HasPrefix(words, "No jitter: 60 clients make ") {
		t.Errorf("the picture's name is %q", words)
	}
	if inked := evaluate[int](p, `(() => { const c = document.querySelector(".scene canvas");
		return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 3 && v > 0).length })()`); inked < 1000 {
		t.Errorf("the picture has %d pixels of ink", inked)
	}

	// It opens at the beginning and plays; what is below stays where it is.
	p.wait(playing + ` && document.querySelector("#scrub").valueAsNumber > 0`)
	p.press("1")
	end, begin, herd := p.picture(""), p.picture("0"), p.picture("13")
	if begin == herd || begin == end || herd == end {
		t.Error("two moments have the same picture")
	}
	if again := p.picture("0"); again != begin {
		t.Error("back at the beginning the picture is another")
	}
	if again := p.picture("13"); again != herd {
		t.Error("back in the midst the picture is another")
	}

	// Nothing moves, so nothing is drawn.
	before := evaluate[int](p, `window.draws`)
	p.do(chromedp.Evaluate[chromedp.Void](settledDown, chromedp.EvalAwaitPromise))
	if after := evaluate[int](p, `window.draws`); after != before {
		t.Errorf("at rest it draws %d times", after-before)
	}

	// Another strategy by the arrow keys.
	p.do(chromedp.Focus(chromedp.CSS(".scene input:checked")), chromedp.KeyEvent(arrowRight))
	p.wait(onStage + ` && document.querySelector(".scene canvas").getAttribute("aria-label").startsWith("Full jitter: ")`)

	// The picture follows the settings.
	p.set("#clients", "40")
	p.wait(`document.body.dataset.query.includes("clients=40&") && document.querySelector(".scene canvas").getAttribute("aria-label").includes(" 40 clients ")`)

	p.do(chromedp.Click(chromedp.ID("scene-toggle")))
	p.wait(`!document.querySelector(".scene") && document.querySelector("#speed").value === "5"`)
}

// The view takes the place of the rows, and gives it back with the playhead where it was.
func TestBrowserSceneKeepsItsPlace(t *testing.T) {
	p := openTab(t, sharedLab(t))
	for _, size := range []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(1280, 900), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile)} {
		p.do(size)
		p.visit(herdLink)
		p.wait(partsThere)
		p.set("#scrub", "20")
		places, clock := p.places(), p.text("#clock")
		p.do(chromedp.Click(chromedp.ID("scene-toggle")))
		p.wait(`document.querySelector(".scene") && ` + playing)
		if now := p.places(); now != places {
			t.Errorf("it moves what is on the page:\n%s\n%s", places, now)
		}
		p.do(chromedp.Click(chromedp.ID("scene-toggle")))
		p.wait(`!document.querySelector(".scene") && !(` + playing + `)`)
		if now := p.text("#clock"); now != clock {
			t.Errorf("closed, the playhead is at %s, before at %s", now, clock)
		}
	}
}

func TestBrowserSceneByKey(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit(herdLink)
	p.wait(`document.body.dataset.parts`)
	p.do(chromedp.Focus(chromedp.ID("play")), chromedp.KeyEvent("v"))
	p.wait(onStage)
	// It plays by its own button, too; the next visit begins without it.
	p.wait(playing)
	p.press("0")
	p.do(chromedp.Click(chromedp.CSS(".scene-play")))
	p.wait(playing + ` && getComputedStyle(document.querySelector(".scene-play")).display === "none"`)
	p.visit(herdLink)
	p.parts()
	if evaluate[bool](p, `!!document.querySelector(".scene")`) {
		t.Error("the next visit begins with the view")
	}
	p.do(chromedp.Focus(chromedp.ID("play")), chromedp.KeyEvent("v"))
	p.wait(onStage)
	p.do(chromedp.Focus(chromedp.ID("clients")), chromedp.KeyEvent("v"))
	if !evaluate[bool](p, `!!document.querySelector(".scene")`) {
		t.Error("a v that is typed closes the view")
	}
	p.do(chromedp.Focus(chromedp.ID("play")), chromedp.KeyEvent("v"))
	p.wait(`!document.querySelector(".scene")`)
}

func TestBrowserSceneOfTooMany(t *testing.T) {
	p := openScene(t, sharedLab(t), "/?clients=1000&rate=70&strategies=exponential,full")
	p.forgive("422")
	p.wait(`document.querySelector(".scene-large a")`)
	if words := p.text(".scene-large"); !strings.Contains(words, "up to 400 clients") {
		t.Errorf("it says %q", words)
	}
	if link := evaluate[string](p, `document.querySelector(".scene-large a").getAttribute("href")`); link != "/?rate=70&strategies=exponential,full" {
		t.Errorf("it offers %q", link)
	}
	if evaluate[bool](p, visible(".scene canvas")) {
		t.Error("there is a picture beside the words")
	}
	p.do(chromedp.Click(chromedp.CSS(".scene-large a")))
	p.wait(`document.body.dataset.query.startsWith("rate=70&") && ` + onStage)
	if !evaluate[bool](p, visible(".scene canvas")) || p.text(".scene-large") != "" {
		t.Error("the smaller run has no picture, or still the words")
	}
}

// Without motion a moment is one still picture: it changes with the bin, not within.
func TestBrowserSceneWithoutMotion(t *testing.T) {
	p := openScene(t, sharedLab(t), herdLink, withMedia("prefers-reduced-motion", "reduce"))
	p.wait(onStage)
	if !evaluate[bool](p, `document.querySelector("#scrub").valueAsNumber === 0 && !(`+playing+`)`) {
		t.Error("without motion it does not open at the beginning, at rest")
	}
	if words := p.text(".scene-scale"); !strings.HasPrefix(words, "Without motion") {
		t.Errorf("it says %q", words)
	}
	at := func(bin string) string {
		t.Helper()
		drawn := evaluate[int](p, `window.draws`)
		evaluate[bool](p, `(document.querySelector("#scrub").step = "any", true)`)
		p.set("#scrub", bin)
		p.wait(`window.draws > ` + strconv.Itoa(drawn))
		return p.picture("")
	}
	first, within, next := at("10"), at("10.4"), at("11")
	if first != within {
		t.Error("within a bin something moves")
	}
	if first == next {
		t.Error("in the next bin nothing has changed")
	}
}

func TestBrowserSceneOnAPhone(t *testing.T) {
	p := openScene(t, sharedLab(t), "/", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	p.wait(playing + ` && document.querySelector(".scene figcaption").textContent`)
	if width := evaluate[int](p, `document.documentElement.scrollWidth`); width > 390 {
		t.Errorf("the page is %d pixels wide", width)
	}
	if small := evaluate[bool](p, `[...document.querySelectorAll("#scene-toggle, .scene label, .scene-play")].some((e) => e.getClientRects().length && e.getBoundingClientRect().height < 44)`); small {
		t.Error("something to press is less than 44 pixels high")
	}
}
