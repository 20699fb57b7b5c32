package e2e

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"backofflab/scenario"
)

// stress is the README's example: a thousand clients against fifty a second.
const stress = "/?clients=1000&rate=50&strategies=exponential,full,equal,decorrelated&base=100ms&cap=10s&attempts=20&seed=42"

func TestBrowserFirstPaintWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/?clients=1000&rate=50&spread=0s&strategies=fixed,exponential,equal,decorrelated&base=200ms&bin=100ms")
	if state := evaluate[string](p, `document.body.dataset.state`); state != "done" {
		t.Errorf("the page's state is %q, want done", state)
	}
	has := func(what string, count int) {
		t.Helper()
		if n := evaluate[int](p, `document.querySelectorAll("`+what+`").length`); n != count {
			t.Errorf("the page has %d of %s, want %d", n, what, count)
		}
	}
	has("[data-chart=load] .panel", 4)
	has("#controls input[name=clients]", 1)
	has("h1", 1)
	// A thousand first tries arrive in the first bin, and no retry can by then.
	if paths := p.paths(); strings.Count(paths, "M0 0v-1000h1V0") != 4 {
		t.Errorf("not every load chart starts with 1,000 attempts:\n%.400s", paths)
	}
	// What is folded with a script is a page of its own without one.
	p.do(chromedp.Click(chromedp.CSS("#fold-completion summary")), chromedp.Click(chromedp.CSS("#fold-completion a")))
	p.wait(`location.pathname + location.hash === "/details#fold-completion" && document.readyState === "complete"`)
	has("[data-chart=completion] .panel", 4)
	has("#numbers tbody tr", 4)
	has("[data-waits] .panel", 4)
	has("h1", 1)
}

func TestBrowserFormWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/?clients=50&rate=10")
	p.do(
		chromedp.SetValue(chromedp.ID("clients"), "60"),
		chromedp.Click(chromedp.CSS("#controls [type=submit]")),
	)
	p.wait(`document.readyState === "complete" && document.querySelector("#clients")?.defaultValue === "60"`)
	if query := p.query(); query != "clients=60&rate=10" {
		t.Errorf("after the form was sent the page is of %q", query)
	}
}

func TestBrowserDark(t *testing.T) {
	base := sharedLab(t)
	background := func(scheme string) string {
		p := openTab(t, base, withMedia("prefers-color-scheme", scheme))
		p.visit("/")
		return evaluate[string](p, `getComputedStyle(document.body).backgroundColor`)
	}
	if light := background("light"); light != "rgb(247, 246, 242)" {
		t.Errorf("the light page is %s", light)
	}
	if dark := background("dark"); dark != "rgb(13, 16, 20)" {
		t.Errorf("the dark page is %s", dark)
	}
}

// The sheet of the page is applied under the policy, and no other text is one.
func TestBrowserStylesStandInThePage(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/")
	if seen := evaluate[string](p, `[document.styleSheets.length, document.styleSheets[0]?.ownerNode.localName, getComputedStyle(document.querySelector("#stage")).display].join(" ")`); seen != "1 style grid" {
		t.Errorf("sheets, what the first is, and what it does: %s, want 1 style grid", seen)
	}
	p.forgive("Content Security Policy")
	if seen := evaluate[string](p, `(() => {
		document.head.append(Object.assign(document.createElement("style"), {textContent: "#stage { display: none }"}));
		return getComputedStyle(document.querySelector("#stage")).display;
	})()`); seen != "grid" {
		t.Errorf("under another style the stage is %s", seen)
	}
}

// However slowly the document comes, its first frame has the whole picture: nothing moves when
// the rest is there.
func TestBrowserFirstFrameHasThePicture(t *testing.T) {
	base := sharedLab(t)
	lab, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(lab)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			through.ServeHTTP(w, r)
			return
		}
		whole := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		through.ServeHTTP(whole, r)
		before, after, _ := strings.Cut(whole.Body.String(), `<div id="scene"`)
		for _, name := range []string{"Content-Type", "Content-Security-Policy"} {
			w.Header().Set(name, whole.Header().Get(name))
		}
		io.WriteString(w, before)
		w.(http.Flusher).Flush()
		time.Sleep(2 * time.Second) // for a frame that must not be
		io.WriteString(w, `<div id="scene"`+after)
	}))
	t.Cleanup(slow.Close)
	p := openTab(t, slow.URL, append(phone, withScript(noteShifts+`
		requestAnimationFrame(() => (window.had = ["#load .data path", "#story", "#controls [name=attempts]"].filter((part) => document.querySelector(part)).join()));`))...)
	p.visit("/")
	p.parts()
	if had := evaluate[string](p, `window.had`); had != "#load .data path,#story,#controls [name=attempts]" {
		t.Errorf("the first frame has %q of the picture", had)
	}
	if shifts := evaluate[string](p, `window.shifts.join("; ")`); shifts != "" {
		t.Errorf("while the document comes something moves: %s", shifts)
	}
}

func TestBrowserPhoneNeedsNoSidewaysScroll(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	for _, path := range []string{"/", "/?preset=stress", "/?rate=nonsense"} {
		if strings.Contains(path, "nonsense") {
			p.forgive("400")
		}
		p.visit(path)
		// With a layout that is too wide, a phone zooms out, so the width in CSS
		// pixels is not enough to look at.
		if inner := evaluate[int](p, `innerWidth`); inner != 390 {
			t.Errorf("%s is laid out %d pixels wide", path, inner)
		}
		if width := evaluate[int](p, `document.documentElement.scrollWidth`); width > 390 {
			t.Errorf("%s is %d pixels wide", path, width)
		}
	}
}

// Figures of five digits, times in minutes and differences that are not clear must not push
// a column out of sight.
func TestBrowserTableFitsADesktop(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900))
	for _, link := range []string{"/", stress, "/?preset=stress", "/?preset=at-the-cap", "/?runs=20"} {
		p.visit(link)
		p.fold("numbers")
		if wide := evaluate[string](p, `[...document.querySelectorAll("#fold-numbers .scroll")].filter((s) => s.scrollWidth > s.clientWidth).map((s) => s.getAttribute("aria-labelledby") + " " + (s.scrollWidth - s.clientWidth)).join()`); wide != "" {
			t.Errorf("%s: too wide, in px: %s", link, wide)
		}
	}
}

// firstVisitBytes bounds everything that a first visit loads, on the wire, headers
// included.
const firstVisitBytes = 60_000

func TestBrowserPageIsSmall(t *testing.T) {
	base := sharedLab(t)
	for _, path := range append([]string{"/", stress}, heaviest(t, base, 2)...) {
		p := openTab(t, base) // each with an empty cache
		p.visit(path)
		p.parts()
		weight := p.weight()
		t.Logf("%s takes %d bytes", path, weight)
		if weight > firstVisitBytes {
			t.Errorf("%s takes %d bytes, want at most %d", path, weight, firstVisitBytes)
		}
		p.close()
	}
}

// heaviest are the n presets whose documents are largest on the wire. All else that a visit
// loads is the same for every scenario.
func heaviest(t *testing.T, base string, n int) []string {
	t.Helper()
	sizes := map[string]int{}
	for _, preset := range scenario.Presets() {
		path := "/?preset=" + preset.Key
		request, err := http.NewRequest(http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", "br")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		size, err := io.Copy(io.Discard, answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			t.Fatal(err)
		}
		sizes[path] = int(size)
	}
	paths := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int { return sizes[b] - sizes[a] })
	return paths[:n]
}

func TestBrowserCrosshairByKeyboard(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	caption := "[data-chart=load] [data-key=full] .readout"
	before := p.text(caption)
	p.do(chromedp.Focus(chromedp.CSS("[data-chart=load]")), chromedp.KeyEvent(arrowRight))
	p.wait(`document.querySelector(".reading")`)
	first := p.text(caption)
	if head := p.text("#load-heads"); !strings.Contains(head, "at 0.0") || first == before {
		t.Errorf("the crosshair in the first bin reads %q %q; without it the figures are %q", head, first, before)
	}
	p.do(chromedp.KeyEvent(arrowRight))
	if second := p.text(caption); second == first {
		t.Errorf("the crosshair moved on and still reads %q", second)
	}
	p.do(chromedp.KeyEvent(escape))
	if after := p.text(caption); after != before || strings.Contains(p.text("#load-heads"), "at 0.0") {
		t.Errorf("after Escape the caption is %q, before it was %q", after, before)
	}
}

func TestBrowserPlayAndPause(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	const playing, paused = `document.querySelector("#play").getAttribute("aria-label") === "Pause"`, `document.querySelector("#play").getAttribute("aria-label") === "Play"`
	end := p.text("#clock")
	p.do(chromedp.SetValue(chromedp.ID("speed"), "1"), chromedp.Click(chromedp.ID("play")))
	p.wait(playing + ` && document.querySelector(".playing")`)
	p.do(chromedp.Click(chromedp.ID("play")))
	p.wait(paused)
	held := p.text("#clock")
	if held == end {
		t.Errorf("paused at once, the clock shows the end, %s", held)
	}
	// Two animation frames: a playhead that still moved would have moved by now.
	p.do(chromedp.Evaluate[chromedp.Void](`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`, chromedp.EvalAwaitPromise))
	if now := p.text("#clock"); now != held {
		t.Errorf("paused at %s, the clock shows %s", held, now)
	}
	covered := evaluate[bool](p, `getComputedStyle(document.querySelector(".cover")).visibility === "visible"`)
	if !covered {
		t.Error("what is later than the playhead is not covered")
	}
	p.do(chromedp.SetValue(chromedp.ID("speed"), "100"), chromedp.Click(chromedp.ID("play")))
	p.wait(paused + ` && !document.querySelector(".playing")`)
	if now := p.text("#clock"); now != end {
		t.Errorf("at the end of the play the clock shows %s, want %s", now, end)
	}
}
