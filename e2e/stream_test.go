package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	arrowRight = kb.ArrowRight
	escape     = kb.Escape
)

// long is a run of an hour, whose bins become wider twice while it goes on.
const long = "clients=200&spread=0s&rate=0.1&burst=1&attempts=1000&strategies=fixed,full"

// done is true when the page shows a finished run of a query, "" for any.
func done(query string) string {
	if query == "" {
		return `document.body.dataset.state === "done"`
	}
	return `document.body.dataset.state === "done" && location.search.slice(1) === "` + query + `" && document.body.dataset.query === "` + query + `"`
}

// rendered returns what the server draws for a path, without any script.
func rendered(t *testing.T, base, path string) (paths, drawing string) {
	t.Helper()
	p := openTab(t, base, withoutScript)
	defer p.close()
	p.visit(path)
	return p.paths(), p.drawing()
}

// What is said above rows that say more already is of the run before, and looks like it until it follows.
func TestBrowserWordsThatWaitAreFaint(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.WebSocket = class extends WebSocket {
			set onmessage(take) {
				const before = [], pass = (message) => take({ data: JSON.stringify(message) });
				super.onmessage = (event) => { // in the order of a verdict that takes a while
					const message = JSON.parse(event.data);
					if (!window.moved) return take(event);
					if (message.type === "figures") return;
					if (message.type !== "done") return before.push(message);
					before.findLast(({ type }) => type !== "progress").last = true;
					before.forEach(pass);
					pass({ ...message, type: "figures", fragments: { "load-cap-0": message.fragments["load-cap-0"] } });
					window.held = () => take(event);
				};
			}
		};`))
	p.visit(stress)
	p.wait(`document.body.dataset.parts`)
	faint := `[...document.querySelectorAll("#hero, #story")].filter((place) => getComputedStyle(place).opacity === "0.45").length`
	evaluate[bool](p, `window.moved = true, document.querySelector("[data-for=rate]").value = "640", document.querySelector("[data-for=rate]").dispatchEvent(new Event("input", {bubbles: true}))`)
	p.wait(`window.held`)
	p.wait(`document.querySelector("#load-cap-0").textContent.startsWith("161") && ` + faint + ` === 2`)
	evaluate[bool](p, `window.held() ?? true`)
	p.wait(done("") + ` && ` + faint + ` === 0`)
}

// Rows say what came of their strategies as soon as that is known, also while a verdict on many runs
// is worked out.
func TestBrowserRowsDoNotWaitForTheVerdict(t *testing.T) {
	streaming := startLab(t, "-page-attempts", "1") // nothing is small enough for a page
	p := openTab(t, streaming.base, withScript(`
		const look = () => {
			const row = document.getElementById("load-cap-0")?.textContent.trim();
			if (row && !window.early) window.early = {row, state: document.body.dataset.state};
		};
		new MutationObserver(look).observe(document, {childList: true, subtree: true});`))
	p.visit("/?clients=2000&rate=200&runs=100")
	p.wait(done(""))
	early := evaluate[struct{ Row, State string }](p, `window.early`)
	if row := evaluate[string](p, `document.getElementById("load-cap-0").textContent.trim()`); early.State != "streaming" || early.Row != row {
		t.Errorf("a row says %q while the page is %s, and %q at the end", early.Row, early.State, row)
	}
}

// The core of it all: what streams in is what the server draws whole. With -short, as in make
// test, every other address is opened, of each kind some; make check opens all.
func TestBrowserStreamEqualsServer(t *testing.T) {
	streaming := startLab(t, "-page-attempts", "1") // nothing is small enough for a page
	whole := sharedLab(t)
	for i, path := range []string{"/", stress, "/?preset=baseline", "/?preset=window-edge", "/?strategies=full&clients=2000&bin=50ms", "/?runs=20", "/?preset=recovery&runs=5",
		"/compare?rate=50&with=rate=10", "/compare?clients=100&bin=100ms&strategies=full,fixed&with=clients=300;strategies=full,linear", "/compare?runs=5&with=rate=10;runs=3",
		// Bins become wider: at once, bit by bit, in some of the replications, and beside bins of another width.
		"/?clients=20&spread=0s&rate=1&burst=1&retry-after=constant&retry-after-time=10m&honour=honour&strategies=exponential", "/?" + long,
		"/?clients=19&spread=0s&rate=0.019&burst=1&cap=40s&attempts=1000&strategies=full&runs=9", "/compare?" + long + "&with=" + strings.ReplaceAll(long, "&", ";") + ";offset=1"} {
		if testing.Short() && i%2 == 1 {
			continue
		}
		p := openTab(t, streaming.base)
		p.visit(path)
		p.wait(done(""))
		paths, drawing := rendered(t, whole, path)
		if got := p.paths(); got != paths || paths == "" {
			t.Errorf("%s: the streamed paths differ from the server's:\n%s", path, difference(got, paths))
		}
		if got := p.drawing(); got != drawing {
			t.Errorf("%s: the streamed page differs from the server's:\n%s", path, difference(got, drawing))
		}
		p.close()
	}
}

// difference shows where two texts part.
func difference(got, want string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	around := func(s string) string { return s[max(0, min(i, len(s))-80):min(len(s), i+80)] }
	return "got  … " + around(got) + " …\nwant … " + around(want) + " …"
}

func TestBrowserSlider(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit(stress)
	before := p.paths()
	query := strings.Replace(p.query(), "cap=10s", "cap=11s", 1)
	p.do(chromedp.Focus(chromedp.CSS("[data-for=cap]")), chromedp.KeyEvent(arrowRight))
	p.wait(done(query))
	after := p.paths()
	if after == before {
		t.Error("the charts are those of the old cap")
	}
	if paths, _ := rendered(t, base, "/?"+query); after != paths {
		t.Errorf("the charts are not those of the new cap:\n%s", difference(after, paths))
	}
	if cap := evaluate[string](p, `document.querySelector("#cap").value`); cap != "11\u00a0s" {
		t.Errorf("the field beside the slider says %s", cap)
	}
}

// A run whose panels have the structure of those on the page takes them over: what lies in
// them stays, also for who can see nothing. Others come as a whole.
func TestBrowserPanelsStay(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/")
	p.wait(`document.body.dataset.parts`)
	whole := p.drawing()
	mark := func() {
		evaluate[bool](p, `document.querySelector(".run").marked = document.querySelector(".edit").marked = true`)
	}
	kept := func() bool {
		return evaluate[bool](p, `!!(document.querySelector(".run").marked && document.querySelector(".edit").marked)`)
	}
	for query, stays := range map[string]bool{"rate=25": true, "clients=2000&spread=0s&rate=500": true, "rate=1": true, "strategies=fixed,full": false, "limiter=none": false, "runs=3": false} {
		mark()
		evaluate[bool](p, `document.querySelector(".plot").dispatchEvent(new PointerEvent("pointermove", {bubbles: true, clientX: 500})), document.querySelector("#scrub").value = "3", document.querySelector("#scrub").dispatchEvent(new Event("input", {bubbles: true}))`)
		p.follow(query)
		if kept() != stays {
			t.Errorf("%s: the panels stay: %v", query, !stays)
		}
		if _, drawing := rendered(t, base, "/?"+p.query()); p.drawing() != drawing {
			t.Errorf("%s: the page differs from the server's:\n%s", query, difference(p.drawing(), drawing))
		}
		p.follow("") // as it was, whatever there was in between
		if got := p.drawing(); got != whole {
			t.Errorf("after %s the page is not as before:\n%s", query, difference(got, whole))
		}
	}
}

// follow goes to another scenario as the page does, without loading it anew.
func (p *tab) follow(query string) {
	p.tb.Helper()
	evaluate[bool](p, `(history.pushState(null, "", "/?`+query+`"), dispatchEvent(new PopStateEvent("popstate")))`)
	p.wait(done("") + ` && document.body.dataset.query === "` + query + `"`)
}

// Charts that are whole are shown before what is said of them is there, and who gives up the
// run then is left with both.
func TestBrowserChartsBeforeWords(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.held = null; // the messages of a run that are not taken in yet
		window.WebSocket = class extends WebSocket {
			set onmessage(take) {
				let before = [];
				super.onmessage = (event) => {
					const message = JSON.parse(event.data);
					if (window.held === null) return take(event);
					if (message.type === "figures") return; // which are known before there are words
					if (message.type !== "done") return before.push(message);
					before.findLast(({ type }) => type !== "progress").last = true;
					for (const each of before) take({ data: JSON.stringify(each) });
					before = [];
					window.held = () => take(event);
				};
			}
		};`))
	p.visit(stress)
	p.wait(`document.body.dataset.parts`)
	words := `document.querySelector("#load-cap-0").textContent + document.querySelector("#hero").textContent`
	for _, stopped := range []bool{false, true} {
		paths, said := p.paths(), evaluate[string](p, words)
		evaluate[bool](p, `window.held = false, true`)
		evaluate[bool](p, `document.querySelector("[data-for=rate]").value = `+map[bool]string{false: "300", true: "500"}[stopped]+`, document.querySelector("[data-for=rate]").dispatchEvent(new Event("input", {bubbles: true}))`)
		p.wait(`window.held`)
		if p.paths() == paths {
			t.Error("the charts wait for their words")
		}
		if evaluate[string](p, words) != said || !evaluate[bool](p, `document.body.dataset.state === "streaming"`) {
			t.Error("there are words before there are any")
		}
		if stopped {
			p.wait(`document.querySelector("#transport.long")`)
			p.do(chromedp.KeyEvent(escape))
			p.wait(`document.body.dataset.state === "stopped"`)
			if text := p.text("#load-cap-0"); text != "" {
				t.Errorf("a run that was stopped says %q", text)
			}
			break
		}
		evaluate[bool](p, `window.held() ?? true`)
		p.wait(done(""))
		_, drawing := rendered(t, sharedLab(t), "/?"+p.query())
		if got := p.drawing(); got != drawing {
			t.Errorf("the page differs from the server's:\n%s", difference(got, drawing))
		}
		evaluate[bool](p, `(window.held = null, true)`)
	}
}

func TestBrowserSliderDragged(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/")
	entries := evaluate[int](p, `history.length`)
	for _, position := range []string{"300", "900", "140", "120", "1000", "667"} { // two thirds of the way from 1 to 1,000
		p.set("[data-for=rate]", position)
	}
	p.wait(done("rate=100"))
	paths, _ := rendered(t, base, "/?rate=100")
	if got := p.paths(); got != paths {
		t.Errorf("the charts are not those of the last position:\n%s", difference(got, paths))
	}
	if n := evaluate[int](p, `history.length`); n != entries+1 {
		t.Errorf("one drag made %d entries of the history", n-entries)
	}
}

func TestBrowserBack(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	first := p.drawing()
	p.set("#clients", "300")
	p.wait(done("clients=300"))
	second := p.drawing()
	evaluate[bool](p, `history.back() ?? true`)
	p.wait(`location.search === "" && ` + done("") + ` && document.querySelector("#clients").value === "400"`)
	if got := p.drawing(); got != first {
		t.Errorf("back shows something else:\n%s", difference(got, first))
	}
	evaluate[bool](p, `history.forward() ?? true`)
	p.wait(done("clients=300"))
	if got := p.drawing(); got != second {
		t.Errorf("forward shows something else:\n%s", difference(got, second))
	}
}

func TestBrowserBadInput(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	before := p.paths()
	p.set("#rate", "-1")
	p.wait(`document.body.dataset.state === "error"`)
	if message := p.text("#problem-rate"); !strings.Contains(message, "0.001") {
		t.Errorf("the message at the field is %q", message)
	}
	if invalid := evaluate[string](p, `document.querySelector("#rate").getAttribute("aria-invalid")`); invalid != "true" {
		t.Errorf("the field's aria-invalid is %q", invalid)
	}
	if p.paths() != before {
		t.Error("the charts are gone")
	}
	if address := evaluate[string](p, `location.search`); address != "" {
		t.Errorf("the address is %s", address)
	}
	p.set("#rate", "25")
	p.wait(done("rate=25"))
	if message := p.text("#problem-rate"); message != "" {
		t.Errorf("the message stays: %q", message)
	}
}

func TestBrowserBadLink(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.forgive("400") // the status of the page itself
	p.visit("/?rate=-1&clients=many")
	for field, part := range map[string]string{"rate": "0.001", "clients": "whole number"} {
		if message := p.text("#problem-" + field); !strings.Contains(message, part) {
			t.Errorf("the message at %s is %q", field, message)
		}
	}
	p.set("#rate", "25")
	p.set("#clients", "100")
	p.wait(done("clients=100&rate=25"))
}
