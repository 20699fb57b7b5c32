package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The menu closes by what it does, beside it and by Escape, and keeps the focus.
func TestBrowserMenuCloses(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.parts()
	const closed, open = `!document.querySelector("#menu").open`, `document.querySelector("#menu").open`
	focused := func(after string) {
		t.Helper()
		p.wait(closed)
		if !evaluate[bool](p, `document.activeElement.matches("#menu > summary")`) {
			t.Errorf("the focus is lost after %s", after)
		}
	}
	menu := chromedp.Click(chromedp.CSS("#menu > summary"))
	p.do(menu)
	p.wait(open)
	p.do(chromedp.Focus(chromedp.ID("pin")), chromedp.KeyEvent(escape))
	focused("Escape")
	p.do(menu)
	p.wait(open)
	p.do(chromedp.Click(chromedp.ID("help")))
	p.wait(`document.querySelector("#keys")?.open`)
	p.do(chromedp.KeyEvent(escape))
	focused("a dialog of the menu")
	p.do(menu)
	p.wait(open)
	p.do(chromedp.Click(chromedp.CSS("h1")))
	p.wait(closed)
}

// Nothing lies beside the page or the story, where one would scroll to it: not what covered
// a run that has been played, either.
func TestBrowserNothingBesideThePage(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900))
	p.visit("/")
	p.parts()
	p.do(chromedp.Focus(chromedp.ID("scrub")), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(arrowRight), chromedp.KeyEvent(kb.End))
	p.wait(`!document.querySelector("#main").classList.contains("playing")`)
	const beside = `["#story", "html"].filter((s) => { const e = document.querySelector(s); return e.scrollWidth > e.clientWidth; }).join()`
	if wide := evaluate[string](p, beside); wide != "" {
		t.Errorf("%s scrolls sideways", wide)
	}
}

// What there is instead of a run stands alone: nothing to play, and no chip on its buttons.
func TestBrowserWithoutRunNothingPlays(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.forgive("400")
	for _, link := range []string{"/?preset=typo", "/?clients=1000000&rate=10&base=1ms&attempts=1000"} {
		p.visit(link)
		if there := evaluate[string](p, `[...document.querySelectorAll("#add, #transport, #story")].filter((e) => e.checkVisibility()).map((e) => e.id).join()`); there != "" {
			t.Errorf("%s shows %s without a run", link, there)
		}
	}
}

// A part that the address names is opened and in sight.
func TestBrowserHashOpensAPart(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900))
	p.visit("/#numbers")
	p.wait(`document.querySelector("#fold-numbers table") && document.querySelector("#fold-numbers").getBoundingClientRect().top < innerHeight / 2`)
}
