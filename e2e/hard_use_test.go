package e2e

import (
	"flag"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// rounds is how often the page is treated badly: -rounds 40 takes about ten minutes.
var rounds = flag.Int("rounds", 2, "rounds of hard use of the page in a browser")

// mashed are keys that a person may hit, and those that move the focus to others.
var mashed = []string{
	" ", " ", "n", "b", ".", ",", "+", "-", "0", "1", "?", "p", "v", "s", "7", "q", "x",
	kb.Tab, kb.Tab, kb.Tab, kb.Escape, kb.ArrowUp, kb.ArrowDown, kb.ArrowLeft, kb.ArrowRight, kb.Home, kb.End, kb.Backspace, kb.Delete,
}

// Whatever is done to the page, in the end it shows just what a fresh browser shows at
// its address, and the browser has nothing to complain of. With -short, as in make test,
// there is one short round on a desktop; make check takes whole ones, on a phone too.
func TestBrowserHardUse(t *testing.T) {
	base, spells := sharedLab(t), 3
	if testing.Short() {
		*rounds, spells = 1, 1
	}
	for round := range *rounds {
		r := rand.New(rand.NewPCG(uint64(round), 11))
		p := openTab(t, base, chromedp.EmulateViewport([]int64{1280, 390}[round%2], 800))
		p.forgive("/fragment/strategies?") // a ninth strategy, which the settings call an error, has no list
		p.visit([]string{"/", "/?preset=stress", "/?preset=recovery", "/?clients=50&runs=3"}[r.IntN(4)])
		p.parts()
		for range spells {
			p.fiddle(r.IntN(1 << 30))
			p.mash(r, 40)
			for _, id := range []string{"undo", "undo", "redo"} {
				p.wait(atRest)
				evaluate[bool](p, `(document.getElementById("`+id+`").click(), true)`)
			}
		}
		p.settle()
		address := evaluate[string](p, `location.pathname + location.search`)
		form := evaluate[string](p, formState)
		shown := alike(base, p.drawing())

		fresh := openTab(t, base, chromedp.EmulateViewport([]int64{1280, 390}[round%2], 800))
		fresh.visit(address)
		fresh.parts()
		fresh.settle()
		if same := alike(base, fresh.drawing()); same != shown {
			at := 0
			for at < min(len(same), len(shown)) && same[at] == shown[at] {
				at++
			}
			t.Errorf("round %d: at %s the page shows\n…%.200s\na fresh browser\n…%.200s", round, address, shown[max(0, at-80):], same[max(0, at-80):])
		}
		if want := evaluate[string](fresh, formState); form != want {
			t.Errorf("round %d: at %s the settings are\n%s, in a fresh browser\n%s", round, address, form, want)
		}
		p.close()
		fresh.close()
	}
}

// alike leaves out of a drawing what may differ: how links are written, which details
// are open, and where a cover lay that is hidden now.
func alike(base, drawing string) string {
	return moved.ReplaceAllString(strings.NewReplacer(base, "", ` open=""`, "").Replace(drawing), "")
}

var moved = regexp.MustCompile(` style="transform: translateX\([^)]*\);"`)

// formState is what the settings beside the charts show.
const formState = `[...document.querySelectorAll("#controls [type=text]")].filter((field) => field.checkVisibility())
	.map((field) => field.name + "=" + field.value).join("&")`

// atRest says that no run is under way: one is over, Escape has stopped it, or the
// settings contradict each other.
const atRest = `["done", "stopped", "error"].includes(document.body.dataset.state)`

// settle waits until nothing is under way: the last change is in the address.
func (p *tab) settle() {
	p.tb.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("dialog[open]")?.close(); document.activeElement?.blur()`))
	p.wait(atRest)
	p.do(chromedp.Evaluate[chromedp.Void](`document.body.dataset.state === "error" && document.querySelector(".reset-all").click();
		document.body.dataset.state === "stopped" && document.querySelector("#halt").click();
		document.body.dataset.predict && document.querySelector("#predict").click()`)) // who has seen the answers sees more
	p.wait(done("") + ` && location.search.slice(1) === document.body.dataset.query && !document.body.dataset.predict`)
	p.press("1") // all uncovered
	p.wait(`!document.querySelector(".playing, .reading")`)
}

// fiddle drags every slider, switches, clicks and points, some of it at random.
func (p *tab) fiddle(seed int) {
	p.tb.Helper()
	evaluate[bool](p, `(async () => {
		let seed = `+strconv.Itoa(seed)+`;
		const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
		const frame = () => new Promise((next) => requestAnimationFrame(next));
		const input = (e) => e.dispatchEvent(new Event("input", {bubbles: true}));
		const small = (slider) => ["rate", "burst", "spread", "base", "factor", "cap", "latency", "window", "outage-from", "outage-to", "fail", "jitter"].includes(slider.dataset.for);
		if (document.querySelector("#drawer").hidden) document.querySelector("#all-settings").click();
		while (document.querySelector("#drawer").hidden) await frame();
		for (const slider of [...document.querySelectorAll("#drawer [data-for]")].filter(small)) {
			if (random(4) || !slider.checkVisibility()) continue;
			for (let i = 0; i < 3; i++) {
				slider.value = String(random(Number(slider.max) + 1));
				input(slider);
				await frame();
			}
		}
		for (const box of document.querySelectorAll("#toggles [type=checkbox]")) if (!random(5)) box.click();
		for (const button of document.querySelectorAll("[data-reset]:not([hidden])")) if (random(3)) button.click();
		for (const plot of document.querySelectorAll(".plot")) {
			const box = plot.getBoundingClientRect();
			plot.dispatchEvent(new PointerEvent("pointermove", {bubbles: true, clientX: box.left + random(box.width || 1), clientY: box.top + 20}));
		}
		for (const e of document.querySelectorAll("summary")) if (!random(4)) e.click();
		document.querySelector("#drawer-close").click();
		await frame();
		for (const button of document.querySelectorAll("[data-add]:enabled, [data-remove]")) if (!random(12)) button.click();
		for (const id of ["predict", "answers"]) if (!random(3)) document.getElementById(id).click();
		const presets = document.querySelectorAll(".preset");
		if (!random(3)) presets[random(presets.length)]?.click();
		return true;
	})()`, chromedp.EvalAwaitPromise)
}

// mash hits so many keys, one after another.
func (p *tab) mash(r *rand.Rand, n int) {
	p.tb.Helper()
	for range n {
		p.press(mashed[r.IntN(len(mashed))])
	}
}
