package e2e

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

type shotJob struct {
	Name, Path, Scheme, Do, Wait string
	W, H             int64
	Phone            bool
}

func TestZZShot(t *testing.T) {
	var jobs []shotJob
	if err := json.Unmarshal([]byte(os.Getenv("SHOTS")), &jobs); err != nil {
		t.Skip(err)
	}
	base := startLab(t).base
	for _, j := range jobs {
		vp := chromedp.EmulateViewport(j.W, j.H)
		if j.Phone {
			vp = chromedp.EmulateViewport(j.W, j.H, chromedp.EmulateMobile)
		}
		if j.Scheme == "" {
			j.Scheme = "light"
		}
		p := openTab(t, base, vp, withMedia("prefers-color-scheme", j.Scheme))
		p.forgive("400")
		p.visit(j.Path)
		p.wait(`document.body.dataset.parts || !document.querySelector("script")`)
		if j.Do != "" {
			t.Log(j.Name, evaluate[any](p, `(async () => {`+j.Do+`})()`, chromedp.EvalAwaitPromise))
		}
		evaluate[bool](p, `new Promise((still) => setTimeout(() => still(true), 700))`, chromedp.EvalAwaitPromise)
		p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{})
			if err != nil {
				return chromedp.Void{}, err
			}
			return chromedp.Void{}, os.WriteFile("/tmp/wt/settings-shots/"+j.Name+".png", shot.Data, 0o644)
		})
		p.close()
	}
}

func TestZZWeight(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.visit("/")
	p.parts()
	t.Log(p.weight())
	t.Log(evaluate[[]string](p, `performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).map((e) => e.name.split("/").pop() + " " + e.transferSize)`))
}
