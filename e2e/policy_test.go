package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// partsThere is true once the functions of the page are there that come after its
// first paint.
const partsThere = `document.body.dataset.parts === "there"`

// middle is where an element's middle is in the window.
func (p *tab) middle(selector string) (x, y float64) {
	p.tb.Helper()
	at := evaluate[[]float64](p, `(() => {
		const element = document.querySelector(`+strconv.Quote(selector)+`);
		element.scrollIntoView({block: "center"});
		const box = element.getBoundingClientRect();
		return [box.left + box.width / 2, box.top + box.height / 2];
	})()`)
	return at[0], at[1]
}

// nextFrames lets two animation frames pass.
func (p *tab) nextFrames() {
	p.tb.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`, chromedp.EvalAwaitPromise))
}

func (p *tab) value(field string) string {
	p.tb.Helper()
	return evaluate[string](p, `document.getElementById("`+field+`").value`)
}

func TestBrowserCrosshairOfTheDelays(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?strategies=exponential,decorrelated-aws&base=1s&cap=8s")
	p.fold("waits")
	caption := func(i int) string { return p.text(fmt.Sprintf("#waits-cap-%d", i)) }
	before := caption(0)
	p.do(chromedp.Focus(chromedp.CSS("[data-waits]")), chromedp.KeyEvent(kb.End))
	p.wait(`document.querySelector("#fold-waits .pointing")`)
	if got := caption(0); got != "retry 12: all 8.00\u00a0s" {
		t.Errorf("no jitter reads %q", got)
	}
	if got := caption(1); !strings.HasPrefix(got, "retry 12: ") || !strings.Contains(got, "median") || !strings.Contains(got, "%\u00a0on 8.00") && !strings.Contains(got, "% on 8.00") {
		t.Errorf("decorrelated (AWS) reads %q", got)
	}
	// It stays where it is when a run comes in.
	p.set("#clients", "150")
	p.wait(done("clients=150&strategies=exponential,decorrelated-aws&base=1s&cap=8s"))
	p.fold("waits")
	if got := caption(0); !strings.HasPrefix(got, "retry 12") {
		t.Errorf("after a run it reads %q", got)
	}
	p.do(chromedp.KeyEvent(kb.ArrowLeft))
	if got := caption(0); !strings.HasPrefix(got, "retry 11") {
		t.Errorf("an arrow key after a run reads %q", got)
	}
	p.do(chromedp.KeyEvent(escape))
	if got := caption(0); got != before {
		t.Errorf("after Escape the caption is %q, before it was %q", got, before)
	}
}

func TestBrowserPolicyWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/details")
	for what, count := range map[string]int{"#waits .panel": 4, "#waits tbody tr": 14, ".handle": 0} {
		if n := evaluate[int](p, `document.querySelectorAll("`+what+`").length`); n != count {
			t.Errorf("the page has %d of %s, want %d", n, what, count)
		}
	}
}
