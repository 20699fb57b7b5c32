package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A word explains itself where it stands; Escape closes it, and nothing else.
func TestBrowserTermsExplainThemselves(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/help")
	p.do(chromedp.Click(chromedp.CSS(`a.term[data-term="herd"]`)))
	p.wait(`document.querySelector("#term:popover-open svg path")`)
	if text := p.text("#term"); !strings.Contains(text, "come back at the same moment") {
		t.Errorf("the word is %q", text)
	}
	if path := evaluate[string](p, `location.pathname`); path != "/help" {
		t.Errorf("the way to the word went to %s", path)
	}
	if !evaluate[bool](p, `(({left, right, top, bottom}) => left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight)(document.querySelector("#term").getBoundingClientRect())`) {
		t.Error("the word is not on the screen")
	}
	p.press(escape)
	p.wait(`!document.querySelector("#term")`)
	if evaluate[bool](p, `document.querySelector("[aria-describedby=term]") !== null`) {
		t.Error("the word is closed, and its link still speaks of it")
	}
}

func TestBrowserGlossarySearch(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/glossary")
	all := evaluate[float64](p, `document.querySelectorAll(".word").length`)
	shown := `[...document.querySelectorAll(".word")].filter((word) => word.offsetHeight).map((word) => word.id).join()`
	search := func(text string) {
		p.do(chromedp.Evaluate[chromedp.Void](`{ const find = document.querySelector("#find"); find.value = "` + text + `"; find.dispatchEvent(new Event("input")); }`))
	}
	search("MAX delay")
	if got := evaluate[string](p, shown); !strings.Contains(got, "cap") || strings.Contains(got, "seed") {
		t.Errorf("max delay finds %s", got)
	}
	search("zzz")
	if got := evaluate[string](p, shown); got != "" || !strings.Contains(p.text("#found"), "No word") {
		t.Errorf("zzz finds %s", got)
	}
	evaluate[bool](p, `(location.hash = "#seed", true)`) // a word that is hidden is shown when it is asked for
	p.wait(`document.querySelector("#seed").offsetHeight > 0`)
	if n := evaluate[float64](p, `[...document.querySelectorAll(".word")].filter((word) => word.offsetHeight).length`); n != all {
		t.Errorf("%v of %v words are shown", n, all)
	}
}
