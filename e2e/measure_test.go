package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// These measure the page in a browser, for make measure. They print figures and
// judge none: a timing is never a test's verdict.

// BenchmarkBrowserNavigation measures the time from the start of a navigation,
// in a fresh profile, to the finished charts on screen.
func BenchmarkBrowserNavigation(b *testing.B) {
	base := sharedLab(b)
	var took []time.Duration
	weight := 0
	for b.Loop() {
		p := openTab(b, base)
		p.visit(stress)
		p.wait(`performance.getEntriesByName("first-contentful-paint").length && ` + done(""))
		took = append(took, painted(p))
		weight = p.weight()
		p.close()
	}
	report(b, took)
	b.ReportMetric(float64(weight), "wire-bytes")
}

// BenchmarkBrowserStream is the same for a run that is not part of the page, so
// that it streams.
func BenchmarkBrowserStream(b *testing.B) {
	base := startLab(b, "-page-attempts", "1").base
	var took []time.Duration
	for b.Loop() {
		// The page itself notes when it is done: the clock of this process would
		// measure its own conversation with the browser as well.
		p := openTab(b, base, withScript(`new MutationObserver((_, observer) => {
			if (document.body?.dataset.state !== "done") return;
			observer.disconnect();
			requestAnimationFrame(() => requestAnimationFrame(() => { window.finished = performance.now(); }));
		}).observe(document, {subtree: true, childList: true, attributes: true});`))
		p.visit(stress)
		p.wait(`window.finished`)
		took = append(took, milliseconds(evaluate[float64](p, `window.finished`)))
		p.close()
	}
	report(b, took)
}

// BenchmarkBrowserSlider measures the time from a slider's move to the frame that
// shows the new charts.
func BenchmarkBrowserSlider(b *testing.B) {
	p := openTab(b, sharedLab(b))
	p.visit(stress)
	var took []time.Duration
	for position := 0; b.Loop(); position = (position + 1) % 10 {
		took = append(took, p.slide("rate", position+4))
	}
	report(b, took)
}

// BenchmarkBrowserSlowLine measures when the first chart is on screen on a slow line, in a fresh
// profile, and the first paint of whatever it is.
func BenchmarkBrowserSlowLine(b *testing.B) {
	base := sharedLab(b)
	var took []time.Duration
	var paints []float64
	for b.Loop() {
		chart, paint := firstChart(b, base)
		took, paints = append(took, milliseconds(chart)), append(paints, paint)
	}
	report(b, took)
	b.ReportMetric(quantile(paints, 0.5), "paint-ms")
}

// slide moves a slider to a twentieth of its way after a rest, and returns when the new charts
// were on screen: the frame after the first in which they are as they stay. What is said of
// them may come later.
func (p *tab) slide(field string, position int) time.Duration {
	evaluate[bool](p, `new Promise((rested) => setTimeout(() => rested(true), 100))`, chromedp.EvalAwaitPromise)
	return milliseconds(evaluate[float64](p, `new Promise((finished) => {
		const slider = document.querySelector("[data-for=`+field+`]");
		const drawn = () => [...document.querySelectorAll("[data-chart=load] .data path")].map((path) => path.getAttribute("d")).join("");
		const before = drawn();
		const seen = []; // when a frame began, and what was there then
		const begin = performance.now();
		slider.value = `+strconv.Itoa(50*position)+`;
		slider.dispatchEvent(new Event("input", {bubbles: true}));
		let over = false;
		const look = () => {
			seen.push([performance.now() - begin, drawn()]);
			if (over) return finished(seen[seen.findIndex(([, paths]) => paths === seen.at(-1)[1]) + 1][0]);
			over = document.body.dataset.state === "done" && drawn() !== before;
			requestAnimationFrame(look);
		};
		look();
	})`, chromedp.EvalAwaitPromise))
}

// million is a run of a million clients under four strategies.
const million = "/?clients=1000000&spread=10s&rate=50000&burst=50000&strategies=exponential,full,equal,decorrelated&base=100ms&cap=20s&attempts=50&bin=100ms"

// BenchmarkBrowserMillion measures how a run of a million clients is seen: when the
// first of its bins and when all of them are on screen, counted from the start of the
// navigation, the first from the request for it as well; how often the charts grew on
// screen in a second in between, how often they could have; messages; and the most
// memory that the server had, where the system tells.
func BenchmarkBrowserMillion(b *testing.B) {
	base := sharedLab(b)
	var took []time.Duration
	sum := map[string]float64{}
	forgetPeak()
	for b.Loop() {
		p := openTab(b, base, withScript(`
			const seen = (window.seen = {asked: 0, first: 0, done: 0, grown: 0, frames: 0, messages: 0});
			window.WebSocket = class extends WebSocket {
				constructor(url) { super(url); this.addEventListener("message", () => seen.messages++); }
				send(request) { seen.asked ||= performance.now(); super.send(request); }
			};
			let bins = 0;
			const look = (now) => {
				const there = Number(document.querySelector(".run")?.dataset.bins ?? 0);
				if (bins > 0 && !seen.first) seen.first = now; // they were in the frame before this one
				if (seen.first) seen.frames++;
				if (there > bins) seen.grown++;
				bins = there;
				if (document.body?.dataset.state === "done") requestAnimationFrame((end) => seen.done = end);
				else requestAnimationFrame(look);
			};
			requestAnimationFrame(look);`))
		p.visit(million)
		p.wait(`window.seen?.done`)
		seen := evaluate[map[string]float64](p, `window.seen`)
		took = append(took, milliseconds(seen["done"]))
		seconds := (seen["done"] - seen["first"]) / 1000
		sum["first-ms"] += seen["first"]
		sum["asked-to-first-ms"] += seen["first"] - seen["asked"]
		sum["grown/s"] += seen["grown"] / seconds
		sum["frames/s"] += seen["frames"] / seconds
		sum["messages"] += seen["messages"]
		p.close()
	}
	report(b, took)
	for unit, total := range sum {
		b.ReportMetric(total/float64(b.N), unit)
	}
	if peak := peakMB(); peak > 0 {
		b.ReportMetric(peak, "peak-MB")
	}
}

// forgetPeak lets the system measure the most memory of this process, which is the
// server's, anew.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMB is the most memory that this process had; 0 where the system does not tell.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	_, peak, ok := bytes.Cut(status, []byte("VmHWM:"))
	kB := 0.0
	if _, scanned := fmt.Sscan(string(peak), &kB); err != nil || !ok || scanned != nil {
		return 0
	}
	return kB / 1000
}

// painted is when the page was painted and its scripts were wired, counted from the
// start of the navigation. The charts are part of the document.
func painted(p *tab) time.Duration {
	return milliseconds(evaluate[float64](p, `Math.max(
		performance.getEntriesByName("first-contentful-paint")[0].startTime,
		performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd)`))
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

func report(b *testing.B, took []time.Duration) {
	at := func(share float64) float64 { return quantile(took, share).Seconds() * 1000 }
	b.ReportMetric(at(0.5), "median-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(0, "ns/op") // would count the opening of tabs
}

// quantile is a quantile of what was measured, which it sorts.
func quantile[T cmp.Ordered](seen []T, share float64) T {
	slices.Sort(seen)
	return seen[int(share*float64(len(seen)-1))]
}
