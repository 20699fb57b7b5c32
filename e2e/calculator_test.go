package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const computed = `!document.querySelector("#calculated[aria-busy]") && document.querySelector("#finding-title").textContent`

// Whatever is typed or chosen is computed at once; the address says it, and opens the same. What is
// wrong is said at its field, what was right stays, and nothing that was typed is lost.
func TestBrowserCalculator(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/calculator")
	p.wait(computed + `.startsWith("After 19 retries")`)
	p.set("#calculator-attempts", "4")
	p.wait(computed + `.startsWith("After 3 retries a client has waited 350")`)
	p.set("#calculator-strategies", "proportional")
	p.wait(computed + `.startsWith("After 3 retries a client has waited 700")`)
	if hidden := evaluate[bool](p, `document.querySelector("[data-field=jitter]").hidden`); hidden {
		t.Error("the share of the jitter does not show")
	}
	p.set("#calculator-jitter", "much")
	p.wait(`document.querySelector("#wrong-jitter").textContent && document.querySelector("#calculator-jitter").getAttribute("aria-invalid")`)
	if stays := evaluate[string](p, `document.querySelector("#calculator-jitter").value + " " + (`+computed+`)`); !strings.HasPrefix(stays, "much After 3 retries") {
		t.Errorf("beside what is wrong stands %q", stays)
	}
	p.set("#calculator-jitter", "0.5")
	p.wait(`!document.querySelector("#wrong-jitter").textContent && ` + computed + `.includes("at most")`)
	evaluate[bool](p, `document.querySelector("[data-retry='2']").click() ?? true`)
	p.wait(`document.querySelector(".formula-of").textContent === "Before retry 2" && document.activeElement.dataset.retry === "2"`)
	address := evaluate[string](p, `location.pathname + location.search`)
	if address != "/calculator?strategies=proportional&jitter=0.5&attempts=4&retry=2" {
		t.Errorf("the address is %s", address)
	}
	shown := evaluate[string](p, `document.querySelector("#calculated").innerHTML`)
	fresh := openTab(t, base)
	fresh.visit(address)
	fresh.wait(computed)
	if got := evaluate[string](fresh, `document.querySelector("#calculated").innerHTML`); got != shown {
		t.Errorf("a fresh page shows something else:\n%s", difference(got, shown))
	}
	if weight := fresh.weight(); weight > firstVisitBytes {
		t.Errorf("a first visit takes %d bytes, want at most %d", weight, firstVisitBytes)
	}
	phone := openTab(t, base, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	for _, path := range []string{"/calculator", "/calculator?strategies=lib:polly-v8&attempts=1000&first-retry=at-once&deadline=24h", "/calculator?strategies=list&delays=5s,5m,30m,2h,5h,10h&attempts=7&base=none"} {
		phone.forgive("the server responded with a status of 400")
		phone.visit(path)
		if inner, width := evaluate[int](phone, `innerWidth`), evaluate[int](phone, `document.documentElement.scrollWidth`); inner != 390 || width > 390 {
			t.Errorf("%s is laid out %d pixels wide, %d with what sticks out", path, inner, width)
		}
	}
}
