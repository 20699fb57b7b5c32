package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A page that is told when to ask again does so, and not before.
func TestBrowserAsksAgainWhenTold(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.asked = [];
		const ask = window.fetch;
		window.fetch = (url, options) => {
			if (!String(url).startsWith("/fragment/part/")) return ask(url, options);
			asked.push(performance.now());
			if (asked.length > 2) return ask(url, options);
			return Promise.resolve(new Response("{}", { status: asked.length === 1 ? 503 : 429, headers: { "Retry-After": "1" } }));
		};`))
	p.visit("/")
	p.wait(done(""))
	p.do(chromedp.Click(chromedp.CSS("#fold-numbers > summary")))
	p.wait(`document.querySelector("#fold-numbers table")`)
	if gaps := evaluate[[]float64](p, `asked.slice(1).map((at, i) => at - asked[i])`); len(gaps) != 2 || gaps[0] < 1000 || gaps[1] < 1000 {
		t.Errorf("it asked after %v ms", gaps)
	}
}

// So does its stream, and says meanwhile why there is nothing to see.
func TestBrowserStreamsWhenTold(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.asked = [];
		window.WebSocket = class extends WebSocket {
			send(text) {
				const { type, run } = JSON.parse(text);
				if (type !== "run") return super.send(text);
				asked.push(performance.now());
				if (asked.length > 1) return super.send(text);
				const busy = { type: "error", run, title: "The lab is busy", detail: "Too many runs are under way.", fields: [], retry_ms: 1000 };
				setTimeout(() => { // as any answer, later
					this.onmessage(new MessageEvent("message", { data: JSON.stringify(busy) }));
					setTimeout(() => { window.said = document.body.innerText; }, 300);
				});
			}
		};`))
	p.visit("/")
	p.wait(done(""))
	p.set("#rate", "41")
	p.wait(done("rate=41"))
	if gap := evaluate[float64](p, `asked[1] - asked[0]`); gap < 1000 {
		t.Errorf("it asked after %v ms", gap)
	}
	if said := evaluate[string](p, `said`); !strings.Contains(said, "Too many runs are under way.") {
		t.Errorf("it does not say why: %s", said)
	}
}

// And a socket that was refused comes back when it was told, not before.
func TestBrowserReturnsWhenTold(t *testing.T) {
	p := openTab(t, sharedLab(t), withScript(`
		window.opened = [];
		window.WebSocket = class extends WebSocket {
			constructor(...at) {
				super(...at);
				opened.push(performance.now());
				if (opened.length === 1) this.addEventListener("open", () => {
					const told = this.onclose;
					this.onclose = null;
					this.close();
					told?.(new CloseEvent("close", { code: 1013, reason: "too many sockets; retry in 1.5 s" }));
					opened.push(performance.now());
				});
			}
		};`))
	p.visit("/")
	p.wait("opened.length > 2")
	if gap := evaluate[float64](p, `opened[2] - opened[1]`); gap < 1500 {
		t.Errorf("it is back after %v ms", gap)
	}
	p.set("#rate", "41")
	p.wait(done("rate=41"))
}
