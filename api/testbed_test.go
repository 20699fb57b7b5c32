package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
	"backofflab/web/templates"
)

// post sends a form as a browser does.
func (l *lab) post(t *testing.T, path string, form url.Values, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, l.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "text/html")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return l.send(t, request)
}

// start starts a testbed and returns its key.
func (l *lab) start(t *testing.T, form url.Values) string {
	t.Helper()
	answer := l.post(t, "/testbed", form)
	key, found := strings.CutPrefix(answer.header.Get("Location"), "/testbed/")
	if answer.status != http.StatusSeeOther || !found {
		t.Fatalf("starting %v: %d to %q", form, answer.status, answer.header.Get("Location"))
	}
	return key
}

const small = "clients=4&rate=50&burst=20&base=100ms&attempts=3&strategies=full"

func TestTestbedIsStartedCalledAndRead(t *testing.T) {
	lab := startLab(t)
	key := lab.start(t, url.Values{"scenario": {small}, "script": {"503 retry-after=30, 200"}})
	if page := lab.ask(t, "GET", "/testbed/"+key, "Accept", "text/html"); page.status != http.StatusOK || !strings.Contains(page.body, lab.url+"/m/"+key+"/") || !strings.Contains(page.body, "Waiting for the first call.") {
		t.Errorf("the page is %d and does not name its address, or has been called", page.status)
	}
	// A client that does not wait as it is asked to.
	for _, want := range []int{503, 200} {
		if got := lab.ask(t, "POST", "/m/"+key+"/v1/chat", "X-Client", "seven", "Authorization", "Bearer secret-of-mine"); got.status != want {
			t.Errorf("the testbed answers %d, want %d", got.status, want)
		}
	}
	text := ""
	labtest.Eventually(t, "the success is counted", func() bool {
		text = lab.ask(t, "GET", "/api/v1/testbed/"+key).body
		return strings.Contains(text, `"successes":1`)
	})
	var found struct {
		Measured, Forecast map[string]any
		Clients            []wire.ClientCalls
		Script             wire.ScriptAccount
		Early              int `json:"early_calls"`
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	if found.Early != 1 || len(found.Clients) != 1 || found.Clients[0].Who != "seven" || found.Script.Consumed != 2 {
		t.Errorf("measured is %+v", found)
	}
	if found.Measured["attempts"] != 2.0 || len(found.Measured) != len(found.Forecast) {
		t.Errorf("measured has %v attempts and %d figures, the forecast %d", found.Measured["attempts"], len(found.Measured), len(found.Forecast))
	}
	if strings.Contains(lab.log.String(), "secret-of-mine") || strings.Contains(text, "secret-of-mine") {
		t.Error("the key of the client is told")
	}
}

// What the page asks for is sent once: whoever has it is told so.
func TestTestbedFragmentIsNamed(t *testing.T) {
	lab := startLab(t)
	key := lab.start(t, url.Values{"scenario": {small}})
	first := lab.ask(t, "GET", "/fragment/testbed/"+key)
	var message templates.TestbedMessage
	if err := json.Unmarshal([]byte(first.body), &message); err != nil || message.State != templates.TestbedWaiting || len(message.Parts) < 10 {
		t.Fatalf("the message is of state %q with %d parts (%v)", message.State, len(message.Parts), err)
	}
	if again := lab.ask(t, "GET", "/fragment/testbed/"+key, "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("the same is sent again: %d", again.status)
	}
	lab.ask(t, "GET", "/m/"+key)
	if again := lab.ask(t, "GET", "/fragment/testbed/"+key, "If-None-Match", first.header.Get("ETag")); again.status != http.StatusOK {
		t.Errorf("after a call: %d", again.status)
	}
}

// One that is stopped answers no longer; what it measured is still there.
func TestStoppedTestbedIsKept(t *testing.T) {
	lab := startLab(t)
	key := lab.start(t, url.Values{"scenario": {small}})
	lab.ask(t, "GET", "/m/"+key)
	if stopped := lab.post(t, "/testbed/"+key+"/stop", nil); stopped.status != http.StatusSeeOther || stopped.header.Get("Location") != "/testbed/"+key {
		t.Fatalf("stopping: %d to %q", stopped.status, stopped.header.Get("Location"))
	}
	if call := lab.ask(t, "GET", "/m/"+key); call.status != http.StatusNotFound {
		t.Errorf("it still answers: %d", call.status)
	}
	if page := lab.ask(t, "GET", "/testbed/"+key, "Accept", "text/html"); page.status != http.StatusOK || !strings.Contains(page.body, `data-state="over"`) || !strings.Contains(page.body, "Start another") {
		t.Errorf("its page is %d", page.status)
	}
}

func TestTestbedThatIsNotThere(t *testing.T) {
	lab := startLab(t)
	page := lab.ask(t, "GET", "/testbed/aaaaaaaaaaaaaaaaaaaaaaaaaa", "Accept", "text/html")
	if page.status != http.StatusNotFound || !strings.Contains(page.body, "This testbed is gone") || !strings.Contains(page.body, `href="/testbed"`) {
		t.Errorf("%d %.200s", page.status, page.body)
	}
	for _, path := range []string{"/api/v1/testbed/x", "/fragment/testbed/x", "/m/x", "/m/"} {
		if got := lab.ask(t, "GET", path); got.status != http.StatusNotFound || strings.Contains(got.header.Get("Content-Type"), "html") {
			t.Errorf("%s: %d, %s", path, got.status, got.header.Get("Content-Type"))
		}
	}
}

// What is wrong is said in the form, with all that was typed; so is that no more can be started.
func TestTestbedFormKeepsWhatWasTyped(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Testbeds.PerOwner = 1 })
	wrong := lab.post(t, "/testbed", url.Values{"scenario": {"clients=many"}, "script": {"503, maybe"}, "family": {"groq"}, "name": {"X-Mine"}})
	for _, want := range []string{`value="clients=many"`, `>503, maybe</textarea>`, `value="groq" checked`, `value="X-Mine"`, "Clients “many”"} {
		if !strings.Contains(wrong.body, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if wrong.status != http.StatusBadRequest {
		t.Errorf("answered %d", wrong.status)
	}
	lab.start(t, url.Values{"scenario": {small}})
	if full := lab.post(t, "/testbed", url.Values{"scenario": {small}}); full.status != http.StatusServiceUnavailable || !strings.Contains(full.body, `id="testbed-refused"`) || !strings.Contains(full.body, "burst=20") {
		t.Errorf("a second one: %d", full.status)
	}
	large := lab.post(t, "/testbed", url.Values{"scenario": {"clients=100000&attempts=50"}})
	if large.status != http.StatusBadRequest || !strings.Contains(large.body, "Its forecast is too large") {
		t.Errorf("a large one: %d", large.status)
	}
	if flood := lab.post(t, "/testbed", url.Values{"script": {strings.Repeat("503, ", 10_000)}}); flood.status != http.StatusBadRequest {
		t.Errorf("a large body: %d", flood.status)
	}
}

// Who comes from the lab finds the run that was on show in the form.
func TestTestbedFormIsFilledFromALink(t *testing.T) {
	lab := startLab(t)
	page := lab.ask(t, "GET", "/testbed?clients=60&strategies=equal,fixed&strategy=equal", "Accept", "text/html")
	for _, want := range []string{`value="clients=60&amp;strategies=equal,fixed"`, `<option value="equal" selected>`, "60 clients call"} {
		if page.status != http.StatusOK || !strings.Contains(page.body, want) {
			t.Errorf("%d: the form lacks %s", page.status, want)
		}
	}
	filled := lab.ask(t, "GET", "/testbed?scenario=clients%3D5&name=X-A&fill=huge")
	if !strings.Contains(filled.body, "retry-after=99999999999, 200</textarea>") || !strings.Contains(filled.body, `value="X-A"`) || !strings.Contains(filled.body, `value="clients=5"`) {
		t.Error("a script that is chosen without a script of the page is not filled in, or something typed is lost")
	}
	if use := lab.ask(t, "GET", "/export?clients=60&strategies=equal,fixed"); !strings.Contains(use.body, `href="/testbed?clients=60&amp;strategies=`) {
		t.Error("the texts to take home do not lead to it")
	}
}

// Pages of other sites can neither start nor stop one, and nothing else takes a body.
func TestOnlyTestbedsAreWritten(t *testing.T) {
	lab := startLab(t)
	key := lab.start(t, url.Values{"scenario": {small}})
	for _, row := range []struct {
		path, site string
		status     int
	}{
		{"/testbed", "cross-site", http.StatusForbidden}, {"/testbed/" + key + "/stop", "cross-site", http.StatusForbidden},
		{"/testbed", "same-site", http.StatusForbidden}, {"/testbed", "same-origin", http.StatusSeeOther},
		{"/testbed/" + key, "same-origin", http.StatusMethodNotAllowed}, {"/testbed/a/b/stop", "same-origin", http.StatusMethodNotAllowed},
		{"/testbedstop", "same-origin", http.StatusMethodNotAllowed}, {"/testbed//stop", "same-origin", http.StatusMethodNotAllowed},
		{"/", "same-origin", http.StatusMethodNotAllowed}, {"/testbed/nothing/stop", "same-origin", http.StatusNotFound},
	} {
		if got := lab.post(t, row.path, url.Values{"scenario": {small}}, "Sec-Fetch-Site", row.site); got.status != row.status {
			t.Errorf("POST %s from %s: %d, want %d", row.path, row.site, got.status, row.status)
		}
	}
	if call := lab.ask(t, "GET", "/m/"+key, "Sec-Fetch-Site", "cross-site"); call.status != http.StatusForbidden || call.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a page of another site calls it: %d", call.status)
	}
}

func TestTestbedsCanBeSwitchedOff(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Testbed = false })
	form := lab.ask(t, "GET", "/testbed", "Accept", "text/html")
	if form.status != http.StatusOK || !strings.Contains(form.body, "switched them off") || strings.Contains(form.body, "<form") {
		t.Errorf("the form is %d", form.status)
	}
	if start := lab.post(t, "/testbed", nil); start.status != http.StatusNotFound {
		t.Errorf("one is started: %d", start.status)
	}
	for _, path := range []string{"/m/x", "/testbed/x"} {
		if got := lab.ask(t, "GET", path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// How long a testbed lives is what whoever runs the lab has set.
func TestLifeOfATestbedIsTold(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Testbeds.Life = 7 * time.Minute })
	for path, want := range map[string]string{
		"/testbed": "It lives for 7\u00a0min, at an address", "/testbed/gone": "A testbed lives for 7\u00a0min, and what it measured",
	} {
		if page := lab.ask(t, "GET", path, "Accept", "text/html"); !strings.Contains(page.body, want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
}
