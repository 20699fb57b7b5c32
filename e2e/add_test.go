package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// compared are the strategies that the rows show.
const compared = `[...document.querySelectorAll("#load .panel[data-key]")].map((row) => row.dataset.key).join()`

// adding opens the list of strategies and libraries.
func (p *tab) adding() {
	p.tb.Helper()
	p.parts()
	p.do(chromedp.Click(chromedp.CSS("#add summary")))
	p.wait(`document.activeElement?.matches("#add .search") && document.querySelector("#add [data-add]") && !document.querySelector("#add [aria-busy]")`)
}

// add takes one of them.
func (p *tab) add(key string) {
	p.tb.Helper()
	p.adding()
	p.do(chromedp.Click(chromedp.CSS(`#add [data-add="` + key + `"]`)))
}

// shows waits until the rows are of these strategies, and their run is over.
func (p *tab) shows(keys string) {
	p.tb.Helper()
	p.wait(compared + ` === "` + keys + `" && ` + done("") + ` && document.body.dataset.query.endsWith("strategies=` + keys + `") && location.search.endsWith("strategies=` + keys + `")`)
}

// A library is found by its name, added and removed; both can be undone.
func TestBrowserAddAndRemove(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?strategies=exponential,full")
	p.adding()
	p.do(chromedp.KeyEvent("tenacity"))
	p.wait(`document.querySelector("#add .search").value === "tenacity"`)
	if wrong := evaluate[string](p, `[...document.querySelectorAll("#add .picks li")].filter((e) => e.checkVisibility() !== e.textContent.includes("tenacity")).map((e) => e.textContent).join()`); wrong != "" {
		t.Errorf("tenacity finds, or does not find, %s", wrong)
	}
	p.do(chromedp.Click(chromedp.CSS("#add li:not([hidden]) [data-add='lib:tenacity-exponential']")))
	const added = "exponential,full,lib:tenacity-exponential"
	p.shows(added)
	if evaluate[bool](p, `document.querySelector("#add").open`) {
		t.Error("the list is still open")
	}
	p.wait(`document.body.dataset.entry === "1"`) // what follows is a change of its own
	p.do(chromedp.Click(chromedp.CSS(`[data-remove="full"]`)))
	p.shows("exponential,lib:tenacity-exponential")
	p.wait(`document.body.dataset.entry === "2"`)
	p.choice("undo")
	p.shows(added)
	evaluate[bool](p, `history.back() ?? true`) // the browser's own way
	p.shows("exponential,full")
	// What is compared can be taken away in the list, too; the last one stays.
	p.add("full")
	p.shows("exponential")
	if evaluate[bool](p, `!!document.querySelector("[data-remove]")`) {
		t.Error("the last row can be removed")
	}
}

// There is room for eight, and the list says so.
func TestBrowserAddUpToEight(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?clients=20&strategies=fixed,linear,exponential,full,equal,decorrelated,immediate")
	p.adding()
	if says := p.text("#add .choices"); strings.Contains(says, "up to 8") {
		t.Error("seven are called too many")
	}
	p.press(kb.Escape)
	p.add("proportional")
	p.shows("immediate,fixed,linear,exponential,full,equal,decorrelated,proportional")
	p.adding()
	if says := p.text("#add .full"); says != "You can compare up to 8 strategies. Remove one first." {
		t.Errorf("it says %q", says)
	}
	if open := evaluate[string](p, `[...document.querySelectorAll("#add [data-add]:not(:disabled)")].map((e) => e.dataset.add).sort().join()`); open != "decorrelated,equal,exponential,fixed,full,immediate,linear,proportional" {
		t.Errorf("with eight rows there can be chosen %s", open)
	}
}

// A search leaves no heading of a group in which nothing is found.
func TestBrowserAddSearch(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.adding()
	p.do(chromedp.KeyEvent("tenacity"))
	p.wait(`[...document.querySelectorAll("#add section")].filter((e) => e.checkVisibility()).map((e) => e.ariaLabel.split(",")[0]).join() === "Python,Python"`)
}
