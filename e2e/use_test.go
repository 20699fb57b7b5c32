package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	useOpen  = `document.querySelector("#use-dialog")?.open && !document.querySelector("#use-dialog [aria-busy]")`
	useCode  = `(document.querySelector("#use-dialog .export-text:not([hidden]) pre")?.textContent ?? "")`
	useFirst = "/?clients=60&rate=10&burst=5&strategies=exponential,full&attempts=12&base=250ms"
)

// The dialog shows the strategy that is ahead and the closest text, lists all, copies what is
// on show, and gives the focus back.
func TestBrowserUse(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base, withClipboard(base))
	p.visit(useFirst)
	p.parts()
	p.do(chromedp.Focus(chromedp.ID("use")), chromedp.KeyEvent("\r"))
	p.wait(useOpen + ` && ` + useCode)
	if fits := evaluate[string](p, `document.querySelector("#use-dialog .export-text:not([hidden])").className`); fits != "export-text same" {
		t.Errorf("the text on show is %q", fits)
	}
	if chosen := evaluate[string](p, `document.querySelector("#use-dialog [aria-current]").textContent.trim()`); !strings.HasPrefix(chosen, "Full jitter") || !strings.HasSuffix(chosen, "ahead") {
		t.Errorf("%q is chosen", chosen)
	}
	// Arrows and letters go through the list, and no key of the page's is taken for one.
	p.do(chromedp.Focus(chromedp.CSS("#use-dialog .use-list")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("c"))
	p.wait(useCode + `.includes("WithMaxTries(12)")`)
	p.do(chromedp.KeyEvent(kb.ArrowDown))
	p.wait(`!` + useCode + `.includes("WithMaxTries")`)
	p.do(chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent("t"))
	p.wait(useCode + `.includes("wait_random_exponential(multiplier=0.25") && document.querySelector("#" + document.activeElement.getAttribute("aria-activedescendant")).textContent.includes("tenacity")`)
	p.do(chromedp.Focus(chromedp.CSS("#use-dialog .export-text:not([hidden]) [data-copy]")), chromedp.KeyEvent("\r"))
	p.wait(`document.activeElement.textContent === "Copied" && document.querySelector("#use-dialog [role=status]").textContent === "Copied"`)
	p.do(chromedp.Evaluate[chromedp.Void](`navigator.clipboard.readText().then((text) => window.copied = text)`, chromedp.EvalAwaitPromise))
	if copied, code := evaluate[string](p, `window.copied`), evaluate[string](p, useCode); copied != code {
		t.Errorf("copied is %q", copied)
	}
	// Another strategy comes in the same text.
	p.do(chromedp.Click(chromedp.CSS(`#use-dialog .use-strategy[href*="exponential&"], #use-dialog .use-strategy`)))
	p.wait(useOpen + ` && ` + useCode + `.includes("wait_exponential(multiplier=0.25") && !` + useCode + `.includes("random")`)
	p.do(chromedp.KeyEvent(escape))
	p.wait(`!document.querySelector("#use-dialog").open && document.activeElement.id === "use"`)
	// It is of the run on show, however that came.
	p.set("#attempts", "7")
	p.wait(done("clients=60&rate=10&burst=5&strategies=exponential,full&base=250ms&attempts=7"))
	p.do(chromedp.Focus(chromedp.ID("use")), chromedp.KeyEvent("\r"))
	p.wait(useOpen + ` && ` + useCode + `.includes("stop_after_attempt(7)")`)
	if link := evaluate[string](p, `document.querySelector("#use").search`); !strings.Contains(link, "attempts=7") {
		t.Errorf("the link is %q", link)
	}
}

// The JavaScript that is taken home is run, with random numbers that are known and timers
// that do not wait: it waits what the server says that the policy does.
func TestBrowserRunsWhatIsTakenHome(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	for strategy, delays := range map[string]string{
		"full":         "62.5,125,250,500,1000",
		"equal":        "156.25,312.5,625,1250,2500",
		"decorrelated": "375,468.75,539.0625,591.796875,631.34765625",
		"immediate":    "0,0,0,0,0",
	} {
		p.visit("/export?strategies=" + strategy + "&base=250ms&cap=4s&attempts=6")
		p.wait(`document.querySelector("#use-page.one")`)
		got := evaluate[string](p, `(async () => {
			const code = document.querySelector("#use-code-javascript").textContent.replace("export ", "");
			const waited = [];
			const timer = (then, wait) => { waited.push(wait); queueMicrotask(then); };
			const run = new Function("Math", "setTimeout", code + "; return withRetries");
			const math = Object.create(Math, { random: { value: () => 0.25 }, min: { value: Math.min }, max: { value: Math.max } });
			let calls = 0;
			await run(math, timer)(() => { calls++; throw new Error("rejected"); }).catch(() => {});
			return calls + ":" + waited;
		})()`, chromedp.EvalAwaitPromise)
		if got != "6:"+delays {
			t.Errorf("%s: %s, want 6:%s", strategy, got, delays)
		}
	}
}

// Three answers lead to the page of their scenario; wrong ones are said at their fields, and
// what no retries can do before anything runs.
func TestBrowserNumbers(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/numbers")
	answer := func(clients, limit, within string) {
		for name, value := range map[string]string{"clients": clients, "limit": limit, "within": within} {
			p.do(chromedp.SetValue(chromedp.ID("numbers-"+name), value))
		}
		p.do(chromedp.Click(chromedp.CSS("#numbers .primary")))
	}
	p.forgive("400 (Bad Request)")
	answer("many", "100/min", "2 minutes")
	p.wait(`document.querySelector("#numbers-problem-clients")?.textContent`)
	if wrong := evaluate[string](p, `[...document.querySelectorAll("[aria-invalid]")].map((field) => field.name).join()`); wrong != "clients" {
		t.Errorf("wrong is %q", wrong)
	}
	answer("400", "100/min", "2 minutes")
	p.wait(`document.querySelector("#impossible")`)
	if says := p.text("#impossible"); !strings.Contains(says, "at least") || !strings.Contains(says, "you allow") {
		t.Errorf("it says %q", says)
	}
	answer("400", "100/min", "5 minutes")
	p.wait(done("rate=100/m&burst=2&base=5s&cap=50s&attempts=19&deadline=5m"))
	p.visit("/numbers?clients=400&limit=40&within=5s")
	p.do(chromedp.Click(chromedp.CSS("#impossible .ways a:last-child")))
	p.wait(done("burst=40&cap=1s&attempts=16&deadline=5s"))
}
