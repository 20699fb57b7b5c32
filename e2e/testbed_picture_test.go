//go:build pictures

package e2e

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"backofflab/retry/config"
	"backofflab/retry/httpretry"
)

// TestPictureOfTestbed lets 200 goroutines call a testbed without jitter and one with full
// jitter, and takes a picture of both beside their forecasts, for make pictures.
func TestPictureOfTestbed(t *testing.T) {
	const crowd = "clients=200&rate=20&burst=10&spread=1s&base=200ms&cap=4s&attempts=30&strategies="
	p := openTab(t, startLab(t, "-testbed-burst", "2000").base, chromedp.EmulateViewport(1280, 1000), withMedia("prefers-color-scheme", "light"))
	pages := make([]string, 2)
	for i, strategy := range []string{"exponential", "full"} {
		address := p.startTestbed(crowd+strategy, "")
		pages[i] = evaluate[string](p, `location.pathname`)
		callAll(t, address, crowd+strategy)
		p.wait(onTestbed("quiet"))
	}
	p.do(chromedp.EmulateViewport(1280, 1300))
	p.visit(pages[1]) // as whoever comes later sees it
	p.still()
	p.shoot("testbed-page")
	p.do(chromedp.EmulateViewport(1280, 1000))
	p.beside(pages[0])
	p.still()
	p.shoot("testbed")
	p.do(chromedp.EmulateViewport(1280, 900))
	p.visit("/testbed?" + crowd + "full&script=429+retry-after%3D2,+reset,+200")
	p.still()
	p.shoot("testbed-form")
}

// callAll calls an address with 200 goroutines, with the policy of a query.
func callAll(t *testing.T, address, query string) {
	settings, err := config.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &httpretry.Transport{Base: &http.Transport{MaxIdleConnsPerHost: 200}, Client: settings.Client("testbed")}}
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			time.Sleep(rand.N(time.Second)) // as the scenario says
			request, err := http.NewRequest(http.MethodGet, address, nil)
			if err != nil {
				t.Error(err)
				return
			}
			request.Header.Set("X-Client", strconv.Itoa(i))
			answer, err := client.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		})
	}
	all.Wait()
}

// beside puts what another testbed has measured above what this one has, and leaves out the
// rest of both pages.
func (p *tab) beside(path string) {
	p.tb.Helper()
	evaluate[bool](p, fmt.Sprintf(`fetch(%q).then((answer) => answer.text()).then((text) => {
		const other = new DOMParser().parseFromString(text.replaceAll("ramp-", "other-ramp-"), "text/html");
		const measured = document.querySelector("#measured");
		for (const card of measured.querySelectorAll(".card:not(.picture)")) card.remove();
		for (const place of ["#call", "#testbed-note", "footer"]) document.querySelector(place).remove();
		const above = other.querySelector("#measured");
		for (const card of above.querySelectorAll(".card:not(.picture)")) card.remove();
		const hero = other.querySelector("#testbed-hero");
		document.querySelector("#testbed-hero").before(hero, above);
		for (const one of document.querySelectorAll("#load-title, #testbed-rows > .sub")) one.remove();
		for (const one of document.querySelectorAll(".hero")) one.style.padding = "12px 0 0";
		for (const one of document.querySelectorAll(".rows")) one.style.setProperty("--h", "118px");
		for (const one of document.querySelectorAll("[id^=testbed-]")) one.removeAttribute("id"); // nothing more is told to them
		return true;
	})`, path), chromedp.EvalAwaitPromise)
}
