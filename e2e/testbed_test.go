package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// onTestbed is true on the page of a testbed that has one of some states.
func onTestbed(states ...string) string {
	return fmt.Sprintf(`location.pathname.startsWith("/testbed/") && document.body.dataset.parts === "there" && %q.split(" ").includes(document.body.dataset.state)`, strings.Join(states, " "))
}

// figure reads what the page of a testbed says in a cell.
func figure(name, cell string) string {
	return fmt.Sprintf(`document.querySelector("#figure-%s-%s").textContent.trim()`, name, cell)
}

const (
	fewCalls   = "clients=5&rate=50&burst=20&base=100ms&attempts=3&strategies=full,exponential"
	drawnCalls = `[...document.querySelectorAll("[data-chart=load] [data-key=measured] .data path")].map((path) => path.getAttribute("d")).join("").matchAll(/v-(\d+)/g).reduce((sum, [, n]) => sum + Number(n), 0)`
)

// startTestbed fills in the form and starts one, and returns the address to call.
func (p *tab) startTestbed(query, script string) string {
	p.tb.Helper()
	p.visit("/testbed")
	p.set("#testbed-scenario", query)
	p.set("#testbed-script", script)
	p.do(chromedp.Click(chromedp.CSS("#testbed .primary")))
	p.wait(onTestbed("waiting"))
	return evaluate[string](p, `document.querySelector("#address").value`)
}

// call sends a request of a client, and returns the status of the answer.
func call(t *testing.T, address, client string) int {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Client", client)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// What real clients send is drawn and counted while they send it, beside the forecast that was
// there before.
func TestBrowserTestbed(t *testing.T) {
	p := openTab(t, startLab(t).base)
	address := p.startTestbed(fewCalls, "503 retry-after=30, 503")
	if title := p.text("h1"); title != "Waiting for the first call." {
		t.Errorf("before a call the title is %q", title)
	}
	if drawn := evaluate[int](p, strings.ReplaceAll(drawnCalls, "=measured", "=forecast")); drawn < 5 {
		t.Errorf("the forecast has %d attempts before the first call", drawn)
	}
	for i, want := range []int{503, 503, 200} { // the second comes before its Retry-After
		if got := call(t, address, "seven"); got != want {
			t.Errorf("call %d is answered %d, want %d", i+1, got, want)
		}
	}
	for i := range 4 {
		call(t, address, fmt.Sprint(i))
	}
	p.wait(figure("attempts", "measured") + ` === "7" && ` + figure("early", "measured") + ` === "1"`)
	p.wait(drawnCalls + ` === 7 && document.querySelectorAll("[data-key=measured] .rug path").length === 1`)
	if words := p.text("#testbed-rows .early-cue"); !strings.HasPrefix(words, "1 call came before its Retry-After") {
		t.Errorf("of the early call the page says %q", words)
	}
	if first := p.text("#testbed-clients tbody tr"); !strings.Contains(first, "seven") {
		t.Errorf("first in the table is %q", first)
	}
	if steps := p.text("#testbed-script .used"); !strings.Contains(steps, "503") || !strings.Contains(steps, "seven") {
		t.Errorf("the account of the script begins with %q", steps)
	}
	p.wait(onTestbed("quiet"))
	if difference := evaluate[string](p, figure("failed", "difference")); difference != "+2" {
		t.Errorf("2 failures are %q more than none", difference)
	}
	// The crosshair reads both rows, and goes on while they are drawn anew.
	p.do(chromedp.Focus(chromedp.CSS("[data-chart=load]")), chromedp.KeyEvent(arrowRight))
	p.wait(`document.querySelector(".reading #load-heads").textContent.includes("at 0.0")`)
	call(t, address, "seven")
	p.wait(figure("attempts", "measured") + ` === "8" && document.activeElement.dataset.chart === "load" && document.querySelector(".reading #load-heads").textContent.includes("at 0.0")`)
	p.do(chromedp.KeyEvent(escape))

	// Stopped, it answers no longer, and its page stays.
	p.do(chromedp.Click(chromedp.CSS("#testbed-life button")))
	p.wait(onTestbed("over"))
	if got := call(t, address, "seven"); got != http.StatusNotFound {
		t.Errorf("a stopped testbed answers %d", got)
	}
	if again := evaluate[string](p, figure("attempts", "measured")); again != "8" {
		t.Errorf("after the end %q attempts are measured", again)
	}
}

// What was typed is there after an error, and after the back button.
func TestBrowserTestbedForm(t *testing.T) {
	p := openTab(t, startLab(t).base)
	p.forgive("400")
	p.visit("/testbed?" + fewCalls)
	p.set("#testbed-name", "X-Mine")
	p.set("#testbed-script", "503, maybe")
	p.do(chromedp.Click(chromedp.CSS(`[name=family][value=groq]`)), chromedp.KeyEvent("\r"))
	p.wait(`document.querySelector("#testbed-script[aria-invalid]")`)
	kept := `["scenario", "name", "script"].map((name) => document.querySelector("#testbed-" + name).value).concat(document.querySelector("[name=family]:checked").value).join("|")`
	if got := evaluate[string](p, kept); got != fewCalls+"|X-Mine|503, maybe|groq" {
		t.Errorf("after an error the form has %q", got)
	}
	if says := p.text("#testbed-script-problem"); !strings.Contains(says, "maybe") {
		t.Errorf("the field says %q", says)
	}
	// A script of the list is written into its field.
	p.do(chromedp.Click(chromedp.CSS(".testbed-scripts summary")), chromedp.Click(chromedp.CSS(`.testbed-script[value="two-seconds"]`)))
	p.wait(`document.querySelector("#testbed-script").value === "429 retry-after=2, 200" && document.activeElement.id === "testbed-script"`)
	p.do(chromedp.Click(chromedp.CSS("#testbed .primary")))
	p.wait(onTestbed("waiting"))
	evaluate[bool](p, `setTimeout(() => history.back()) > 0`)
	p.wait(`location.pathname === "/testbed" && document.querySelector("#testbed .primary") && document.querySelector("#testbed-name").value === "X-Mine"`)
}

// One whose time is over says so by itself; one that nobody knows is a page with a way back.
func TestBrowserTestbedEnds(t *testing.T) {
	p := openTab(t, startLab(t, "-testbed-life", "6s").base)
	p.forgive("404")
	address := p.startTestbed(fewCalls, "")
	call(t, address, "seven")
	p.wait(onTestbed("over") + ` && document.querySelector("#testbed-life a[href^='/testbed?']")`)
	p.visit("/testbed/aaaaaaaaaaaaaaaaaaaaaaaaaa")
	if title := p.text("h1"); title != "This testbed is gone" {
		t.Errorf("the title is %q", title)
	}
	p.do(chromedp.Click(chromedp.CSS(`main a[href="/testbed"]`)))
	p.wait(`document.querySelector("#testbed")`)
}

// Without a script a testbed is started, read and stopped all the same.
func TestBrowserTestbedWithoutScript(t *testing.T) {
	p := openTab(t, startLab(t).base, withoutScript)
	p.visit("/testbed?" + fewCalls)
	p.do(chromedp.Click(chromedp.CSS("#testbed .primary")))
	p.wait(`document.querySelector("#address")`)
	call(t, evaluate[string](p, `document.querySelector("#address").value`), "seven")
	p.do(chromedp.Click(chromedp.CSS(".no-js a")))
	p.wait(figure("attempts", "measured") + ` === "1"`)
	p.do(chromedp.Click(chromedp.CSS("#testbed-life button")))
	p.wait(`document.body.dataset.state === "over"`)
}

// A lab that is away is said to be, and its testbeds are forgotten when it comes back.
func TestBrowserTestbedIsForgotten(t *testing.T) {
	lab := startLab(t)
	p := openTab(t, lab.base)
	p.forgive("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE", "ERR_EMPTY", "404")
	p.startTestbed(fewCalls, "")
	lab.stop()
	p.wait(`document.querySelector("#unheard:not([hidden])")?.textContent.includes("does not answer")`)
	lab.again()
	p.wait(`document.body.dataset.state === "gone" && document.querySelector("#unheard").textContent.includes("forgotten")`)
}

// Nothing of a testbed's pages is wider than a phone.
func TestBrowserTestbedOnAPhone(t *testing.T) {
	p := openTab(t, startLab(t).base, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	for _, path := range []string{"/testbed", ""} {
		if path == "" {
			call(t, p.startTestbed(fewCalls, "503 x3"), strings.Repeat("a-long-name-", 5))
			p.wait(figure("attempts", "measured") + ` === "1"`)
		} else {
			p.visit(path)
		}
		if wide := evaluate[int](p, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("%q is %d pixels wide", path, wide)
		}
	}
}
