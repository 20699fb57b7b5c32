package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A sweep that takes long enough to be seen under way.
const (
	someSweep  = "/sweep?clients=150&runs=30&x=cap:1s,2s,4s,8s,16s&refine=4"
	largeSweep = "/sweep?clients=2000&runs=100&x=cap:log(1s,60s,40)&refine=0"
)

func stateIs(state string) string { return `document.body.dataset.state === "` + state + `"` }

// whole is what the page shows of a study.
const whole = `document.querySelector("#study").innerHTML`

// A sweep that has streamed in is the page of the finished one, byte for byte; a link in another
// tab opens it at once, and back leads to where one came from.
func TestBrowserSweepStreamsIn(t *testing.T) {
	base := startLab(t).base
	p := openTab(t, base, desk...)
	p.visit("/sweep?clients=150")
	evaluate[bool](p, `(() => {
		document.querySelector("#axis-x").value = "cap";
		document.querySelector("#study-x-values").value = "16s, 8s, 4s, 2s, 1s";
		document.querySelector("#study-runs").value = "30";
		document.querySelector("#study-refine").value = "4";
		document.querySelector("#study-form").requestSubmit();
		return true;
	})()`)
	p.wait(`location.search.includes("x=cap") && ` + stateIs("done"))
	if at := evaluate[string](p, `location.pathname + location.search`); at != someSweep {
		t.Errorf("the form leads to %s, want %s", at, someSweep)
	}
	streamed := evaluate[string](p, whole)
	other := openTab(t, base, desk...)
	other.visit(someSweep)
	other.wait(stateIs("done"))
	if finished := evaluate[string](other, whole); finished != streamed || strings.Count(finished, "<tr") < 14 {
		t.Errorf("streamed in it is\n%s\nfinished\n%s", streamed, finished)
	}
	evaluate[bool](p, `setTimeout(() => history.back()) > 0`)
	p.wait(`document.querySelector(".study-examples") && ` + stateIs("idle"))
}

// Cancelled, a sweep says how far it came, and goes on from there.
func TestBrowserSweepCancels(t *testing.T) {
	p := openTab(t, startLab(t).base, desk...)
	p.visit(largeSweep)
	p.wait(stateIs("running") + ` && document.querySelectorAll("#study-body td > span").length > 8`)
	if empty := evaluate[bool](p, `[...document.querySelectorAll("#study-body tbody td")].some((cell) => !cell.children.length)`); !empty {
		t.Error("no cell is empty though the sweep is under way")
	}
	known := evaluate[int](p, `(document.querySelector("#study-cancel").click(), document.querySelectorAll("#study-body th a").length)`)
	p.wait(stateIs("cancelled") + ` && document.querySelector("#study-resume").checkVisibility() && !document.querySelector("#study-cancel").checkVisibility()`)
	if says := p.text("#study-says"); !strings.Contains(says, "Cancelled at") {
		t.Errorf("it says %q", says)
	}
	evaluate[bool](p, `(document.querySelector("#study-resume").click(), true)`)
	p.wait(stateIs("running") + ` && document.querySelectorAll("#study-body th a").length >= ` + "Math.max(2, " + strconv.Itoa(known) + ")")
	evaluate[bool](p, `(document.querySelector("#study-cancel").click(), true)`)
	p.wait(stateIs("cancelled"))
}

// The arrow keys read values in all charts at once; in maps they go from cell to cell. A phone
// has room for both.
func TestBrowserSweepIsRead(t *testing.T) {
	p := openTab(t, startLab(t).base, phone...)
	p.visit("/sweep?clients=40&x=cap:1s,5s,20s&runs=3&refine=0")
	p.wait(stateIs("done"))
	evaluate[bool](p, `(document.querySelector(".sweep-plot").focus(), true)`)
	p.press(kb.ArrowRight)
	p.press(kb.ArrowRight)
	if read := evaluate[string](p, `[...document.querySelectorAll("tr.read th")].map((e) => e.textContent.trim()).join() + document.querySelector(".sweep-readout b").textContent`); !strings.HasPrefix(read, "5\u00a0s,5\u00a0s") || strings.HasSuffix(read, "—") {
		t.Errorf("the keys read %q", read)
	}
	p.press(kb.Escape)
	p.wait(`!document.querySelector("tr.read")`)
	narrow := `document.documentElement.scrollWidth <= innerWidth`
	if !evaluate[bool](p, narrow) {
		t.Error("the page of curves is wider than a phone")
	}
	p.visit("/sweep?clients=40&x=cap:1s,5s,20s&y=base:10ms,1s&runs=2&refine=0")
	p.wait(stateIs("done"))
	evaluate[bool](p, `(document.querySelector(".map td a").focus(), true)`)
	p.press(kb.ArrowRight)
	p.press(kb.ArrowDown)
	if says := p.text("#map-readout"); !strings.HasPrefix(says, "Cap 5\u00a0s, base delay 10\u00a0ms: ") || !evaluate[bool](p, narrow) {
		t.Errorf("the keys read %q", says)
	}
}

// Other caps cost more than the page: they are tried once their line can be seen, of the run on show.
func TestBrowserOtherCapsAreTriedInSight(t *testing.T) {
	p := openTab(t, startLab(t).base, desk...)
	asked := func(what string) string {
		return `performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/fragment/` + what + `?")).map((entry) => new URL(entry.name).search.slice(1)).join(" ")`
	}
	p.visit(stress) // whose advice is asked for apart, at the same moment as the caps were
	p.wait(partsThere + ` && ` + asked("advice") + ` !== ""`)
	evaluate[bool](p, `(document.querySelector("[data-for=rate]").value = "700", document.querySelector("[data-for=rate]").dispatchEvent(new Event("input", {bubbles: true})), true)`)
	p.wait(done("") + ` && ` + asked("advice") + `.includes(document.body.dataset.query)`)
	if caps := evaluate[string](p, asked("caps")); caps != "" {
		t.Errorf("caps were asked for out of sight: %s", caps)
	}
	evaluate[bool](p, `(document.querySelector("#fold-caps").scrollIntoView(), true)`)
	p.wait(asked("caps") + ` === document.body.dataset.query && document.querySelectorAll(".caps .try").length === 5`)
}

// Beside a run a click takes another cap over, and back returns.
func TestBrowserOtherCaps(t *testing.T) {
	p := openTab(t, startLab(t).base, desk...)
	p.visit("/?clients=50&strategies=full")
	p.wait(partsThere)
	evaluate[bool](p, `(document.querySelector("#fold-caps").scrollIntoView(), true)`)
	p.wait(`document.querySelectorAll(".caps .try").length === 5`)
	evaluate[bool](p, `(document.querySelector("#fold-caps").open = true, document.querySelector(".caps .try").click(), true)`)
	p.wait(`document.body.dataset.query.includes("cap=1.25s") && ` + done("") + ` && document.querySelector(".caps [aria-current] .try")?.textContent.startsWith("1.25")`)
	if line := p.text("#line-caps"); !strings.HasPrefix(line, "Full jitter: 95") {
		t.Errorf("its line is %q", line)
	}
	evaluate[bool](p, `(document.querySelector("#undo").click(), true)`)
	p.wait(`!document.body.dataset.query.includes("cap=") && ` + done(""))
	if to := evaluate[string](p, `document.querySelector('#menu a[href^="/sweep"]').getAttribute("href")`); !strings.Contains(to, "clients=50") {
		t.Errorf("the menu leads to %s", to)
	}
}

// A server that is killed in the middle of a sweep: what is known stays on the page, which says
// that it is cut off, and once the server is there again the sweep goes on.
func TestBrowserServerKilledDuringSweep(t *testing.T) {
	server := startProcess(t)
	p := openTab(t, server.base, desk...)
	p.forgive(unreachable...)
	p.visit(largeSweep)
	cells := `document.querySelectorAll("#study-body th a").length`
	p.wait(stateIs("running") + ` && ` + cells + ` > 3`)
	server.stop()
	p.wait(`document.body.classList.contains("offline") && document.querySelector("#study-says").textContent.includes("Connection lost")`)
	if evaluate[int](p, cells) < 4 {
		t.Error("without a server what was known is gone")
	}
	server.again()
	p.wait(`!document.body.classList.contains("offline") && ` + stateIs("running") + ` && document.querySelector("#study-says [role=progressbar]")`)
	evaluate[bool](p, `(document.querySelector("#study-cancel").click(), true)`)
	p.wait(stateIs("cancelled"))
}
