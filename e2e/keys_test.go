package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const playing = `document.querySelector("#play").getAttribute("aria-label") === "Pause"`

// seconds writes a number into a script.
func seconds(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// press sends a key to the page, where the focus is.
func (p *tab) press(key string) {
	p.tb.Helper()
	p.do(chromedp.KeyEvent(key))
}

// parts waits until the parts of the page that come last are there.
func (p *tab) parts() {
	p.tb.Helper()
	p.wait(`document.body.dataset.parts`)
}

func TestBrowserKeysMoveThePlayhead(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit(stress)
	p.parts()
	p.fold("numbers") // lists the waves
	first := evaluate[float64](p, `Math.min(...[...document.querySelectorAll("[data-until]")].map((e) => e.dataset.until))`)
	evaluate[bool](p, `(document.querySelector("#fold-numbers").open = false, true)`)
	clock := `parseFloat(document.querySelector("#clock").textContent)`
	whole := evaluate[float64](p, clock)

	p.press("n") // to the end of the first wave, in bins of 250 ms
	p.wait(clock + ` >= ` + seconds(first/1000-0.3) + ` && ` + clock + ` <= ` + seconds(first/1000+0.3))
	p.press(".")
	p.press(".")
	p.wait(clock + ` >= ` + seconds(first/1000+0.4))
	p.press(",")
	p.press("b")
	p.wait(clock + ` <= ` + seconds(first/1000+0.3))
	p.press("0")
	p.wait(clock + ` === 0`)
	p.press("1")
	p.wait(clock + ` === ` + seconds(whole))

	// A wave in the table is a way to it.
	p.fold("numbers")
	p.do(chromedp.Click(chromedp.CSS("#herds tbody tr:last-child [data-until]")))
	p.wait(`document.querySelector(".playing")`)

	p.press("+")
	p.wait(`document.querySelector("#speed").value === "20"`)
	p.press("-")
	p.wait(`document.querySelector("#speed").value === "5"`)
}

func TestBrowserKeysAreListed(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.parts()
	p.press("?")
	p.wait(`document.querySelector("dialog#keys")?.open`)
	if list := p.text("#keys"); !strings.Contains(list, "next wave") {
		t.Errorf("the keys are %q", list)
	}
	p.press("n") // is not for the page while the dialog is open
	p.press(escape)
	p.wait(`!document.querySelector("#keys").open`)
	if evaluate[bool](p, `!!document.querySelector(".playing")`) {
		t.Error("a key went through the dialog")
	}
}

func TestBrowserUndo(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?clients=50")
	p.parts()
	undo, redo := `document.querySelector("#undo").disabled`, `document.querySelector("#redo").disabled`
	if !evaluate[bool](p, undo+` && `+redo) {
		t.Error("there is something to undo before anything was done")
	}
	p.set("#rate", "10")
	p.wait(done("clients=50&rate=10") + ` && !` + undo)
	p.wait(`document.body.dataset.entry === "1"`) // what follows before a pause is part of it
	p.set("#rate", "30")
	p.wait(done("clients=50&rate=30"))
	p.choice("undo")
	p.wait(done("clients=50&rate=10") + ` && document.querySelector("#rate").value === "10" && !` + redo)
	evaluate[bool](p, `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "z", ctrlKey: true, bubbles: true}))`)
	p.wait(done("clients=50") + ` && ` + undo)
	p.choice("redo")
	p.wait(done("clients=50&rate=10"))
}
