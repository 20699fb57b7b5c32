//go:build pictures

package e2e

import (
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// images is where the pictures of the README and of docs/pictures.md are.
const images = "../docs/images/"

// shoot writes what the tab shows, small: WebP, which every browser and forge shows.
func (p *tab) shoot(name string) {
	p.tb.Helper()
	quality := int64(76)
	p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
		if err != nil {
			return chromedp.Void{}, err
		}
		return chromedp.Void{}, os.WriteFile(images+name+".webp", shot.Data, 0o644)
	})
}

// still waits until what is on show has been painted.
func (p *tab) still() {
	p.tb.Helper()
	evaluate[bool](p, `new Promise((still) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => still(true), 250))))`, chromedp.EvalAwaitPromise)
}

// picture is one of them: what is opened, in which window, and what is done before.
type picture struct {
	name, path    string
	width, height int64
	scheme        string
	steps         func(*tab)
}

func pictures() []picture {
	const light, dark = "light", "dark"
	const crowd = "/?clients=200000&spread=10s&rate=5000&burst=5000&strategies=fixed,exponential,full,equal,decorrelated,linear&base=100ms&cap=20s&attempts=30&bin=100ms"
	return []picture{
		{"lab-light", "/", 1280, 900, light, (*tab).parts},
		{"lab-dark", "/", 1280, 900, dark, (*tab).parts},
		{"phone", "/", 390, 844, light, (*tab).parts},
		{"tablet", "/?preset=llm-rate-limit", 820, 1180, light, (*tab).parts},
		{"wide", "/?preset=recovery", 1680, 1050, dark, (*tab).parts},
		{"stress", "/?preset=stress", 1280, 900, light, (*tab).parts},
		{"layers", "/?preset=layers", 1280, 900, light, (*tab).parts},
		{"groups", "/?clients=400&spread=5s&rate=20&burst=20&strategies=fixed(attempts=100+base=200ms)@50/full(attempts=3)@50,full(attempts=3)", 1280, 900, light, folded("numbers")},
		{"by-attempt", "/?preset=bad-spells", 1280, 900, light, func(p *tab) {
			folded("numbers")(p)
			p.wait(`document.querySelector("#by-attempt")`)
			p.into("#by-attempt")
		}},
		{"hedge", "/?preset=hedge-overload", 1280, 900, light, (*tab).parts},
		{"minute", "/?preset=on-the-minute", 1280, 900, dark, (*tab).parts},
		{"chaos", "/?preset=chaos", 1280, 900, dark, (*tab).parts},

		{"picker", "/", 1280, 900, light, func(p *tab) { p.parts(); p.do(chromedp.Click(chromedp.CSS("#picker-now"))); p.wait(listed) }},
		{"dragging", "/", 1280, 900, light, dragged},
		{"add", "/", 1280, 900, light, func(p *tab) { p.adding(); p.do(chromedp.KeyEvent("boto")) }},
		{"drawer", "/", 1280, 900, light, func(p *tab) { p.drawer(); p.do(chromedp.Focus(chromedp.CSS("#set-limiter"))) }},
		{"sheet", "/", 390, 844, dark, (*tab).drawer},
		{"error", "/?rate=often&base=20s&cap=10s", 1280, 900, light, nil},
		{"mid-run", crowd, 1280, 900, light, func(p *tab) { p.wait(`Number(document.querySelector(".run")?.dataset.bins) > 40`) }},

		{"predict", "/?preset=stress&predict=yes", 1280, 900, light, func(p *tab) { p.wait(asking); p.guess() }},
		{"predicted", "/?preset=stress&predict=yes", 1280, 900, light, func(p *tab) {
			p.wait(asking)
			p.guess()
			p.do(chromedp.SetValue(chromedp.ID("speed"), "100"), chromedp.Click(chromedp.ID("play")))
			p.wait(`document.body.dataset.predict === "shown"`)
		}},
		{"service-view", "/?clients=300&spread=0s&rate=20&burst=20&strategies=exponential,full&base=1s&cap=8s", 1280, 900, dark, inMotion},
		{"use", "/", 1280, 900, light, func(p *tab) {
			p.parts()
			p.do(chromedp.Click(chromedp.ID("use")))
			p.wait(useOpen + " && " + useCode)
			p.do(chromedp.Click(chromedp.ID("use-place-grpc")))
			p.wait(useCode + `.includes("maxAttempts")`)
		}},
		{"import", "/import", 1280, 1240, light, func(p *tab) { p.pasteConfig(configGRPC); p.wait(imported) }},
		{"compare", "/compare?preset=stress&rate=100&with=preset=stress", 1280, 1240, light, (*tab).parts},

		{"sweep", "/sweep?clients=150&runs=30&x=clients:lin(20,300,8)&strategies=exponential,full,equal", 1280, 1300, light, studied("#study-body svg")},
		{"sweep-map", "/sweep?clients=150&strategies=exponential,full,equal&runs=10&x=cap:1s,2s,4s,8s,16s&y=base:50ms,100ms,200ms,400ms&figures=last_success", 1280, 1100, dark, studied(".map")},
		{"find", "/find?preset=thundering-herd&goal=wasted_per_request&limits=done_99:1m", 1280, 1300, light, studied("#study-body table")},
		{"tip", "/tip?" + hotOS, 1280, 1000, light, studied(".tip-charts")},
		{"collapse", "/collapse?" + fourServers, 1280, 900, dark, studied(".odds table")},

		{"folds", "/?preset=stress", 1280, 1300, light, folded("completion", "waits", "trade-off")},
		{"numbers", "/?preset=stress", 1280, 900, dark, folded("numbers")},
		{"every-retry", "/?preset=stress", 1280, 900, light, folded("attempts")},

		{"scenarios", "/scenarios", 1280, 800, dark, nil},
		{"glossary", "/glossary", 1280, 900, light, nil},
		{"help", "/help", 1280, 900, light, nil},
		{"embed", "/embed?preset=stress", 800, 450, light, nil},
		{"learn", "/learn", 1280, 1000, light, nil},
		{"lesson", "/learn/backoff-alone", 1280, 1000, light, func(p *tab) {
			p.into("#block-last")
			p.do(chromedp.Focus("#block-last .guess"), chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(8)))
		}},
		{"lesson-answered", "/learn/backoff-alone?last=30s", 1280, 1000, dark, func(p *tab) { p.over("#block-last") }},
		{"lesson-exercise", "/learn/retry-after?exercise.hint=1", 1280, 1000, light, func(p *tab) { p.over("#block-exercise") }},
		{"lesson-phone", "/learn/feeds-itself?recovers=1", 390, 844, dark, func(p *tab) { p.over("#block-exercise") }},
		{"lesson-print", "/learn/jitter", 794, 1123, light, func(p *tab) { p.do(withMediaType("print")) }},
		{"guide", "/guide/jitter", 1280, 1000, light, nil},
		{"calculator", "/calculator?strategies=decorrelated", 1280, 1240, light, nil},
		{"print", "/?preset=recovery", 794, 1123, light, func(p *tab) { p.parts(); p.do(withMediaType("print")) }},
	}
}

// The studies of the pictures.
const (
	hotOS       = "clients=100000&population=open&offered=280&limiter=none&strategies=immediate&attempts=2&timeout=1s&servers=30&queue=1000000&service=100ms&within=2m"
	fourServers = "clients=2000&population=open&offered=32&duration=40s&limiter=none&strategies=immediate&attempts=3&timeout=2s&servers=4&queue=2000&service=100ms&service-dist=exponential&repetitions=16"
)

// studied waits until a study is done, and goes to what it came to.
func studied(to string) func(*tab) {
	return func(p *tab) {
		p.wait(`document.body.dataset.state === "done" && document.querySelector("` + to + `")`)
		p.into("#study")
	}
}

// TestPictures takes the pictures that the documents show, for make pictures.
func TestPictures(t *testing.T) {
	base := startLab(t).base
	for _, shot := range pictures() {
		t.Run(shot.name, func(t *testing.T) { shot.take(t, base) })
	}
	t.Run("too-large", func(t *testing.T) {
		small := startLab(t, "-stream-attempts", "200000").base
		picture{"too-large", "/", 1280, 900, "light", func(p *tab) {
			p.parts()
			p.set("#controls [name=clients]", "20k")
			p.wait(`document.querySelector(".too-large")`)
		}}.take(t, small)
	})
	t.Run("previews", func(t *testing.T) { previews(t, base) })
}

func (shot picture) take(t *testing.T, base string) {
	size := chromedp.EmulateViewport(shot.width, shot.height)
	if shot.width < 600 {
		size = chromedp.EmulateViewport(shot.width, shot.height, chromedp.EmulateMobile)
	}
	p := openTab(t, base, size, withMedia("prefers-color-scheme", shot.scheme))
	p.forgive("400") // the picture of an error
	p.visit(shot.path)
	if shot.steps != nil {
		shot.steps(p)
	}
	p.still()
	p.shoot(shot.name)
	p.close()
}

// over scrolls to a block of a lesson, and waits for its run to have played.
func (p *tab) over(block string) {
	p.tb.Helper()
	p.into(block)
	for _, label := range []string{"Pause", "Play"} {
		p.wait(`document.querySelector("` + block + ` .play")?.getAttribute("aria-label") === "` + label + `"`)
	}
}

// dragged holds the limit, above where it was.
func dragged(p *tab) {
	p.withHandles("/", "rate")
	x, y := p.middle(handle("rate"))
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x, y-6)
	p.mouse(chromedp.MouseMoved, x, y-14)
	p.wait(done("") + ` && document.body.dataset.query.includes("rate=")`)
}

// guess moves the mark of a page that asks.
func (p *tab) guess() {
	p.tb.Helper()
	x, y := p.middle(".guess")
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseMoved, x+90, y)
	p.mouse(chromedp.MouseReleased, x+90, y)
	p.wait(guessed + `.endsWith("?")`)
	p.mouse(chromedp.MouseMoved, 10, 10) // no crosshair
}

// inMotion stops the clients where a herd is on its way back.
func inMotion(p *tab) {
	p.parts()
	p.do(chromedp.Click(chromedp.ID("scene-toggle")))
	p.wait(onStage)
	p.wait(`parseFloat(document.querySelector("#clock").textContent) >= 3.1`)
	p.do(chromedp.Click(chromedp.ID("play")))
	evaluate[bool](p, `document.activeElement.blur() ?? true`)
}

// folded opens some parts, and shows the first of them.
func folded(names ...string) func(*tab) {
	return func(p *tab) {
		for _, name := range names {
			p.fold(name)
		}
		if names[0] == "attempts" {
			p.wait(`document.querySelector("#fold-attempts .panel")`)
		}
		p.into("#fold-" + names[0])
	}
}

func withMediaType(media string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, t.Call(ctx, "Emulation.setEmulatedMedia", map[string]string{"media": media}, nil)
	}
}

// previews are the links of three presets as a chat program shows them: from the tags
// of the page alone.
func previews(t *testing.T, base string) {
	bubbles := ""
	for _, preset := range []string{"stress", "recovery", "retry-after"} {
		link := base + "/?preset=" + preset
		document := fetched(t, link)
		picture := base64.StdEncoding.EncodeToString([]byte(fetched(t, tag(t, document, "og:image"))))
		bubbles += fmt.Sprintf(`<p>lab.example/?preset=%s</p><div><b>Backoff Lab</b><h1>%s</h1><span>%s</span><img src="data:image/png;base64,%s"></div>`,
			preset, tag(t, document, "og:title"), tag(t, document, "og:description"), picture)
	}
	p := openTab(t, base, chromedp.EmulateViewport(560, 1180), withMedia("prefers-color-scheme", "light"))
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		tree, err := cdp.Call(ctx, target, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return chromedp.Void{}, err
		}
		return chromedp.Void{}, target.Call(ctx, page.SetDocumentContent.Method, map[string]string{"frameId": string(tree.FrameTree.Frame.ID), "html": chat + bubbles}, nil)
	})
	p.wait(`[...document.images].every((image) => image.complete && image.naturalWidth === 1200)`)
	p.shoot("previews")
	p.close()
}

// chat is how a chat program looks, more or less.
const chat = `<style>
	body { margin: 24px; font: 15px/1.4 sans-serif; background: #fff; color: #222 }
	p { margin: 0 0 6px; color: #1264a3 }
	div { max-width: 420px; margin: 0 0 22px; padding: 2px 0 2px 12px; border-left: 4px solid #ddd }
	h1 { margin: 2px 0; font-size: 15px; color: #1264a3 }
	span { display: block; max-height: 2.8em; overflow: hidden; font-size: 14px }
	img { width: 360px; margin-top: 8px; border-radius: 8px }
</style>`

func fetched(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", address, answer.Status, err)
	}
	return string(body)
}

// tag is the content of a meta tag, as it is written.
func tag(t *testing.T, page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`property="` + regexp.QuoteMeta(name) + `" content="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the page has no %s", name)
	}
	return html.UnescapeString(found[1])
}
