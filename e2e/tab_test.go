package e2e

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	browserdom "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds every wait. It is no expectation: a busy machine may need
// seconds for what takes milliseconds on an idle one.
const patience = time.Minute

// tab is a page in a browser profile of its own. While it is open it notes every
// error of the console, every exception and every request to another host; with
// one of these the test fails.
type tab struct {
	tb    testing.TB
	ctx   context.Context
	host  string
	close func() // the end of the test does it too

	mu         sync.Mutex
	complaints []string
	forgiven   []string // complaints with one of these texts are expected
	wire       float64
}

// openTab opens an empty tab that will look at the server at base,
// "http://127.0.0.1:1234", and prepares it with some steps.
func openTab(tb testing.TB, base string, steps ...chromedp.Action[chromedp.Void]) *tab {
	tb.Helper()
	address, err := url.Parse(base)
	if err != nil {
		tb.Fatal(err)
	}
	p := &tab{tb: tb, host: address.Host}
	ctx, cancel := chromedp.NewContext(startedBrowser(tb),
		chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	p.ctx = ctx
	p.close = sync.OnceFunc(func() {
		evaluate[bool](p, `true`) // its answer comes after all events so far
		cancel()
		p.report()
	})
	tb.Cleanup(p.close)
	p.do(steps...)
	return p
}

// report fails the test for every complaint that is not forgiven.
func (p *tab) report() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, complaint := range p.complaints {
		if !slices.ContainsFunc(p.forgiven, func(text string) bool { return strings.Contains(complaint, text) }) {
			p.tb.Errorf("the browser complains: %s", complaint)
		}
	}
}

// listen runs in the browser's message loop.
func (p *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			for _, arg := range e.Args {
				p.complain("console: %s %s", arg.Value, arg.Description)
			}
		}
	case *runtime.EventExceptionThrown:
		p.complain("exception: %s", exceptionText(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.complain("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		p.checkHost(e.Request.URL)
	case *network.EventWebSocketCreated:
		p.checkHost(e.URL)
	case *network.EventLoadingFinished:
		p.mu.Lock()
		p.wire += e.EncodedDataLength
		p.mu.Unlock()
	}
}

func exceptionText(details *runtime.ExceptionDetails) string {
	if details.Exception != nil {
		return details.Exception.Description
	}
	return details.Text
}

func (p *tab) checkHost(address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host != p.host && u.Scheme != "data" {
		p.complain("a request to another host: %s", address)
	}
}

func (p *tab) complain(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.complaints = append(p.complaints, fmt.Sprintf(format, args...))
}

// forgive lets complaints with one of these texts pass.
func (p *tab) forgive(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgiven = append(p.forgiven, texts...)
}

// weight returns how many bytes the page took on the wire so far, headers too.
func (p *tab) weight() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int(p.wire)
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	// The first call binds the tab to its context, which must outlive the call.
	if err := chromedp.Do(p.ctx); err != nil {
		p.tb.Fatal(err)
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.tb.Fatal(err)
	}
}

// visit opens a path of the server and returns when the document is loaded.
func (p *tab) visit(path string) {
	p.tb.Helper()
	p.do(chromedp.Navigate("http://" + p.host + path))
}

// wait waits until a JavaScript expression is true, whatever page it is that makes
// it true. An expression that fails is not true yet: a document may be half there.
// It asks from outside, because a page without script has no timers either: soon at first, and
// less and less often, because each question takes the page's time.
func (p *tab) wait(expression string) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for pause := 4 * time.Millisecond; ; pause = min(pause*5/4, 50*time.Millisecond) {
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if yes {
			return
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			p.tb.Fatalf("waited in vain for %s (%v); the page is %s", expression, err, p.status())
		}
	}
}

// status is what a person would look at when a wait took too long.
func (p *tab) status() string {
	return evaluate[string](p, `location.href + " " + JSON.stringify({...document.querySelector("[data-state]")?.dataset})`)
}

// evaluate returns the value of a JavaScript expression.
func evaluate[T any](p *tab, expression string, options ...chromedp.EvaluateOption) T {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		p.tb.Fatalf("%s: %v", expression, err)
	}
	return value
}

// query returns the canonical query of the run that the page shows.
func (p *tab) query() string {
	p.tb.Helper()
	return evaluate[string](p, `document.body.dataset.query`)
}

// text returns the text of the element that a CSS selector finds.
func (p *tab) text(selector string) string {
	p.tb.Helper()
	return evaluate[string](p, `document.querySelector(`+strconv.Quote(selector)+`).textContent`)
}

// paths returns the path data of every series, a line for each path element.
func (p *tab) paths() string {
	p.tb.Helper()
	return evaluate[string](p, `[...document.querySelectorAll("[data-chart] .panel")].flatMap((panel) =>
		[...panel.querySelectorAll(".data path, .range path")].map((path) =>
			panel.parentElement.dataset.chart + " " + panel.dataset.key + " " + path.getAttribute("d"))).join("\n")`)
}

// drawing returns charts and verdict as markup.
func (p *tab) drawing() string {
	p.tb.Helper()
	return evaluate[string](p, `["hero", "charts"].map((id) => document.getElementById(id).innerHTML).join("\n")`)
}

// fold opens a part that is folded at first, and waits for that of the run on show.
func (p *tab) fold(name string) {
	p.tb.Helper()
	p.parts()
	evaluate[bool](p, `document.querySelector("#fold-`+name+`").open = true`)
	p.wait(`document.querySelector("#fold-` + name + ` .part:not(.stale, [aria-busy]) > :not(.no-js)")`)
}

// choice presses what is in the menu.
func (p *tab) choice(id string) {
	p.tb.Helper()
	evaluate[bool](p, `document.querySelector("#menu").open = true`)
	p.do(chromedp.Click(chromedp.ID(id)))
}

// set gives a field of the form a value, as typing or a slider does.
func (p *tab) set(selector, value string) {
	p.tb.Helper()
	evaluate[bool](p, `(() => {
		const field = document.querySelector(`+strconv.Quote(selector)+`);
		field.value = `+strconv.Quote(value)+`;
		return field.dispatchEvent(new Event("input", {bubbles: true}));
	})()`)
}

func withoutScript(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	return chromedp.Void{}, t.Call(ctx, emulation.SetScriptExecutionDisabled.Method,
		emulation.SetScriptExecutionDisabledParams{Value: true}, nil)
}

// withScript runs a script of ours in every page before its own.
func withScript(source string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source})
		return chromedp.Void{}, err
	}
}

// withClipboard lets pages of a server use the clipboard without being asked.
func withClipboard(base string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		for _, name := range []string{"clipboard-read", "clipboard-write"} {
			if _, err := chromedp.CallBrowser(ctx, browserdom.SetPermission, browserdom.SetPermissionParams{
				Permission: &browserdom.PermissionDescriptor{Name: name}, Setting: browserdom.PermissionSettingGranted,
				Origin: base, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
			}); err != nil {
				return chromedp.Void{}, err
			}
		}
		return chromedp.Void{}, nil
	}
}

func withMedia(feature, value string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, t.Call(ctx, emulation.SetEmulatedMedia.Method, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: feature, Value: value}}}, nil)
	}
}
