package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// taken waits until the drawer of a strategy is open and about that one, and its run is over.
func (p *tab) taken(key string) {
	p.tb.Helper()
	p.wait(`document.querySelector("#strategy-drawer:not([hidden]) #editor")?.dataset.key === "` + key + `" && document.querySelector("[data-edit='` + key + `']")?.ariaExpanded === "true" && ` + done(""))
}

// A strategy is taken apart by hand: a setting of its own, a layer, another strategy for it;
// undo leads back, and what cannot be is said at its place.
func TestBrowserTakeAStrategyApart(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?strategies=exponential,full")
	p.parts()
	p.do(chromedp.Focus(chromedp.CSS(`[data-edit="full"]`)), chromedp.KeyEvent(kb.Enter))
	p.taken("full")
	if got := evaluate[string](p, `document.getElementById("e-0.0.attempts").placeholder`); got != "20, the scenario’s" {
		t.Errorf("without attempts of its own it has %q", got)
	}
	p.do(chromedp.Focus(chromedp.CSS(`[id="e-0.0.attempts"]`)), chromedp.KeyEvent("4"))
	const own = "full(attempts=4)"
	p.taken(own)
	if !evaluate[bool](p, `document.activeElement.id === "e-0.0.attempts" && document.activeElement.value === "4"`) {
		t.Error("the hand is taken from the field")
	}
	p.wait(`document.body.dataset.entry === "1"`)
	p.do(chromedp.Click(chromedp.CSS(`[value="above.0"]`)))
	const layered = "exponential(attempts=3)>" + own
	p.taken(layered)
	if calls := p.text("#editor .calls"); !strings.Contains(calls, "up to 12 calls") {
		t.Errorf("the layers make %q", calls)
	}
	p.wait(`document.body.dataset.entry === "2"`)
	p.set(`[id="e-0.1.kind"]`, "client:openai-python")
	p.taken("exponential(attempts=3)>client:openai-python(attempts=4)")
	if says := strings.Join(strings.Fields(p.text("#editor .layer:last-of-type .says")), " "); !strings.Contains(says, "4 attempts set here · retries 429, 503, timeouts · Retry-After up to 2 min") || !strings.Contains(says, "the library’s (openai-python") {
		t.Errorf("the client is %q", says)
	}
	p.wait(`document.body.dataset.entry === "3"`)
	p.do(chromedp.Click(chromedp.CSS(`#editor [data-do="undo"]`)))
	p.taken(layered)
	p.do(chromedp.Focus(chromedp.CSS(`[id="e-0.1.attempts"]`)), chromedp.KeyEvent("x"))
	p.wait(`document.getElementById("e-0.1.attempts.wrong")?.textContent.startsWith("Enter a whole number")`)
	if !evaluate[bool](p, compared+`.includes("`+layered+`")`) {
		t.Error("what cannot be is in the run")
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.wait(`document.getElementById("strategy-drawer").hidden && document.activeElement.dataset.edit === "` + layered + `"`)
}

// A strip whose settings every strategy has of its own says so, also after a change.
func TestBrowserSettingsWithoutEffect(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?strategies=client:got,full(base=1s)")
	p.parts()
	const greyed = `[...document.querySelectorAll(".cell.unmet:not([hidden])")].map((cell) => cell.dataset.field).join()`
	if got := evaluate[string](p, greyed); got != "base" {
		t.Errorf("without effect are %q", got)
	}
	p.do(chromedp.Click(chromedp.CSS(`[data-remove="full(base=1s)"]`)))
	p.shows("client:got")
	if got := evaluate[string](p, greyed); got != "base,cap,attempts" {
		t.Errorf("of one client without effect are %q", got)
	}
	if says := evaluate[string](p, `document.querySelector(".cell[data-field=attempts] .why").checkVisibility() && document.querySelector(".cell[data-field=attempts] .why").innerText`); says != "Each strategy has its own" {
		t.Errorf("attempts say %q", says)
	}
}

// Without a script the same form is a page.
func TestBrowserStrategyWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/strategy?clients=50&strategies=exponential,full&strategy=full")
	p.do(chromedp.SendKeys(chromedp.CSS(`[id="e-0.0.attempts"]`), "4"), chromedp.Click(chromedp.CSS("#editor .primary")))
	p.wait(`document.readyState === "complete" && location.search.includes("attempts%3D4")`)
	if got := evaluate[string](p, `document.getElementById("e-0.0.attempts").value + " " + document.querySelector(".hero a").getAttribute("href")`); got != "4 /?clients=50&strategies=exponential,full(attempts=4)" {
		t.Errorf("the page has %s", got)
	}
}
