package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// listed waits until the list of scenarios is there, and the focus where one types.
const listed = `document.activeElement?.id === "search" && document.querySelector(".picks .preset")`

// found are the names that the list shows.
const found = `[...document.querySelectorAll(".picks li")].filter((e) => e.checkVisibility()).map((e) => e.querySelector("b").textContent).join()`

// pick opens the list and takes the preset with that key.
func (p *tab) pick(key string) {
	p.tb.Helper()
	p.do(chromedp.Click(chromedp.CSS("#picker-now")))
	p.wait(listed)
	p.do(chromedp.Click(chromedp.CSS(`.picks .preset[href*="preset=` + key + `"]`)))
}

// typed puts a text into the search, in place of what is there.
func (p *tab) typed(text string) {
	p.tb.Helper()
	evaluate[bool](p, `document.querySelector("#search").select() ?? true`)
	p.do(chromedp.KeyEvent(text))
}

func TestBrowserPreset(t *testing.T) {
	base := sharedLab(t)
	p := openTab(t, base)
	p.visit("/")
	p.parts()
	p.pick("stress")
	p.wait(`document.querySelector("#picker-now b").textContent === "Stress" && ` + done(""))
	if !evaluate[bool](p, `!document.querySelector("#picker").open && document.activeElement.id === "picker-now"`) {
		t.Error("the list stays, or the focus is lost")
	}
	if current := evaluate[string](p, `document.querySelector(".picks [aria-current]").dataset.query`); !strings.HasPrefix(current, "clients=1000&") {
		t.Errorf("the list marks %q", current)
	}
	shown, fresh := p.paths(), openTab(t, base)
	fresh.visit("/?preset=stress")
	if want := fresh.paths(); shown != want {
		t.Errorf("the charts are not those of the preset:\n%s", difference(shown, want))
	}
	fresh.close()
	p.pick("thundering-herd")
	p.wait(done("") + ` && location.pathname + location.search === "/"`)
	small := evaluate[string](p, `document.querySelector("#picker-now path").getAttribute("d")`)
	if first := evaluate[string](p, `document.querySelector(".picks path").getAttribute("d")`); small != first {
		t.Error("the small chart is not that of the run on show")
	}
}

// The whole of it by keyboard.
func TestBrowserPickerByKeyboard(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/")
	p.parts()
	evaluate[bool](p, `document.querySelector("#picker-now").focus() ?? true`)
	p.press(kb.Enter)
	p.wait(listed)
	for _, row := range []struct{ typed, found string }{
		{"cron", "Cron jobs,On the minute,Batch against people"},
		{"Circuit breaker", "Retry storm,Budget against crowd"},
		{"ratelimit openai", "LLM rate limit,LLM agents"},
		{"thundring", "Thundering herd,Stress,At the cap,Reconnect"}, // a letter is missing
		{"metastabel", "Retry storm,Hedges that overload"},
		{"serializaton", "One row, many writers"},
		{"kafka", ""},
	} {
		p.typed(row.typed)
		p.wait(`document.querySelector("#search").value === "` + row.typed + `"`)
		if got := evaluate[string](p, found); got != row.found {
			t.Errorf("%q finds %q, want %q", row.typed, got, row.found)
		}
	}
	if says := strings.TrimSpace(p.text("#picker .nothing")); !strings.HasPrefix(says, "Nothing matches kafka.") {
		t.Errorf("where nothing is found it says %q", says)
	}
	focused := func(name string) string {
		return `document.activeElement.querySelector("b")?.textContent === "` + name + `"`
	}
	p.typed("llm")
	p.wait(found + `.startsWith("LLM")`)
	p.press(kb.ArrowDown)
	p.wait(focused("LLM rate limit"))
	p.press(kb.ArrowDown)
	p.wait(focused("LLM agents"))
	p.press(kb.ArrowUp)
	p.press(kb.ArrowUp)
	p.wait(`document.activeElement.id === "search"`)
	p.press(kb.Escape)
	p.wait(`document.activeElement.id === "picker-now" && !document.querySelector("#picker").open`)
	p.press(kb.Enter)
	p.wait(listed + ` && document.activeElement.value === ""`)
	p.press(kb.End) // of what is typed, which is nothing
	p.press(kb.ArrowDown)
	p.press(kb.End)
	p.wait(focused("Chaos"))
	p.press("r") // goes on typing
	p.wait(`document.activeElement.id === "search" && document.activeElement.value === "r"`)
	p.do(chromedp.KeyEvent("econnect"))
	p.press(kb.Enter)
	p.wait(`document.querySelector("#picker-now b").textContent === "At the cap" && ` + done(""))
}

// A changed scenario is named after what it was.
func TestBrowserPickerNamesChanges(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?preset=stress&clients=900")
	p.parts()
	if says := p.text("#picker-now .pick-words"); says != "Stress, changed 900 clients, limit 50/s" {
		t.Errorf("a changed scenario is %q", says)
	}
}

// The page of scenarios has the same search, and tags that are searched for.
func TestBrowserScenariosAreFound(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/scenarios")
	p.parts()
	shown := `[...document.querySelectorAll(".exhibit")].filter((e) => e.checkVisibility()).map((e) => e.querySelector("h2").textContent).join()`
	p.do(chromedp.Click(chromedp.CSS("[data-tag=LLM]")))
	p.wait(`document.querySelector("[data-tag=LLM]").getAttribute("aria-pressed") === "true" && ` + shown + ` === "LLM rate limit,LLM agents,LLM tokens in and out,Retries in layers"`)
	p.do(chromedp.Click(chromedp.CSS("[data-tag=LLM]")), chromedp.Click(chromedp.CSS("#search")), chromedp.KeyEvent("metastable"))
	p.wait(shown + ` === "Retry storm,Hedges that overload"`)
}
