package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A run that is too large says so before it begins, where the charts stay, and one button
// makes the largest that is allowed; another begins it all the same.
func TestBrowserTooLarge(t *testing.T) {
	p := openTab(t, startLab(t, "-stream-attempts", "200000").base)
	p.visit("/")
	before := p.paths()
	p.set(`#controls [name=clients]`, "20k")
	p.wait(`document.querySelector(".too-large") !== null`)
	if said := p.text(".too-large"); !strings.Contains(said, "at most 200\u202f000 are allowed") {
		t.Errorf("it says %q", said)
	}
	if p.paths() != before {
		t.Error("the charts are gone")
	}
	p.do(chromedp.Click(chromedp.CSS(".too-large .try")))
	p.wait(done("clients=2500"))

	p.visit("/?clients=20000")
	p.do(chromedp.Click(chromedp.CSS("[data-anyway]")))
	p.wait(`document.body.dataset.state === "done" && document.querySelector("#note").textContent.includes("reached the limit on attempts")`)
	if there := evaluate[bool](p, `document.querySelector(".too-large") !== null`); there {
		t.Error("the notice stays")
	}
}
