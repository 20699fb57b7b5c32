//go:build a11y

package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// accessible are the pages that make a11y looks at, and in what state.
var accessible = []struct{ path, ready string }{
	{"/", `document.body.dataset.parts`},
	{"/?preset=stress", `document.body.dataset.parts`},
	{"/?preset=chaos&runs=5", `document.body.dataset.parts`},
	{"/?rate=nonsense", `document.body.dataset.parts`},
	{"/compare?rate=50&with=v=1&title=Twice&note=As+much", `document.body.dataset.parts`},
	{"/embed?preset=stress&chart=both", `document.querySelector(".panel")`},
	{"/?clients=50#scene", `document.body.dataset.parts && (document.querySelector("#scene canvas") || (document.querySelector("#scene-toggle").click(), false))`},
	{"/?clients=50#keys", `document.body.dataset.parts && (document.querySelector("dialog[open]") || (document.querySelector("#help").click(), false))`},
	{"/?clients=50#share", `document.body.dataset.parts && (document.querySelector("dialog[open]") || (document.querySelector("#share").click(), false))`},
	{"/?clients=50#marks", `document.body.dataset.parts && (document.querySelector("#fold-attempts .panel") || (document.querySelector("#fold-attempts").open = true, document.querySelector("#fold-attempts").scrollIntoView(), false))`},
	{"/?clients=50#use", `document.body.dataset.parts && (document.querySelector("#use-dialog .export-text") || (document.querySelector("#use").click(), false))`},
	{"/?clients=50#settings", `document.body.dataset.parts && (document.querySelector("#drawer .control") || (document.querySelector("#all-settings").click(), false))`},
	{"/?clients=50&strategies=exponential(attempts=3)>client:openai-python@40/full@60,full#strategy", `document.body.dataset.parts && (document.querySelector("#strategy-drawer .control") || (document.querySelectorAll("[data-edit]")[1].click(), false))`},
	{"/?clients=50&strategies=client:got,client:openai-python", `document.body.dataset.parts && document.querySelector(".cell.unmet .why")`},
	{"/strategy?strategies=exponential(attempts=3)>client:openai-python&strategy=exponential(attempts=3)>client:openai-python", `document.querySelector("#editor")`},
	{"/?clients=50#picker", `document.body.dataset.parts && (document.querySelector("#picker .preset") || (document.querySelector("#picker").open = true, false))`},
	{"/?clients=50#add", `document.body.dataset.parts && (document.querySelector("#add [data-add]") || (document.querySelector("#add").open = true, false))`},
	{"/?clients=50&predict=yes", `document.body.dataset.parts && document.querySelector(".guess")`},
	{"/export?honour=max&budget=ratio&format=grpc", `document.querySelector(".one")`},
	{"/import", `document.querySelector("#import")`},
	{"/import?sample=cenkalti&clients=50", `document.querySelector("#beside")`},
	{"/import#lost", `document.querySelector("#import-read .lost:not(.none)") || (document.body.dataset.asked ??= (document.execCommand("insertText", false, (document.querySelector("#import-text").focus(), "b := backoff.NewExponentialBackOff()\nb.Multiplier = factor\n")), "once"), false)`},
	{"/import#wrong", `document.querySelector("#import-problem:not([hidden])") || (document.body.dataset.asked ??= (document.execCommand("insertText", false, (document.querySelector("#import-text").focus(), "nothing")), "once"), false)`},
	{"/sweep", `document.querySelector(".study-examples")`},
	{"/sweep?clients=50&x=cap:1s,5s,20s&runs=3&refine=2", `document.body.dataset.state === "done" && (document.querySelectorAll("details").forEach((details) => { details.open = true }), true)`},
	{"/sweep?clients=50&x=cap:1s,5s,20s&y=base:10ms,100ms&runs=3", `document.body.dataset.state === "done"`},
	{"/sweep?x=cap:soon&runs=many", `document.querySelector("[aria-invalid]")`},
	{"/find", `document.querySelector(".study-examples")`},
	{"/find?want=nonsense&vary=cap:soon&clients=many", `document.querySelector("[aria-invalid]")`},
	{"/find?clients=20&goal=attempts&limits=done_99:30s&vary=base:100ms,200ms,400ms&candidates=6", `document.body.dataset.state === "done"`},
	{"/tip", `document.querySelector(".study-examples")`},
	{"/tip?" + tippy + "&low=soon&within=1ns", `document.querySelector("[aria-invalid]")`},
	{"/tip?" + tippy + "&runs=2&low=5&high=60&within=20s&precision=0.2", `document.body.dataset.state === "done"`},
	{"/seeds", `document.querySelector(".study-examples")`},
	{"/seeds?seeds=1&rate=none", `document.querySelector("[aria-invalid]")`},
	{"/collapse", `document.querySelector(".study-examples")`},
	{someOdds, `document.body.dataset.state === "done"`},
	{"/seeds?clients=10&strategies=full,fixed&seeds=20", `document.body.dataset.state === "done"`},
	{"/?clients=50#caps", `document.body.dataset.parts && document.querySelector(".caps") && (document.querySelector("#fold-caps").open = true)`},
	{"/numbers?clients=400&limit=40&within=5s", `document.querySelector("#impossible")`},
	{"/calculator?strategies=decorrelated&deadline=20s", `document.querySelector("#waiting .mark-at") || document.querySelector("#waiting path")`},
	{"/calculator/verify?sample=log", `document.querySelector("#verified-title") && (document.querySelectorAll("#verified details").forEach((details) => { details.open = true }), true)`},
	{"/calculator/verify?sample=csv&strategies=equal", `document.querySelector("[data-verdict=unknown]")`},
	{"/calculator#wrong", `document.querySelector("#verify-problem:not([hidden])") || (document.body.dataset.asked ??= (document.execCommand("insertText", false, (document.querySelector("#verify-text").focus(), "nothing")), "once"), false)`},
	{"/learn", `document.querySelector(".entries")`},
	{"/learn/backoff-alone", `document.querySelector(".guess")`},
	{"/learn/backoff-alone?last=20s&jitter=2&exercise.hint=2", `document.querySelector(".guess.truth") && document.querySelectorAll(".hint").length > 1`},
	{"/learn/choosing?last=soon", `document.querySelector("form.block")`},
	{"/learn/your-library?limit=20&exercise.strategies=full(attempts%3D8)", `document.querySelector(".levers")`},
	{"/learn/cards", `document.querySelector(".recall")`},
	{"/embed/learn/backoff-alone/last?theme=light", `document.querySelector(".guess")`},
	{"/guide", `document.querySelector(".entries")`},
	{"/guide/jitter", `document.querySelector(".wait")`},
	{"/guide/terms", `document.querySelector(".terms")`},
	{"/calculator?base=soon&retry=99", `document.querySelector("[aria-invalid]")`},
	{"/numbers?clients=many&limit=&within=", `document.querySelector("[aria-invalid]")`},
	{"/testbed", `document.querySelector("#testbed")`},
	{"/testbed?scenario=clients%3Dmany&script=503,+maybe&name=X+Y", `document.querySelector("[aria-invalid]")`},
	{"/testbed#waiting", `document.body.dataset.state === "waiting" || (document.querySelector("#testbed .primary")?.click(), false)`},
	{"/testbed?script=503+x9#called", `document.querySelector("#testbed-clients table") || (document.querySelector("#testbed .primary")?.click(), document.querySelector("#address") && fetch(document.querySelector("#address").value, {headers: {"X-Client": "7"}}), false)`},
	{"/testbed/gone", `document.querySelector(".ways")`},
	{"/scenarios", `document.querySelector(".exhibit")`},
	{"/proof", `document.querySelector(".claim")`},
	{"/help", `document.querySelector("#term") || (document.body.dataset.asked ??= (((term) => (term.scrollIntoView({block: "center"}), term.click()))(document.querySelector("a.term")), "once"), false)`},
	{"/glossary", `document.querySelector(".word")`},
	{"/docs/links", `document.querySelector(".prose table")`},
	{"/nothing", `document.querySelector(".ways")`},
	{"/chart/load.svg?rate=nonsense", `document.querySelector(".problems")`},
}

// violation is a rule of axe that a page breaks, and where.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML, FailureSummary string
	}
}

// TestAccessible runs axe-core, whose path is in AXE, on every page: by day and by
// night, on a desktop and on a phone, with everything folded and unfolded.
func TestAccessible(t *testing.T) {
	source, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		t.Fatalf("run make a11y, which fetches axe-core: %v", err)
	}
	base := startLab(t, "-testbeds-per-address", "100").base
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			for _, page := range accessible {
				t.Run(fmt.Sprintf("%s %d %s", scheme, width, page.path), func(t *testing.T) {
					p := openTab(t, base, withMedia("prefers-color-scheme", scheme), chromedp.EmulateViewport(width, 900))
					p.forgive("the server responded with a status of 4", "status of 503")
					p.visit(page.path)
					p.wait(page.ready)
					evaluate[bool](p, string(source)+"; scrollTo(0, 0); true")
					p.judge("as it comes", "html")
					evaluate[bool](p, `document.querySelectorAll("details:not(.menu)").forEach((fold) => (fold.open = true)); true`)
					p.judge("unfolded", "html")
					// The menu lies above the page, and covers parts of what is below it.
					evaluate[bool](p, `document.querySelectorAll("details.menu").forEach((menu) => (menu.open = true)); true`)
					p.judge("with the menu", ".menu")
				})
			}
		}
	}
}

// judge fails the test for every rule that what a selector finds on the page breaks.
func (p *tab) judge(state, what string) {
	p.tb.Helper()
	broken := evaluate[[]violation](p, `!document.querySelector("`+what+`") ? [] : axe.run("`+what+`", {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
		.then(({violations}) => violations.map(({id, impact, help, nodes}) => ({ID: id, Impact: impact ?? "", Help: help,
			Nodes: nodes.slice(0, 4).map(({html, failureSummary}) => ({HTML: html.slice(0, 160), FailureSummary: failureSummary}))})))`, chromedp.EvalAwaitPromise)
	for _, v := range broken {
		var where strings.Builder
		for _, node := range v.Nodes {
			fmt.Fprintf(&where, "\n  %s\n    %s", node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", "\n    "))
		}
		p.tb.Errorf("%s: %s (%s): %s%s", state, v.ID, v.Impact, v.Help, where.String())
	}
}
