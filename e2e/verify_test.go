package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	verifiedNow = `!document.querySelector("#verified[aria-busy]") && document.querySelector("#verified-title")?.textContent`
	observedIn  = `document.querySelector("#verify-text").value`
)

// pasteDelays puts a text into the field in place of what stands there, as a paste does.
func (p *tab) pasteDelays(text string) {
	p.tb.Helper()
	evaluate[bool](p, `(document.querySelector("#verify-text").focus(), document.querySelector("#verify-text").select(), document.execCommand("insertText", false, `+quoted(text)+`))`)
}

// What is pasted, in each of the forms that there are, has a verdict; what is wrong is said, and
// the text stays; undo brings back what stood there before.
func TestBrowserVerify(t *testing.T) {
	server := startLab(t)
	p := openTab(t, server.base)
	p.visit("/calculator?strategies=full")
	for _, of := range []struct{ shows, text, read, verdict string }{
		{"lines", "100ms 200ms 400ms 800ms\n100ms 200ms 400ms 800ms", "Read as a list", "fit no jitter"},
		{"CSV", "request,retry,delay_ms\na,1,1000\na,2,1000\nb,1,1000\nb,2,1000", "Read as a table", "fit fixed delay"},
		{"JSON", `[{"retry":1,"delay_ms":100},{"retry":2,"delay_ms":200},{"retry":3,"delay_ms":400}]`, "Read as JSON", "fit"},
		{"a log with times", "10:15:03 request=7 attempt=1\n10:15:05 request=7 attempt=2\n10:15:09 request=7 attempt=3\n10:15:17 request=7 attempt=4", "Read as log lines with times", "fit"},
		{"a log of sentences", "Attempt 1 failed. Retrying in 1000 ms\nAttempt 2 failed. Retrying in 2000 ms\nAttempt 3 failed. Retrying in 4000 ms", "Read as log lines that say", "fit"},
	} {
		p.pasteDelays(of.text)
		p.wait(`document.querySelector(".verdict-read")?.textContent.startsWith("` + of.read + `") && (` + verifiedNow + `)?.includes("` + of.verdict + `")`)
	}
	if says := p.text(".expected h4"); !strings.HasPrefix(says, "As configured, full jitter does not fit: retry 1 waited") {
		t.Errorf("of the policy above it says %q", says)
	}
	p.do(chromedp.Click(chromedp.CSS(".expected [data-line='2']")))
	p.wait(`document.querySelector("#verify-lines").open && document.querySelector("#line-2").getBoundingClientRect().height > 0`)
	p.wait(`(({selectionStart, selectionEnd, value}) => value.slice(selectionStart, selectionEnd))(document.querySelector("#verify-text")) === "Attempt 2 failed. Retrying in 2000 ms"`)
	p.set("#calculator-strategies", "exponential")
	p.set("#calculator-base", "1s")
	p.wait(`document.querySelector(".expected.fits") && !document.querySelector("#verified[aria-busy]")`)
	p.pasteDelays("nothing of that kind")
	p.wait(`!document.querySelector("#verify-problem").hidden && !document.querySelector("#verified-title") && document.querySelector("#verify-text").matches("[aria-invalid]")`)
	if text := evaluate[string](p, observedIn); text != "nothing of that kind" {
		t.Errorf("the field has %q", text)
	}
	evaluate[bool](p, `document.execCommand("undo")`)
	p.wait(verifiedNow + `&& ` + observedIn + `.startsWith("Attempt 1") && !document.querySelector("#verify-text").matches("[aria-invalid]")`)
	if weight := p.weight(); weight > firstVisitBytes+40_000 {
		t.Errorf("the page and eight verdicts take %d bytes", weight)
	}
	server.stop()
	p.forgive("ERR_CONNECTION_REFUSED")
	p.pasteDelays("1s\n2s")
	p.wait(`document.querySelector("#verify-problem").textContent.startsWith("The lab does not answer")`)
	if text := evaluate[string](p, observedIn); text != "1s\n2s" {
		t.Errorf("without a server the field has %q", text)
	}
}

// A sample is a click away, a file can be dropped anywhere, and what is too long is not sent. On a
// phone nothing scrolls sideways. The longest file has as many lines as its bytes allow; with -short,
// as in make test, just more than are kept, because the layout of so many takes half a minute of work.
func TestBrowserVerifySamples(t *testing.T) {
	lines := "690_000"
	if testing.Short() {
		lines = "100_100"
	}
	p := openTab(t, sharedLab(t), phone...)
	p.visit("/calculator")
	for _, key := range []string{"log", "csv", "delays"} {
		p.do(chromedp.Click(chromedp.CSS(`.verify-samples [href*="sample=` + key + `"]`)))
		p.wait(verifiedNow + ` && ` + observedIn + `=== document.querySelector(".verify-samples [href*='sample=` + key + `']").dataset.sample`)
		evaluate[bool](p, `(document.querySelectorAll("#verified details").forEach((details) => { details.open = true }), true)`)
		if wide := evaluate[bool](p, `document.documentElement.scrollWidth > innerWidth`); wide {
			t.Errorf("with %s the page scrolls sideways", key)
		}
	}
	before := evaluate[string](p, observedIn)
	p.drop("large.log", `"a".repeat(10_000_000)`)
	p.wait(`document.querySelector("#verify-problem")?.textContent.startsWith("large.log has 10,000,000 bytes")`)
	evaluate[bool](p, `(document.querySelector("#verify-text").value = "1s ".repeat(700_000), document.querySelector("#verify-text").dispatchEvent(new Event("input", {bubbles: true})))`)
	p.wait(`document.querySelector("#verify-problem")?.textContent.startsWith("The text has 2,100,000 bytes; at most 2,097,152 are read.")`)
	evaluate[bool](p, `(document.querySelector("#verify-text").select(), document.querySelector("#verify-text").dispatchEvent(new ClipboardEvent("paste", {clipboardData: (() => { const data = new DataTransfer(); data.setData("text", ("1s" + " ".repeat(40) + "2s\n").repeat(2_500)); return data })(), cancelable: true})))`)
	p.wait(`document.querySelector(".verdict-read")?.textContent.includes("5\u202f000 delays") && (` + verifiedNow + `)`)
	p.drop("long.log", `"1s\n".repeat(`+lines+`)`)
	p.wait(`!document.querySelector("#verified[aria-busy]") && document.querySelector(".verdict-read")?.textContent.includes("100\u202f000 delays")`)
	p.drop("retries.txt", quoted(before))
	p.wait(verifiedNow + ` && ` + observedIn + ` === ` + quoted(before))
}

// A strategy that fits goes into the form above, and what was pasted stays.
func TestBrowserVerifyUsesWhatFits(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/calculator?strategies=fixed")
	p.pasteDelays("300ms 600ms 1200ms 2400ms\n300ms 600ms 1200ms 2400ms")
	p.wait(verifiedNow)
	p.do(chromedp.Click(chromedp.CSS(".fitting [name=use]")))
	p.wait(`document.querySelector("#calculator-base").value.startsWith("300") && document.querySelector(".expected.fits") && location.search.startsWith("?strategies=exponential&base=300ms")`)
	if text := evaluate[string](p, observedIn); !strings.HasPrefix(text, "300ms") {
		t.Errorf("the field has %q", text)
	}
}

// Without a script there is a button, and what was pasted comes back with what it fits, or with
// what is wrong.
func TestBrowserVerifyWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/calculator?strategies=equal")
	p.do(chromedp.SetValue(chromedp.ID("verify-text"), "1s\n2s\n4s"), chromedp.Click(chromedp.CSS("#verify-form .primary")))
	p.wait(`document.querySelector("#verified-title") && ` + observedIn + ` === "1s\n2s\n4s" && document.querySelector("#calculator-strategies").value === "equal"`)
	p.do(chromedp.Click(chromedp.CSS(".fitting [name=use]")))
	p.wait(`document.querySelector("#calculator-strategies").value !== "equal" && document.querySelector(".expected.fits") && ` + observedIn + ` === "1s\n2s\n4s"`)
	p.forgive("the server responded with a status of 400")
	p.do(chromedp.SetValue(chromedp.ID("verify-text"), "nothing"), chromedp.Click(chromedp.CSS("#verify-form .primary")))
	p.wait(`!document.querySelector("#verify-problem").hidden && ` + observedIn + ` === "nothing"`)
}
