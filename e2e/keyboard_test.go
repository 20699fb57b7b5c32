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
		Marked: around.outlineStyle !== "none" || style.outlineStyle !== "none" || after.outlineStyle !== "none" || beneath.outlineStyle !== "none" || e.id === "main",
		After: !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING) || before === document.body,
	};
})()`

// The Tab key goes through a page in the order in which it is read; whatever it
// reaches is on screen, shows that it has the focus, and says what it is.
func TestBrowserTabReachesEverything(t *testing.T) {
	for _, row := range []struct {
		path, ready string
		least       int
	}{
		{"/?clients=20", `document.body.dataset.parts`, 60},
		{"/scenarios", `document.querySelector(".exhibit")`, 15},
		{"/nothing", `document.querySelector(".ways")`, 5},
	} {
		p := openTab(t, startLab(t).base)
		p.forgive("404")
		p.visit(row.path)
		p.wait(row.ready)
		evaluate[bool](p, `document.querySelectorAll("details").forEach((fold) => (fold.open = true)); document.body.focus(); true`)
		count := 0
		for ; ; count++ {
			if count > 400 {
				t.Fatalf("%s: no end of stops", row.path)
			}
			p.do(chromedp.KeyEvent("\t"))
			at := evaluate[stop](p, where)
			if at.Finished {
				break
			}
			if at.Name == "" || !at.Seen || !at.Marked || !at.After {
				t.Errorf("%s, stop %d: named %q, seen %t, marked %t, in order %t: %s", row.path, count, at.Name, at.Seen, at.Marked, at.After, at.What)
			}
		}
		t.Logf("%s has %d stops", row.path, count)
		if count < row.least {
			t.Errorf("%s has %d stops, want at least %d", row.path, count, row.least)
		}
		p.close()
	}
}
