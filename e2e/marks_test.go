package e2e

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// marks is where the chart of retries is.
const marks = "#fold-attempts .part"

// drawn is whether the chart of retries shows the run of a query, and is at rest.
func drawn(query string) string {
	return `(document.querySelector("` + marks + `").dataset.query ?? "none") === ` + strconv.Quote(query) + ` && !document.querySelector("` + marks + `").matches(".stale, [aria-busy]") && document.querySelector("#marks-card .marks path")`
}

// into scrolls an element into sight.
func (p *tab) into(selector string) {
	p.tb.Helper()
	evaluate[bool](p, `document.querySelector(`+strconv.Quote(selector)+`).scrollIntoView() === undefined`)
}

// The chart of retries is fetched when it is opened and comes near; playhead and crosshair work on it
// as on the others, and a changed setting draws it anew.
func TestBrowserMarks(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 300)) // the chart is far below the rows
	p.visit("/?clients=50")
	p.parts()
	if evaluate[bool](p, `document.querySelector("#marks-card") !== null`) {
		t.Error("the chart is there before anybody opened it")
	}
	p.press("0")
	p.press(".")
	p.press(".")
	p.fold("attempts")
	p.into(marks)
	p.wait(drawn("clients=50"))
	if n := evaluate[int](p, `document.querySelectorAll("`+marks+` .panel").length`); n != 4 {
		t.Errorf("%d panels of marks, want 4", n)
	}
	if color := evaluate[string](p, `getComputedStyle(document.querySelector("`+marks+` .panel.s-green .through path")).stroke`); color != "rgb(18, 118, 87)" {
		t.Errorf("marks of full jitter are %s", color)
	}

	// The playhead covers what is later, from the same time on as above, though the chart
	// came after it had moved.
	edge := func(chart string) string {
		return `document.querySelector("` + chart + ` .cover").style.transform`
	}
	p.wait(`getComputedStyle(document.querySelector("` + marks + ` .cover")).visibility === "visible" && ` + edge(marks) + ` === ` + edge("#load"))
	p.wait(`document.querySelector("` + marks + ` .readout").textContent.includes("attempts at 0.5")`)
	p.press(".")
	p.wait(edge(marks) + ` === ` + edge("#load"))
	p.wait(`document.querySelector("` + marks + ` .readout").textContent.includes("attempts at 0.7")`)

	// A setting that changes in the middle of that draws it anew, and uncovered.
	p.set("#rate", "10")
	p.wait(done("clients=50&rate=10"))
	p.wait(drawn("clients=50&rate=10"))
	p.wait(`getComputedStyle(document.querySelector("` + marks + ` .cover")).visibility === "hidden"`)

	// The crosshair is on all charts, and the captions say what it points at.
	rest := p.text(marks + " .readout")
	p.do(chromedp.Focus(chromedp.CSS(marks + " [data-chart]")))
	p.press(arrowRight)
	p.wait(`getComputedStyle(document.querySelector("` + marks + ` .cross")).visibility === "visible"`)
	p.wait(`document.querySelector("` + marks + ` .readout").textContent.includes("attempts at 0.0")`)
	p.press(escape)
	p.wait(`document.querySelector("` + marks + ` .readout").textContent === ` + strconv.Quote(rest))

	// Out of sight it waits, and is no part of what is read of a run with other panels.
	p.into("#hero")
	p.set("#rate", "30")
	evaluate[bool](p, `document.querySelector("[data-remove=equal]").click() === undefined`)
	const three = "clients=50&rate=30&strategies=exponential,full,decorrelated"
	p.wait(done(three) + ` && document.querySelectorAll("#load .panel").length === 3 && document.querySelector("` + marks + `").matches(".stale")`)
	p.do(chromedp.Focus(chromedp.CSS("[data-chart=load]")))
	p.press(arrowRight)
	p.wait(`document.querySelector("#load .readout").textContent.includes("at 0.0")`)
	p.press(escape)
	p.into(marks)
	p.wait(drawn(three))
}

// A run of too many attempts says so in words.
func TestBrowserMarksOfTooMany(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?clients=60000&strategies=full")
	p.parts()
	p.wait(`document.body.dataset.state === "done"`)
	p.fold("attempts")
	p.into(marks)
	p.wait(`document.querySelector("#marks-card")?.textContent.includes("the limit is")`)
}

// Without script there is a way to the picture.
func TestBrowserMarksWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/details?clients=50")
	p.do(chromedp.Click(chromedp.CSS("#fold-attempts a")))
	p.wait(`location.pathname === "/chart/retries.svg" && document.querySelectorAll("path").length > 12`)
}
