package main

import (
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
	base := startLab(b).base
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
	p := openTab(b, startLab(b).base)
	p.visit(stress)
	var took []time.Duration
	for position := 0; b.Loop(); position = (position + 1) % 10 {
		evaluate[bool](p, `new Promise((rested) => setTimeout(() => rested(true), 100))`, chromedp.EvalAwaitPromise)
		took = append(took, milliseconds(evaluate[float64](p, `new Promise((finished) => {
			const slider = document.querySelector("[data-for=rate]");
			const charts = document.querySelector("#charts").firstChild;
			const begin = performance.now();
			slider.value = `+strconv.Itoa(position+4)+`;
			slider.dispatchEvent(new Event("input", {bubbles: true}));
			const look = () => {
				const done = document.body.dataset.state === "done" && document.querySelector("#charts").firstChild !== charts;
				requestAnimationFrame(done ? () => finished(performance.now() - begin) : look);
			};
			look();
		})`, chromedp.EvalAwaitPromise)))
	}
	report(b, took)
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
	slices.Sort(took)
	at := func(share float64) float64 {
		return took[int(share*float64(len(took)-1))].Seconds() * 1000
	}
	b.ReportMetric(at(0.5), "median-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(0, "ns/op") // would count the opening of tabs
}
