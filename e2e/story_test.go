package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// spots are the layers over the charts: chart, strategy, and where, in per cent of the
// panel as it is laid out.
const spots = `[...document.querySelectorAll(".spot")].map((spot) => {
	const [box, plot] = [spot.getBoundingClientRect(), spot.closest(".plot").getBoundingClientRect()];
	return [spot.closest("[data-chart]").dataset.chart, spot.closest(".panel").dataset.key,
		(100 * (box.left - plot.left) / plot.width).toFixed(1), (100 * box.width / plot.width).toFixed(1)].join(" ");
}).join("\n")`

// placeOf is where window.tale, a sentence of the load picture, is to be shown: as spots say.
const placeOf = `(() => {
	const span = document.querySelector("svg.view").viewBox.baseVal.width, plot = document.querySelector(".panel .plot").getBoundingClientRect();
	const { from, to, fleets } = tale.dataset; // where there is little to see it is 8 pixels wide
	return "load " + fleets + " " + (100 * from / span).toFixed(1) + " " + Math.max(100 * (to - from) / span, 800 / plot.width).toFixed(1);
})()`

// A sentence beside the picture that is pointed at shows its place, and its number there.
// It is no stop of the keyboard.
func TestBrowserSentenceShowsItsPlace(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900))
	p.visit("/?preset=stress")
	p.wait(`document.body.dataset.parts`)
	// Between the herds that come back without jitter.
	evaluate[bool](p, `window.tale = [...document.querySelectorAll("#happened .tale")].find((tale) => tale.dataset.fleets === "exponential"), !!tale`)
	point := func(kind string) {
		evaluate[bool](p, `tale.dispatchEvent(new PointerEvent("`+kind+`", {bubbles: `+map[bool]string{true: "true", false: "false"}[kind == "pointerover"]+`}))`)
	}
	point("pointerover")
	want := evaluate[string](p, placeOf)
	if got := evaluate[string](p, spots); got != want {
		t.Errorf("pointed at: %q, want %q", got, want)
	}
	if n := evaluate[int](p, `document.querySelectorAll(".panel.aside").length`); n != 5 {
		t.Errorf("%d rows stand aside, want 5 of 6", n)
	}
	if lit := evaluate[string](p, `document.querySelector(".no.lit")?.textContent + tale.querySelector("b").textContent`); lit != "11" && lit != "22" && lit != "33" {
		t.Errorf("the numbers that are lit: %q", lit)
	}
	evaluate[bool](p, `document.getElementById("main").dispatchEvent(new PointerEvent("pointerleave"))`)
	if got := evaluate[string](p, spots); got != "" {
		t.Errorf("the pointer has left, and there is %q", got)
	}
	if stops := evaluate[int](p, `document.querySelectorAll("#happened .tales :is(button, a, [tabindex])").length`); stops != 0 {
		t.Errorf("the sentences have %d stops", stops)
	}
}

// A finding that is focused shows its place, a press holds it and brings it into view.
func TestBrowserFindingHoldsItsPlace(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900), withMedia("prefers-reduced-motion", "reduce"))
	p.visit("/?preset=stress")
	p.fold("findings")
	evaluate[bool](p, `window.tale = [...document.querySelectorAll("#fold-findings .tale")].find((tale) => tale.dataset.fleets === "exponential"), !!tale`)
	want := evaluate[string](p, placeOf)
	evaluate[bool](p, `(tale.focus({preventScroll: true}), true)`)
	if got := evaluate[string](p, spots); got != want {
		t.Errorf("focused: %q, want %q", got, want)
	}
	evaluate[bool](p, `(tale.scrollIntoView({block: "start"}), tale.click(), true)`)
	if seen := evaluate[bool](p, `(() => { const box = document.querySelector("[data-chart=load] .spot").getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; })()`); !seen {
		t.Error("a click does not bring the chart into view")
	}
	evaluate[bool](p, `(tale.blur(), true)`)
	if got := evaluate[string](p, spots+` + tale.getAttribute("aria-pressed")`); got != want+"true" {
		t.Errorf("held: %q", got)
	}
	p.do(chromedp.KeyEvent(escape))
	if got := evaluate[string](p, spots+` + tale.getAttribute("aria-pressed") + document.querySelectorAll(".aside").length`); got != "false0" {
		t.Errorf("after Escape: %q", got)
	}
}

// The next run has its own story; what is held of the last one goes with it.
func TestBrowserStoryOfTheNextRun(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?preset=stress")
	p.wait(`document.body.dataset.parts && document.getElementById("advice").childElementCount`)
	first := p.text("#happened")
	p.fold("findings")
	evaluate[bool](p, `(document.querySelector("#fold-findings .tale").click(), true)`)
	p.set("#clients", "900")
	p.wait(`document.body.dataset.state === "done" && document.body.dataset.query.includes("clients=900")`)
	if n := evaluate[int](p, `document.querySelectorAll(".spot, .aside").length`); n != 0 {
		t.Errorf("%d marks of another run", n)
	}
	if second := p.text("#happened"); second == first {
		t.Errorf("the story is that of another run: %s", second)
	}
	// Advice comes by itself once the run has come to rest, and leads to its scenario.
	p.wait(`document.querySelector("#advice a")`)
	query := evaluate[string](p, `document.querySelector("#advice a").dataset.query`)
	evaluate[bool](p, `(document.querySelector("#advice a").click(), true)`)
	p.wait(done(query))
}

// From one run to twenty: bands in every panel, and which differences are real.
func TestBrowserReplications(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?rate=200") // without a first burst that leaves the chart
	p.wait(`document.body.dataset.parts`)
	if n := evaluate[int](p, `document.querySelectorAll("#charts :is(.band, .median), .real").length`); n != 0 {
		t.Errorf("one run has %d bands", n)
	}
	p.fold("numbers")
	p.do(chromedp.Click(chromedp.CSS(".once a")))
	p.wait(done("rate=200&runs=20"))
	if n := evaluate[int](p, `[...document.querySelectorAll("#charts .panel")].filter((panel) =>
		panel.querySelector(".band path").getBBox().height > 0 && panel.querySelector(".median path").getTotalLength() > 0).length`); n != 4 {
		t.Errorf("%d rows have bands that can be seen, want 4", n)
	}
	p.fold("numbers")
	// Nothing of a band lies beyond the scale.
	if high := evaluate[string](p, `[...document.querySelectorAll("[data-chart=load] .band path")].map((path) => {
		const view = path.closest("svg").viewBox.baseVal, box = path.getBBox();
		return box.y < view.y || box.x + box.width > view.width ? path.parentElement.id : "";
	}).join("")`); high != "" {
		t.Errorf("the scale does not hold %s", high)
	}
	table := p.text(".real")
	if !strings.Contains(table, "best") || !strings.Contains(table, " to ") {
		t.Errorf("the table of differences says %q", table)
	}
	p.drawer()
	if runs := p.value("set-runs"); runs != "20" {
		t.Errorf("the field says %s runs", runs)
	}
}
