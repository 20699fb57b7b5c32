package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// offline is true once the page says that it has lost the connection.
const offline = `document.body.dataset.state === "offline" && document.querySelector("#status").textContent.includes("Connection lost")`

// heavy is a run that streams for a second or more.
const heavy = "/?clients=200000&spread=1s&rate=10000&burst=10000&strategies=exponential,full,equal,decorrelated&base=1s&cap=8s&attempts=10&bin=50ms"

// unreachable is what the browser itself says while there is no server: about each
// try to connect, and about the icon, which it may fetch late.
var unreachable = []string{"WebSocket connection", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE"}

const bins = `document.querySelector(".run").dataset.bins`

// A server that is killed in the middle of a run and started again: the page says
// so, takes the run up where it was, and ends with the same charts.
func TestBrowserServerKilledDuringRun(t *testing.T) {
	server := startProcess(t, "-page-attempts", "1")
	p := openTab(t, server.base)
	p.forgive(unreachable...)
	p.visit(heavy)
	p.wait(bins + ` > 50`)
	server.stop()
	p.wait(offline)
	if p.paths() == "" {
		t.Error("without a server the charts are gone")
	}
	had := evaluate[string](p, bins)
	server = server.again("-page-attempts", "20000000")
	p.wait(done(""))
	t.Logf("killed at bin %s of %s", had, evaluate[string](p, bins))
	paths, drawing := rendered(t, server.base, heavy)
	if got := p.paths(); got != paths {
		t.Errorf("the paths differ from the server's:\n%s", difference(got, paths))
	}
	if got := p.drawing(); got != drawing {
		t.Errorf("the page differs from the server's:\n%s", difference(got, drawing))
	}
}

func TestBrowserServerRestartsAfterRun(t *testing.T) {
	server := startLab(t)
	p := openTab(t, server.base)
	p.forgive(unreachable...)
	p.visit(stress)
	before, query := p.drawing(), p.query()
	server.stop()
	p.wait(offline)
	server.again()
	p.wait(done(query))
	if got := p.drawing(); got != before {
		t.Errorf("the page has changed:\n%s", difference(got, before))
	}
	// And it is alive.
	p.set("#clients", "500")
	p.wait(done(strings.Replace(query, "1000", "500", 1)))
}

// A connection that comes back does not mend what was wrong with a setting.
func TestBrowserServerRestartsAfterBadInput(t *testing.T) {
	server := startLab(t)
	p := openTab(t, server.base)
	p.forgive(unreachable...)
	p.visit("/")
	p.set("#rate", "-1")
	p.wait(`document.body.dataset.state === "error"`)
	server.stop()
	p.wait(offline)
	server.again()
	p.wait(`document.body.dataset.state === "error"`)
	if message := p.text("#problem-rate"); message == "" {
		t.Error("the message at the field is gone")
	}
}

// Nor does it take up a run that was stopped.
func TestBrowserServerRestartsAfterStop(t *testing.T) {
	flags := []string{"-page-attempts", "1", "-stream-attempts", "1000000000000"}
	server := startLab(t, flags...)
	p := openTab(t, server.base)
	p.forgive(unreachable...)
	p.visit(endless)
	p.wait(underway)
	p.do(chromedp.KeyEvent(escape))
	p.wait(stopped)
	had, words := evaluate[string](p, bins), p.text("#status")
	server.stop()
	p.wait(offline)
	server.again(flags...)
	p.wait(stopped)
	if now := p.text("#status"); now != words || evaluate[string](p, bins) != had {
		t.Errorf("%q with %s bins was %q with %s", now, evaluate[string](p, bins), words, had)
	}
	p.do(chromedp.Click(chromedp.ID("halt")))
	p.wait(underway)
}
