package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Scenarios whose service tips: the one is soon searched, the other is so busy that its search can
// be seen under way.
const (
	someOdds = "/collapse?population=open&clients=200&limiter=none&servers=1&queue=200&service=100ms&service-dist=exponential&timeout=1s&strategies=immediate&attempts=3&duration=8s&offered=4&repetitions=4"

	tippy = "clients=2000&population=open&limiter=none&strategies=immediate&attempts=2&timeout=1s&servers=3&queue=500&service=100ms"
	busy  = "clients=2000&population=open&limiter=none&strategies=immediate&attempts=2&timeout=1s&servers=30&queue=5000&service=100ms"
)

// filled is a form of a study, and where it leads.
type filled struct {
	page   string            // with its scenario
	fields map[string]string // by selectors
	link   string
	shows  []string // what the finished page has
}

// TestBrowserStudiesStreamIn sends the forms as people do. What has streamed in is the page of the
// finished study, byte for byte, and back leads to where one came from.
func TestBrowserStudiesStreamIn(t *testing.T) {
	for name, f := range map[string]filled{
		"find": {
			page:   "/find?clients=1000",
			fields: map[string]string{"#found-want": "as few attempts as possible", "#found-candidates": "60"},
			link:   "/find?clients=1000&goal=attempts&candidates=60",
			shows:  []string{"found-best", "Beside yours and the classic ones", "Open in the lab"},
		},
		"tip": {
			page:   "/tip?" + busy,
			fields: map[string]string{"#tip-low": "50", "#tip-within": "1m", "#tip-precision": "5 %", "#tip-runs": "2"},
			link:   "/tip?" + busy + "&runs=2&low=50&precision=0.05",
			shows:  []string{"tip-line down", "stays as it is", "Either side, in the lab"},
		},
	} {
		t.Run(name, func(t *testing.T) { f.streamsIn(t, sharedLab(t)) })
	}
}

func (f filled) streamsIn(t *testing.T, base string) {
	p := openTab(t, base, desk...)
	p.visit(f.page)
	for selector, value := range f.fields {
		p.set(selector, value)
	}
	evaluate[bool](p, `(document.querySelector("#main form").requestSubmit(), true)`)
	p.wait(`document.querySelector("#study") && ` + stateIs("done"))
	if at := evaluate[string](p, `location.pathname + location.search`); at != f.link {
		t.Errorf("the form leads to %s, want %s", at, f.link)
	}
	streamed := evaluate[string](p, whole)
	other := openTab(t, base, desk...)
	other.visit(f.link)
	other.wait(stateIs("done"))
	if finished := evaluate[string](other, whole); finished != streamed {
		t.Errorf("streamed in it is\n%s\nfinished\n%s", streamed, finished)
	}
	for _, text := range f.shows {
		if !strings.Contains(streamed, text) {
			t.Errorf("it is without %q", text)
		}
	}
	evaluate[bool](p, `setTimeout(() => history.back()) > 0`)
	p.wait(stateIs("idle") + ` && location.pathname + location.search === ` + strconv.Quote(f.page))
}

// The worst run opens in the lab, under its seed, and back leads to the study.
func TestBrowserWorstSeedOpens(t *testing.T) {
	p := openTab(t, sharedLab(t), desk...)
	p.visit("/seeds?clients=10&strategies=full")
	p.set("#tip-seeds", "20")
	evaluate[bool](p, `(document.querySelector("#study-form").requestSubmit(), true)`)
	p.wait(`document.querySelector(".seeds-acts a") && ` + stateIs("done"))
	words, seed, ok := strings.Cut(p.text(".seeds-acts a"), ", seed ")
	if !ok || !strings.HasPrefix(words, "Open the worst: ") {
		t.Fatalf("the first link says %q", words)
	}
	p.do(chromedp.Click(chromedp.CSS(".seeds-acts a")))
	p.wait(partsThere + ` && ` + done(""))
	if query := p.query(); query != "clients=10&strategies=full&seed="+seed {
		t.Errorf("it opens %s, want seed %s", query, seed)
	}
	evaluate[bool](p, `setTimeout(() => history.back()) > 0`)
	p.wait(`location.pathname === "/seeds" && ` + stateIs("done"))
}

// studyPages are the pages of all studies as they come, with wrong values, and with a result.
var studyPages = []string{
	"/sweep?clients=50", "/sweep?x=cap:soon&runs=many&rate=none", "/sweep?clients=50&x=cap:1s,5s&runs=2&refine=0",
	"/find?clients=50", "/find?want=nonsense&rate=none", "/find?clients=20&goal=attempts&vary=base:100ms,200ms,400ms&candidates=6",
	"/tip?clients=50", "/tip?of=nothing&within=1ns&rate=none", "/tip?" + tippy + "&runs=2&low=5&high=60&within=20s&precision=0.2",
	"/seeds?clients=50", "/seeds?seeds=1&rate=none", "/seeds?clients=10&strategies=full&seeds=20",
	"/collapse?clients=50", "/collapse?repetitions=1&rate=none", someOdds,
}

// A phone has room for all of them, and for a finger on each link between them.
func TestBrowserStudiesOnAPhone(t *testing.T) {
	p := openTab(t, sharedLab(t), phone...)
	p.forgive("status of 400")
	for _, path := range studyPages {
		p.visit(path)
		p.wait(`document.querySelector(".study-kinds") && !(` + stateIs("running") + `)`)
		evaluate[bool](p, `(document.querySelectorAll("#main details").forEach((fold) => { fold.open = true }), true)`)
		if wide := evaluate[int](p, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
			t.Errorf("%s is %d px wider than a phone", path, wide)
		}
		if low := evaluate[[]string](p, `[...document.querySelectorAll(".study-kinds a, #main a.button")].filter((a) => a.checkVisibility() && a.getBoundingClientRect().height < 44).map((a) => a.textContent)`); len(low) > 0 {
			t.Errorf("%s: too low for a finger are %q", path, low)
		}
	}
}

// Each page leads to the others with its scenario alone, also without a script.
func TestBrowserStudiesLeadToEachOther(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	links := `[...document.querySelectorAll(".study-kinds a")].map((a) => a.getAttribute("href") + (a.ariaCurrent ? " here" : ""))`
	for i, path := range []string{"/sweep?clients=50&x=cap:1s,5s&runs=2&refine=0", "/find?clients=50&goal=attempts&vary=base:100ms,200ms&candidates=3", "/tip?clients=50&low=5", "/seeds?clients=50&seeds=2", "/collapse?clients=50&repetitions=4"} {
		p.forgive("status of 400")
		p.visit(path)
		want := []string{"/sweep?clients=50", "/find?clients=50", "/tip?clients=50", "/seeds?clients=50", "/collapse?clients=50"}
		want[i] += " here"
		if got := evaluate[[]string](p, links); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
}
