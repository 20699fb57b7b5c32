package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// stop is an element that the Tab key reaches.
type stop struct {
	What            string // its beginning, for the message
	Name            string // what a screen reader would say
	Seen, Marked    bool   // it is on screen, and its focus shows
	After, Finished bool   // it comes after the stop before; there was none left
}

// where says at what the Tab key has arrived.
const where = `(() => {
	const e = document.activeElement, before = window.before ?? document.body;
	window.before = e;
	if (e === document.body || e === document.documentElement) return {Finished: true};
	const label = (id) => document.getElementById(id)?.textContent ?? "";
	const name = e.getAttribute("aria-label") ?? (e.getAttribute("aria-labelledby") ?? "").split(" ").map(label).join(" ");
	const named = name.trim() || [...(e.labels ?? [])].map((l) => l.textContent).join(" ").trim() || e.textContent.trim() || e.placeholder || "";
	const box = e.getBoundingClientRect(), style = getComputedStyle(e), beneath = getComputedStyle(e, "::before"), after = getComputedStyle(e, "::after"), around = getComputedStyle(e.closest(".value") ?? e);
	const x = Math.min(innerWidth - 1, box.left + box.width / 2), y = Math.min(innerHeight - 1, box.top + Math.min(box.height / 2, 12));
	const top = document.elementFromPoint(x, y);
	return {
		What: e.outerHTML.slice(0, 120), Name: e.tagName === "SELECT" && !name && !e.labels.length ? "" : named,
		Seen: box.width > 0 && box.height > 0 && x >= 0 && y >= 0 && !!top && (e.contains(top) || top.contains(e)),
		Marked: around.outlineStyle !== "none" || style.outlineStyle !== "none" || after.outlineStyle !== "none" || parseFloat(getComputedStyle(e.querySelector("circle") ?? e).strokeWidth) > 2 || beneath.outlineStyle !== "none" || e.id === "main",
		After: !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING) || before === document.body,
	};
})()`

// The Tab key goes through a page in the order in which it is read; whatever it
// reaches is on screen, shows that it has the focus, and says what it is. Of a list that
// opens over the page only the list is judged. With -short, as in make test, the longest list,
// whose stops are all of one kind, is left to make check.
func TestBrowserTabReachesEverything(t *testing.T) {
	const filled = `[...document.querySelectorAll(".fold[open]")].every((fold) => fold.querySelector(".part:not([aria-busy]) > :not(.no-js)"))`
	for _, row := range []struct {
		path, ready, open, then string
		within                  string
		least                   int
	}{
		{"/?clients=20", partsThere, ".fold", filled, "", 60},
		{"/?clients=20", partsThere, "#picker", `document.querySelector("#picker .preset")`, "#picker", 20},
		{"/?clients=20", partsThere, "#add", `document.querySelector("#add [data-add]")`, "#add", 40},
		{"/?clients=20", partsThere, "#menu", `true`, "#menu", 6},
		{"/scenarios", `document.querySelector(".exhibit")`, "details", `true`, "", 15},
		{"/nothing", `document.querySelector(".ways")`, "details", `true`, "", 5},
	} {
		if testing.Short() && row.within == "#add" {
			continue
		}
		p := openTab(t, sharedLab(t))
		p.forgive("404")
		p.visit(row.path)
		p.wait(row.ready)
		evaluate[bool](p, `document.querySelectorAll("`+row.open+`").forEach((fold) => (fold.open = true)); document.body.focus(); true`)
		p.wait(row.then)
		count := 0
		for presses := 0; ; presses++ {
			if presses > 400 {
				t.Fatalf("%s: no end of stops", row.path)
			}
			p.press("\t")
			at := evaluate[stop](p, where)
			if at.Finished {
				break
			}
			if row.within != "" && !evaluate[bool](p, `!!document.activeElement.closest("`+row.within+`")`) {
				continue
			}
			count++
			if at.Name == "" || !at.Seen || !at.Marked || !at.After {
				t.Errorf("%s %s, stop %d: named %q, seen %t, marked %t, in order %t: %s", row.path, row.within, presses, at.Name, at.Seen, at.Marked, at.After, at.What)
			}
		}
		t.Logf("%s %s has %d stops", row.path, row.within, count)
		if count < row.least {
			t.Errorf("%s %s has %d stops, want at least %d", row.path, row.within, count, row.least)
		}
		p.close()
	}
}

// The first chart is near, and two links at the top lead past all the rest.
func TestBrowserTabReachesTheChartSoon(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(1280, 900))
	p.visit("/")
	p.parts()
	presses := 0
	for ; presses < 30 && !evaluate[bool](p, `document.activeElement.matches("[data-chart=load]")`); presses++ {
		p.press("\t")
	}
	if presses > 13 { // twelve stops, and it is there
		t.Errorf("the chart is reached after %d presses of Tab", presses)
	}
	for i, target := range []string{"[data-chart=load]", "#clients"} {
		p.visit("/")
		p.parts()
		for range i + 1 {
			p.press("\t")
		}
		p.press("\r")
		p.wait(`location.hash`)
		p.press("\t")
		if at := evaluate[string](p, `document.activeElement.outerHTML.slice(0, 80)`); !evaluate[bool](p, `document.activeElement.matches("`+target+`")`) {
			t.Errorf("after skip link %d the Tab key reaches %s, want %s", i+1, at, target)
		}
	}
}
