package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A page that is told when to ask again does so, and not before.
func TestBrowserAsksAgainWhenTold(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.asked = [];
		const ask = window.fetch;
		window.fetch = (url, options) => {
			if (!String(url).startsWith("/fragment/part/")) return ask(url, options);
			asked.push(performance.now());
			if (asked.length > 2) return ask(url, options);
			return Promise.resolve(new Response("{}", { status: asked.length === 1 ? 503 : 429, headers: { "Retry-After": "1" } }));
		};`))
	p.visit("/")
	p.wait(done(""))
	p.do(chromedp.Click(chromedp.CSS("#fold-numbers > summary")))
	p.wait(`document.querySelector("#fold-numbers table")`)
	if gaps := evaluate[[]float64](p, `asked.slice(1).map((at, i) => at - asked[i])`); len(gaps) != 2 || gaps[0] < 1000 || gaps[1] < 1000 {
		t.Errorf("it asked after %v ms", gaps)
	}
}
