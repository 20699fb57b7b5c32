package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	browserdom "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"backofflab/scenario"
)

var update = flag.Bool("update", false, "write docs/reaches.md anew")

// crowd is the stress scenario with ten times the clients.
const crowd = "/?clients=10000&rate=500&strategies=exponential,full,equal,decorrelated&base=100ms&cap=10s&attempts=20&seed=42"

// sixfold is a run that streams for a while, under six strategies.
const sixfold = "/?clients=1000000&spread=10s&rate=50000&burst=50000&strategies=fixed,linear,exponential,full,equal,decorrelated&base=100ms&cap=20s&attempts=50&bin=100ms"

// A slow line: 1.6 megabits a second and 150 ms from a request to its answer.
const (
	slowLatency = 150     // ms
	slowBytes   = 200_000 // a second
)

// reach is something that the page is to reach, and what was seen.
type reach struct{ what, asked, seen string }

// BenchmarkBrowserReaches measures what the page is to reach and prints a table;
// with -update it writes docs/reaches.md. It judges nothing.
func BenchmarkBrowserReaches(b *testing.B) {
	for b.Loop() {
		load := loadWords()
		var table []reach
		for _, measured := range [][]reach{firstScreenReaches(b), stillReaches(b), stopReaches(b), sliderReaches(b), streamReaches(b), weightReaches(b), slowReaches(b)} {
			table = append(table, measured...)
		}
		page := reachesPage(b, load, table)
		fmt.Print(page)
		if *update {
			if err := os.WriteFile("../docs/reaches.md", []byte(page), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(0, "ns/op") // the sum of it all says nothing
}

func reachesPage(b *testing.B, load string, table []reach) string {
	b.Helper()
	p := openTab(b, sharedLab(b))
	var product string
	p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		version, err := chromedp.CallBrowser(ctx, browserdom.GetVersion, struct{}{})
		product = version.Product
		return chromedp.Void{}, err
	})
	var s strings.Builder
	fmt.Fprintf(&s, `# What the page reaches

Written by %s: browser and server on one machine, which both share with
whatever else it does, with %d cores and %s without a GPU%s. The
figures of time depend on the machine; what was asked for does not. The first screen is that
of the lab's own address. Its words have two letters in a row; a field's value counts, what is
folded away or for screen readers alone does not. A slider and its number are one control, and
so is the line in the chart that sets the same number.

| what | asked | seen |
|---|---:|---:|
`, "`make measure`", runtime.NumCPU(), strings.Replace(product, "/", " ", 1), load)
	for _, r := range table {
		fmt.Fprintf(&s, "| %s | %s | %s |\n", r.what, r.asked, r.seen)
	}
	return s.String()
}

// loadWords say how busy the machine was before, where the system tells.
func loadWords() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	load, _, _ := strings.Cut(string(text), " ")
	return ",\nand " + load + " processes wanting to run when it began"
}

// sliderReaches measure from a slider's move to the frame that shows the new charts.
func sliderReaches(b *testing.B) []reach {
	p := openTab(b, sharedLab(b))
	moves := func(path string, n int) (median, late float64) {
		p.visit(path)
		p.wait(done("") + ` && document.body.dataset.parts`)
		var took []float64
		for i := range n {
			took = append(took, p.slide("rate", i%8+6).Seconds()*1000)
		}
		return quantile(took, 0.5), quantile(took, 0.95)
	}
	median, late := moves(stress, 60)
	_, crowded := moves(crowd, 30)
	ms := func(x float64) string { return fmt.Sprintf("%.0f ms", x) }
	return []reach{
		{"slider to repainted charts, 1,000 clients under 4 strategies, median", "33 ms", ms(median)},
		{"the same, 95 % of moves", "66 ms", ms(late)},
		{"the same, 10,000 clients, 95 % of moves", "200 ms", ms(crowded)},
	}
}

// streamReaches measure how often the charts grow while a run streams, and what the
// page's thread spends on a frame of the screen.
func streamReaches(b *testing.B) []reach {
	p := openTab(b, sharedLab(b), withScript(`
		const seen = (window.seen = {first: 0, done: 0, grown: 0, frames: 0});
		let bins = 0;
		const look = (now) => {
			const there = Number(document.querySelector(".run")?.dataset.bins ?? 0);
			if (bins > 0 && !seen.first) seen.first = now;
			if (seen.first) seen.frames++;
			if (there > bins) seen.grown++;
			bins = there;
			if (seen.first && document.body?.dataset.state === "done") seen.done = now;
			else requestAnimationFrame(look);
		};
		requestAnimationFrame(look);`))
	p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, t.Call(ctx, performance.Enable.Method, performance.EnableParams{}, nil)
	})
	p.visit(sixfold)
	p.wait(`window.seen?.first`)
	busy, begun := p.taskSeconds(), evaluate[float64](p, `window.seen.frames`)
	p.wait(`window.seen.done`)
	busy = p.taskSeconds() - busy
	seen := evaluate[map[string]float64](p, `window.seen`)
	seconds := (seen["done"] - seen["first"]) / 1000
	return []reach{
		{"a million clients under 6 strategies stream: charts grown a second", "20", fmt.Sprintf("%.0f", seen["grown"]/seconds)},
		{"the same: work of the page's thread, a frame of the screen", "8 ms", fmt.Sprintf("%.1f ms", 1000*busy/max(1, seen["frames"]-begun))},
	}
}

// taskSeconds is the time that the page's thread has worked so far.
func (p *tab) taskSeconds() float64 {
	var found performance.GetMetricsResult
	p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, t.Call(ctx, performance.GetMetrics.Method, struct{}{}, &found)
	})
	for _, m := range found.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value
		}
	}
	p.tb.Fatal("the browser does not tell how long its thread has worked")
	return 0
}

// weightReaches measure everything that a first visit of the heaviest scenario loads.
func weightReaches(b *testing.B) []reach {
	base := sharedLab(b)
	heaviest, kinds, path := 0, map[string]int{}, ""
	for _, preset := range scenario.Presets() {
		p := openTab(b, base)
		link := "/"
		if preset.Query != "" {
			link = "/?preset=" + preset.Key
		}
		p.visit(link)
		p.wait(`document.body.dataset.parts`)
		if p.weight() > heaviest {
			heaviest, path = p.weight(), link
			kinds = evaluate[map[string]int](p, `Object.entries({css: /\.css$/, js: /\.js$/}).reduce((sizes, [kind, end]) => ({...sizes,
				[kind]: performance.getEntriesByType("resource").filter((e) => end.test(e.name)).reduce((sum, e) => sum + e.transferSize, 0)}),
				{html: performance.getEntriesByType("navigation")[0].transferSize})`)
		}
		p.close()
	}
	whole := openTab(b, base)
	whole.visit(path)
	for _, name := range evaluate[[]string](whole, `[...document.querySelectorAll(".fold")].map((fold) => fold.dataset.part)`) {
		whole.fold(name)
	}
	return []reach{
		{"bytes on the wire of a first visit, headers too, of the heaviest scenario, `" + path + "`", grouped(firstVisitBytes), grouped(heaviest)},
		{"the same with every folded part opened, which is loaded then", "", grouped(whole.weight())},
		{"of a first visit HTML", "", grouped(kinds["html"])},
		{"of these scripts", "", grouped(kinds["js"])},
		{"of these styles", "", grouped(kinds["css"])},
	}
}

// grouped writes a number with commas, for a page of Markdown.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

// slowReaches measure when the load chart is first on screen on a slow line, and when anything
// is. Words may come before it, so the first paint that a browser tells of says nothing of it.
func slowReaches(b *testing.B) []reach {
	base := sharedLab(b)
	var charts, words []float64
	for range 9 {
		chart, word := firstChart(b, base)
		charts, words = append(charts, chart), append(words, word)
	}
	ms := func(took []float64) string { return fmt.Sprintf("%.0f ms", quantile(took, 0.5)) }
	return []reach{
		{"first chart on a line of 1.6 Mb/s and 150 ms, median of 9", "450 ms", ms(charts)},
		{"the same: the first paint, of whatever it is", "", ms(words)},
	}
}

// firstChart opens the lab in a fresh profile on a slow line. It returns the milliseconds from
// the start of the navigation to the frame after the first one with a path in the load chart,
// when that one has been drawn, and to the first paint.
func firstChart(b *testing.B, base string) (chart, paint float64) {
	b.Helper()
	p := openTab(b, base, withSlowLine, withScript(noteFirstChart))
	defer p.close()
	p.visit("/")
	p.wait(`window.firstChart && performance.getEntriesByName("first-contentful-paint").length`)
	paint = evaluate[float64](p, `performance.getEntriesByName("first-contentful-paint")[0].startTime`)
	return max(paint, evaluate[float64](p, `window.firstChart`)), paint // a frame is counted before it is on screen
}

// noteFirstChart writes down in window.firstChart when a frame begins whose predecessor had the
// picture. What holds up the first paint, a style sheet say, holds up the frames too.
const noteFirstChart = `requestAnimationFrame(function look() {
	if (!document.querySelector("#load .data path")) requestAnimationFrame(look);
	else requestAnimationFrame((now) => (window.firstChart = now));
});`

func withSlowLine(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	asked := struct {
		network.EmulateNetworkConditionsByRuleParams
		Offline bool `json:"offline"` // which Chromium 148 wants to be told, and later ones no more
	}{}
	asked.MatchedNetworkConditions = []*network.Conditions{{Latency: slowLatency, DownloadThroughput: slowBytes, UploadThroughput: slowBytes}}
	return chromedp.Void{}, t.Call(ctx, network.EmulateNetworkConditionsByRule.Method, asked, nil)
}
