package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// inSight is what is to be seen on the first screen, as a person counts it. Not what is folded
// away, for screen readers alone or beyond the window. A slider and its number are one control,
// and so is the line in the chart that sets the same number; what only takes the focus is none.
const inSight = `(() => {
	const within = (box) => box.width > 1 && box.height > 1 && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
	const clear = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && !e.closest(".sr") && !clipped(e);
	const clipped = (e) => e && (getComputedStyle(e).clipPath !== "none" || clipped(e.parentElement));
	const word = /\p{L}{2}/u, controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=slider]";
	const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
	while (walk.nextNode()) {
		const text = walk.currentNode, around = text.parentElement;
		if (around.closest("script, style, title, desc, option") || !clear(around)) continue;
		range.selectNodeContents(text);
		if ([...range.getClientRects()].some(within)) texts.push(text.data);
	}
	const numbers = new Set(), first = (e) => { // of what sets one number
		const number = e.dataset.handle ?? e.id, before = numbers.has(number);
		if (number) numbers.add(number);
		return !before;
	};
	const seen = [...document.querySelectorAll(controls)].filter((e) => clear(e) && within(e.getBoundingClientRect()) && !e.matches("[tabindex='-1']") && first(e));
	for (const field of seen) if (field.matches("input:not([type=range])")) texts.push(field.value);
	return {words: texts.join(" ").split(/\s+/).filter((token) => word.test(token)).length, controls: seen.length,
		text: texts.join(" ").replace(/\s+/g, " "), list: seen.map((e) => e.id || e.className || e.textContent.trim() || e.tagName).join(" ")};
})()`

// rowsInSight are how many rows of the load picture stand wholly above what covers the lower
// part of the screen, and how many there are.
const rowsInSight = `(() => {
	const covers = [...document.querySelectorAll("#controls, #transport")].filter((e) => getComputedStyle(e).position === "fixed");
	const room = Math.min(innerHeight, ...covers.map((e) => e.getBoundingClientRect().top));
	const rows = [...document.querySelectorAll("#load .panel.row .plot")].map((e) => e.getBoundingClientRect());
	return [rows.filter((box) => box.top >= 0 && box.bottom <= room).length, rows.length];
})()`

// The screens of a desk and a phone for which the first screen is made.
var (
	desk  = []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(1280, 900)}
	phone = []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), withMedia("prefers-reduced-motion", "reduce")}
)

// first opens the first screen, and returns once all that comes by itself is there.
func first(tb testing.TB, base string, screen []chromedp.Action[chromedp.Void]) *tab {
	tb.Helper()
	p := openTab(tb, base, append(screen, withScript(noteShifts))...)
	p.visit("/")
	p.wait(partsThere + ` && document.querySelector("#advice")?.childElementCount && ` + done(""))
	p.nextFrames()
	return p
}

// counted is what a page says that was asked for inSight.
type counted struct {
	Words, Controls int
	Text, List      string
}

// screens is how many of them the page is long.
const screens = `document.documentElement.scrollHeight / innerHeight`

// The first screen says no more at once than it does, and shows all strategies. What is folded
// below it is not long.
func TestBrowserFirstScreen(t *testing.T) {
	base := sharedLab(t)
	wide, narrow := first(t, base, desk), first(t, base, phone)
	if seen := evaluate[counted](wide, inSight); seen.Words > 95 || seen.Controls > 23 {
		t.Errorf("%d words and %d controls, want at most 95 and 23:\n%s\n%s", seen.Words, seen.Controls, seen.Text, seen.List)
	}
	for what, p := range map[string]*tab{"1280 × 900": wide, "390 × 844": narrow} {
		if n := evaluate[[]int](p, rowsInSight); n[0] != n[1] || n[1] != 4 {
			t.Errorf("%s: %d of %d rows are in sight, want 4 of 4", what, n[0], n[1])
		}
	}
	if desk, phone := evaluate[float64](wide, screens), evaluate[float64](narrow, screens); desk > 1.5 || phone > 2.5 {
		t.Errorf("the page is %.2f screens long and on a phone %.2f, want at most 1.5 and 2.5", desk, phone)
	}
	// What is fixed at the bottom of a phone covers nothing at the end of the page, and leaves no hole there.
	if gap := evaluate[float64](narrow, `(scrollTo(0, document.body.scrollHeight), document.querySelector("#transport").getBoundingClientRect().top - document.querySelector(".foot").getBoundingClientRect().bottom)`); gap < 8 || gap > 40 {
		t.Errorf("between the end of the page and the dock are %v px, want 8 to 40", gap)
	}
	if stops := wide.stopsBefore("#load"); stops > 12 {
		t.Errorf("%d stops before the first chart, want at most 12", stops)
	}
}

// stopsBefore counts the stops of the Tab key before a part of the page.
func (p *tab) stopsBefore(part string) int {
	p.tb.Helper()
	for stops := range 100 {
		p.press("\t")
		if evaluate[bool](p, `!!document.activeElement.closest("`+part+`")`) {
			return stops
		}
	}
	p.tb.Fatalf("the Tab key does not come to %s", part)
	return 0
}

// firstScreenReaches measure how much the first screen says at once, and how long the page is.
func firstScreenReaches(tb testing.TB) []reach {
	base := startLab(tb).base
	wide, narrow := first(tb, base, desk), first(tb, base, phone)
	seen := evaluate[counted](wide, inSight)
	rows := func(p *tab) string {
		n := evaluate[[]int](p, rowsInSight)
		return fmt.Sprintf("%d of %d", n[0], n[1])
	}
	long := func(p *tab) string { return fmt.Sprintf("%.2f", evaluate[float64](p, screens)) }
	table := []reach{
		{"words on the first screen, 1280 × 900", "95", fmt.Sprint(seen.Words)},
		{"controls there", "23", fmt.Sprint(seen.Controls)},
		{"strategies whose load is wholly visible there", "all", rows(wide)},
		{"the same on a phone, 390 × 844, above the dock", "all", rows(narrow)},
		{"screens of the folded page, 1280 × 900", "1.5", long(wide)},
		{"the same on a phone", "2.5", long(narrow)},
		{"rows in sight on a phone with the value of cap", "all", besideCap(narrow, rows)},
	}
	narrow.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".cell[data-field=cap]").click()`))
	narrow.wait(visible("[data-for=cap]"))
	return append(table, reach{"the same with the sheet of its slider open", "all", besideCap(narrow, rows)})
}

// besideCap are the rows in sight if cap is.
func besideCap(p *tab, rows func(*tab) string) string {
	if !evaluate[bool](p, `(() => { const box = document.querySelector("#cap").getBoundingClientRect(); return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight; })()`) {
		return "no cap"
	}
	return rows(p)
}

// stillReaches measure how far the picture moves under the hand, and what the browser counts
// as a shift of the layout.
func stillReaches(tb testing.TB) []reach {
	p := first(tb, startLab(tb).base, desk)
	evaluate[bool](p, `(window.shifts.length = 0, {top: window.at, height: window.high} = document.querySelector("#stage").getBoundingClientRect(), true)`)
	moved := func(what string) reach {
		p.nextFrames()
		seen := evaluate[[]float64](p, `(() => {
			const {top, height} = document.querySelector("#stage").getBoundingClientRect();
			return [Math.abs(top + scrollY - at) + Math.abs(height - high), window.shifts.splice(0).reduce((sum, shift) => sum + parseFloat(shift), 0)];
		})()`)
		return reach{"the picture moves by " + what, "0 px", fmt.Sprintf("%.0f px, shift %.3g", seen[0], seen[1])}
	}
	drag := func(selector string, dx, dy float64) {
		x, y := p.middle(selector)
		p.mouse(chromedp.MousePressed, x, y)
		for step := 1.0; step <= 5; step++ {
			p.mouse(chromedp.MouseMoved, x+dx*step/5, y+dy*step/5)
			p.nextFrames()
		}
		p.mouse(chromedp.MouseReleased, x+dx, y+dy)
		p.wait(done(""))
	}
	p.set("#clients", "1000")
	p.wait(done("clients=1000"))
	table := []reach{moved("a first change")}
	drag("[data-for=rate]", 60, 0)
	table = append(table, moved("the drag of a slider"))
	drag(`[data-handle=rate].echo`, 0, -30)
	table = append(table, moved("the drag of a handle"))
	p.set("#base", "no")
	p.wait(`document.querySelector("#problem-base").textContent`)
	return append(table, moved("an error"))
}

func stopReaches(tb testing.TB) []reach {
	stops := first(tb, startLab(tb).base, desk).stopsBefore("#load")
	return []reach{{"stops of the Tab key before the first chart", "12", fmt.Sprint(stops)}}
}
