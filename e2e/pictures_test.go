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
)

// images is where the pictures of the README and of docs/pictures.md are.
const images = "../docs/images/"

// shoot writes what the tab shows, small: WebP, which every browser and forge shows.
func (p *tab) shoot(name string) {
	p.tb.Helper()
	quality := int64(82)
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

// opened opens a page and waits until all of it is there.
func opened(t *testing.T, base, path string, width, height int64, scheme string) *tab {
	t.Helper()
	p := openTab(t, base, chromedp.EmulateViewport(width, height), withMedia("prefers-color-scheme", scheme))
	p.visit(path)
	p.parts()
	return p
}

// TestPictures takes the pictures that the documents show, for make pictures.
func TestPictures(t *testing.T) {
	base := startLab(t).base

	p := opened(t, base, "/", 1280, 1120, "light")
	p.shoot("first-visit")
	p.close()
	for _, scheme := range []string{"light", "dark"} {
		p := opened(t, base, "/?preset=recovery", 1280, 1240, scheme)
		p.shoot("lab-" + scheme)
		p.close()
	}

	p = opened(t, base, "/?preset=stress", 1280, 900, "light")
	evaluate[bool](p, `(() => {
		document.querySelector("#load").scrollIntoView();
		const handle = document.querySelector("[data-handle=rate]:not(.echo)");
		const box = handle.getBoundingClientRect();
		const at = (y) => ({bubbles: true, pointerId: 1, isPrimary: true, button: 0, buttons: 1, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 - y});
		handle.setPointerCapture = () => {};
		handle.dispatchEvent(new PointerEvent("pointerdown", at(0)));
		dispatchEvent(new PointerEvent("pointermove", at(24)));
		return true;
	})()`)
	p.wait(done("") + ` && document.body.dataset.query.includes("rate=") && !document.body.dataset.query.includes("rate=50&")`)
	p.still()
	p.shoot("dragging")
	p.close()

	p = openTab(t, base, chromedp.EmulateViewport(1280, 900), withMedia("prefers-color-scheme", "light"))
	p.visit("/?clients=1000000&spread=10s&rate=5000&burst=5000&strategies=fixed,exponential,full,equal,decorrelated,linear&base=100ms&cap=20s&attempts=30&bin=100ms")
	p.wait(`Number(document.querySelector(".run")?.dataset.bins) > 150`)
	p.shoot("mid-run")
	p.close()

	p = opened(t, base, "/?preset=stress", 1280, 900, "light")
	evaluate[bool](p, `(() => {
		document.querySelector("#load").scrollIntoView();
		const box = document.querySelector("#load .plot").getBoundingClientRect();
		return document.querySelector("#load .plot").dispatchEvent(new PointerEvent("pointermove", {bubbles: true, clientX: box.left + box.width * 0.09, clientY: box.top + 60}));
	})()`)
	p.still()
	p.shoot("hover")
	p.close()

	p = opened(t, base, "/compare?preset=stress&rate=100&with=preset=stress", 1280, 1180, "light")
	p.shoot("compare")
	p.close()

	p = opened(t, base, "/?clients=300&spread=0s&rate=20&burst=20&strategies=exponential,full&base=1s&cap=8s", 1280, 980, "dark")
	p.press("v")
	p.wait(`document.querySelector("#scene canvas")`)
	p.wait(`Number(document.querySelector(".run")?.dataset.bins) > 1`)
	p.press("0")
	p.do(chromedp.Click(chromedp.ID("play")))
	p.wait(`parseFloat(document.querySelector("#clock").textContent) >= 3.1`)
	p.do(chromedp.Click(chromedp.ID("play")))
	evaluate[bool](p, `(document.activeElement.blur(), scrollTo(0, document.querySelector("#scene").getBoundingClientRect().top + scrollY - 60), true)`)
	p.still()
	p.shoot("service-view")
	p.close()

	p = opened(t, base, "/?preset=stress", 1280, 720, "light")
	p.fold("attempts")
	p.into("#fold-attempts")
	p.wait(`document.querySelector("#fold-attempts .panel")`)
	p.into("#fold-attempts")
	p.still()
	p.shoot("every-retry")
	p.close()

	p = openTab(t, base, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), withMedia("prefers-color-scheme", "light"))
	p.visit("/?preset=window-edge")
	p.parts()
	evaluate[bool](p, `(document.querySelector("#transport").scrollIntoView(), true)`)
	p.still()
	p.shoot("phone")
	p.close()

	p = openTab(t, base, chromedp.EmulateViewport(1280, 900), withMedia("prefers-color-scheme", "dark"))
	p.visit("/scenarios")
	p.shoot("dark")
	p.close()

	p = openTab(t, base, chromedp.EmulateViewport(794, 1123), withMedia("prefers-color-scheme", "light"))
	p.visit("/?preset=recovery")
	p.parts()
	p.do(withMediaType("print"))
	p.still()
	p.shoot("print")
	p.close()

	previews(t, base)
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
