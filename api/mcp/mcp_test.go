package mcp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"backofflab/api"
	"backofflab/api/mcp"
	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/runs"
	"backofflab/scenario"
)

// client is the protocol's own client, connected to a real server. It notes how long the
// longest answer was, as it came.
type client struct {
	*sdk.ClientSession
	url string

	mu      sync.Mutex
	longest int
	body    string
}

func connect(t testing.TB, changes ...func(*api.Config)) *client {
	t.Helper()
	config := api.DefaultConfig()
	for _, change := range changes {
		change(&config)
	}
	server := api.New(config)
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = server.HTTP()
	ts.Start()
	c := &client{url: ts.URL}
	transport := &sdk.StreamableClientTransport{Endpoint: ts.URL + mcp.Path, HTTPClient: &http.Client{Transport: c}}
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(context.Background(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.ClientSession = session
	t.Cleanup(func() {
		session.Close()
		server.Close()
		ts.Close()
	})
	return c
}

// RoundTrip measures answers.
func (c *client) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.body, c.longest = string(body), max(c.longest, len(body))
	return response, err
}

// call calls a tool; its answer must be short.
func (c *client) call(t testing.TB, name string, arguments any) (text string, wrong bool) {
	t.Helper()
	c.mu.Lock()
	c.longest = 0
	c.mu.Unlock()
	result, err := c.CallTool(context.Background(), &sdk.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s(%v): %v", name, arguments, err)
	}
	if c.longest > mcp.MaxAnswer || len(result.Content) != 1 || result.StructuredContent != nil {
		t.Errorf("%s(%.200v): an answer of %d bytes with %d parts", name, arguments, c.longest, len(result.Content))
	}
	return result.Content[0].(*sdk.TextContent).Text, result.IsError
}

type arguments = map[string]any

// must calls a tool whose answer says all of these.
func (c *client) must(t testing.TB, name string, with arguments, says ...string) string {
	t.Helper()
	text, wrong := c.call(t, name, with)
	if wrong {
		t.Errorf("%s(%v): %s", name, with, text)
	}
	for _, want := range says {
		if !strings.Contains(text, want) {
			t.Errorf("%s(%v) does not say %q:\n%s", name, with, want, text)
		}
	}
	return text
}

func TestFiveToolsAreListed(t *testing.T) {
	c := connect(t)
	list, err := c.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.Description == "" || tool.InputSchema == nil {
			t.Errorf("%s is not described", tool.Name)
		}
	}
	if got := strings.Join(names, " "); got != "compare find_scenarios import policy simulate" {
		t.Errorf("the tools are %s", got)
	}
}

const cenkalti = `b := backoff.NewExponentialBackOff()
b.InitialInterval = 200 * time.Millisecond
backoff.Retry(ctx, call, backoff.WithBackOff(b), backoff.WithMaxTries(4))
`

func TestToolsAnswer(t *testing.T) {
	c := connect(t)
	c.must(t, "simulate", nil, "Verdict: Full and decorrelated jitter finish in 9.6 s", "20 of 20 runs agree", "strategy,peak_per_s,",
		"\nexponential,1936,48.4,3897,9.742,", "Assumed: 400 clients", "base=100ms", "seed=1", "Link: "+c.url+"/")
	c.must(t, "simulate", arguments{"link": c.url + "/?rate=100&clients=50", "fields": arguments{"clients": 60, "strategies": []string{"full", "fixed"}, "horizon": "1 s", "rate": 5}},
		"clients=60", "rate=5", "strategies=fixed,full", "horizon=1s", "Warnings:\n- The run stopped at its horizon")
	c.must(t, "simulate", arguments{"fields": arguments{"runs": 5, "hedges": 3}}, "median (5 % to 95 %) of 5 runs", "Without effect in this scenario: hedges=3.")
	c.must(t, "compare", arguments{"link": "cap=30s", "baseline": "cap=2s"}, "\nbaseline full,", "cap=30s (baseline 2s)", "/compare?cap=30s&with=cap=2s")
	c.must(t, "compare", arguments{"link": "/compare?cap=30s&with=cap=2s"}, "cap=30s (baseline 2s)")
	c.must(t, "simulate", arguments{"link": "/compare?cap=30s&with=cap=2s"}, "- The link has a baseline")
	c.must(t, "compare", arguments{"link": "strategies=full", "baseline": "strategies=fixed"}, "no strategy in common")
	c.must(t, "policy", arguments{"link": "strategies=fixed,exponential&attempts=4&base=1s"}, "exponential: 3 retries wait 7 in all", "\n3,4,4,4,4,4,7,0\n", "attempts=4")
	c.must(t, "policy", arguments{"strategy": "full", "link": "deadline=1s"}, "strategies=full", "full: ", ",100\n")
	c.must(t, "import", arguments{"text": cenkalti}, "Strategy: ", "attempts=4", "base=200ms", "Link: "+c.url+"/?", "Assumed, ")
	c.must(t, "import", arguments{"text": `{"methodConfig":[{"name":[{}],"retryPolicy":{"maxAttempts":4,"initialBackoff":"0.1s","maxBackoff":"1s","backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE"]}}]}`, "format": "grpc"}, "gRPC")
	c.must(t, "find_scenarios", arguments{"words": "llm tokens"}, "llm-rate-limit", c.url+"/?preset=llm-")
	c.must(t, "find_scenarios", arguments{"words": "zebra"}, "No scenario")
}

func TestWrongArgumentsAreAnswered(t *testing.T) {
	c := connect(t, func(config *api.Config) { config.RunAttempts = 5000 })
	for _, row := range []struct {
		tool string
		with any
		says []string
	}{
		{"simulate", arguments{"link": "rate=NaN"}, []string{"rate=NaN: Enter a rate from 0.001 to 1000000"}},
		{"simulate", arguments{"fields": arguments{"clients": -5, "atempts": 3}}, []string{"clients=-5: Enter a whole number from 1 to 1000000", "atempts"}},
		{"simulate", arguments{"fields": arguments{"clients": arguments{"a": 1}}}, []string{"clients=", "Give a text, a number"}},
		{"simulate", arguments{"links": "rate=5"}, []string{"links", "Arguments are: link, fields"}},
		{"simulate", arguments{"link": 5}, []string{"link=number"}},
		{"simulate", []string{"rate=5"}, []string{"type"}},
		{"simulate", arguments{"link": "clients=1000000&strategies=immediate&spread=0s"}, []string{"too large", "5000"}},
		{"simulate", arguments{"link": strings.Repeat("a=1&", 200)}, []string{"128 parameters"}},
		{"simulate", arguments{"link": "seed=" + strings.Repeat("1", 5000)}, []string{"4000 are read"}},
		{"compare", arguments{"baseline": "rate=soon"}, []string{"rate=soon"}},
		{"policy", arguments{"strategy": "none"}, []string{"strategy=none", "exponential, full"}},
		{"import", arguments{}, []string{"text"}},
		{"import", arguments{"text": "Hello"}, []string{"None of the formats is recognised"}},
		{"import", arguments{"text": cenkalti, "format": "word"}, []string{"format=word", "cenkalti"}},
		{"import", arguments{"text": strings.Repeat("x", 300<<10)}, []string{"text", "262144"}},
	} {
		text, wrong := c.call(t, row.tool, row.with)
		if !wrong {
			t.Errorf("%s(%.100v) is no error: %s", row.tool, row.with, text)
		}
		for _, want := range row.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s(%.100v) does not say %q:\n%s", row.tool, row.with, want, text)
			}
		}
	}
	if _, err := c.CallTool(context.Background(), &sdk.CallToolParams{Name: "delete"}); err == nil {
		t.Error("there is a tool that is none of the five")
	}
}

// large are the longest answers that there can be: eight strategies, many runs, every
// scenario, long links and long names.
func large(t *testing.T) map[string]struct {
	tool string
	with arguments
} {
	t.Helper()
	own := []string{}
	for i := range 8 {
		own = append(own, fmt.Sprintf("full(base=%d.%02ds cap=1m%ds attempts=%d timeout=%ds deadline=%ds first-retry=at-once honour=max honour-limit=%ds)@50/fixed(base=%dms attempts=3)@50", i+1, i+10, i+1, i+4, i+3, i+90, i+20, 100+i))
	}
	longLink := "strategies=" + strings.Join(own, ",")
	return map[string]struct {
		tool string
		with arguments
	}{
		"eight strategies":       {"simulate", arguments{"link": "strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,additive&horizon=20s"}},
		"100 runs of eight":      {"simulate", arguments{"link": "strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,additive&runs=100&clients=200&horizon=10s"}},
		"long names":             {"simulate", arguments{"link": longLink + "&clients=50"}},
		"clients of libraries":   {"simulate", arguments{"link": "strategies=client:openai-python,client:got,client:envoy,lib:envoy,full&clients=100&timeout=1s&deadline=20s&fail=0.2&servers=10&service=100ms&outage=refuse&outage-from=2s&outage-to=5s&hedges=3&think=5s&spike=2&ramp=2&tokens=500&window=5s&concurrency=30"}},
		"two with eight":         {"compare", arguments{"link": "strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,additive&horizon=20s", "baseline": "strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,additive&cap=1s&horizon=10s&limiter=gcra&rate=17"}},
		"two with long names":    {"compare", arguments{"link": longLink + "&clients=50", "baseline": longLink + "&clients=40"}},
		"eight policies":         {"policy", arguments{"link": "strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,additive&attempts=1000&deadline=1h"}},
		"policies of long names": {"policy", arguments{"link": longLink}},
		"every scenario":         {"find_scenarios", nil},
		"many words":             {"find_scenarios", arguments{"words": "a e i o u 429 limit retry " + strings.Repeat("x ", 3000)}},
		"a long text":            {"import", arguments{"text": cenkalti + strings.Repeat("b.Multiplier = 3 + unknown\n", 500)}},
		"many faults":            {"simulate", arguments{"fields": faults()}},
		"a long fault":           {"find_scenarios", arguments{strings.Repeat("x", 5000): 1}},
	}
}

// faults are as many wrong values as there are fields.
func faults() arguments {
	all := arguments{}
	for _, f := range scenario.Fields() {
		all[f.Name] = "never-"
	}
	return all
}

func TestAnswersAreShortAndSaySo(t *testing.T) {
	c := connect(t)
	for name, row := range large(t) {
		text, wrong := c.call(t, row.tool, row.with)
		t.Logf("%s: %d bytes", name, c.longest)
		if !wrong && !strings.Contains(text, "Link: ") && row.tool != "find_scenarios" {
			t.Errorf("%s: there is no link:\n%s", name, text)
		}
		if strings.ContainsAny(text, "\u202f\u00a0\ufffd") {
			t.Errorf("%s: numbers are not plain:\n%s", name, text)
		}
		if short := "Left out, to keep this short: "; c.longest > 1500 && !strings.Contains(text, short) {
			t.Errorf("%s: it does not say that anything is left out:\n%s", name, text)
		}
		if c.longest < 300 {
			t.Errorf("%s: %d bytes are not long:\n%s", name, c.longest, text)
		}
	}
}

// Every preset has an answer, which is short and has its own link.
func TestEveryPresetIsSimulated(t *testing.T) {
	c := connect(t)
	for _, p := range scenario.Presets() {
		c.must(t, "simulate", arguments{"link": p.Key}, "Verdict: ", "Assumed: ", "Link: ")
	}
}

var linked = regexp.MustCompile(`Link: (\S+)`)

// What somebody posts is refused or answered, whatever it is; a server without sessions has
// nothing for GET and DELETE.
func TestHTTPOfTools(t *testing.T) {
	c := connect(t)
	initialize := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_scenarios","arguments":{"words":"cron"}}}`
	for _, row := range []struct {
		name, method, body string
		headers            []string
		status             int
	}{
		{"a call without a handshake", "POST", initialize, nil, 200},
		{"GET", "GET", "", nil, 405},
		{"DELETE", "DELETE", "", nil, 405},
		{"PUT", "PUT", initialize, nil, 405},
		{"no JSON", "POST", "clients=5", nil, 400},
		{"a page of another site", "POST", initialize, []string{"Origin", "https://evil.example"}, 403},
		{"a cross-site fetch", "POST", initialize, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a form", "POST", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"too much", "POST", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"import","arguments":{"text":"` + strings.Repeat("x", 10<<20) + `"}}}`, nil, 413},
		{"a host behind a proxy", "POST", initialize, []string{"Host", "lab.example.org"}, 200},
		{"packed", "POST", initialize, []string{"Accept-Encoding", "gzip"}, 200},
	} {
		r, err := http.NewRequest(row.method, c.url+mcp.Path, strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		for i := 0; i < len(row.headers); i += 2 {
			r.Header.Set(row.headers[i], row.headers[i+1])
			if row.headers[i] == "Host" {
				r.Host = row.headers[i+1]
			}
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != row.status {
			t.Errorf("%s: %d, want %d: %.200s", row.name, response.StatusCode, row.status, body)
		}
		if row.status == 200 && (!strings.Contains(string(body), r.Host+"/?preset=cron-jobs") && row.name != "packed" || len(body) > mcp.MaxAnswer) {
			t.Errorf("%s: %s", row.name, body)
		}
		if row.status == 405 && response.Header.Get("Allow") == "" {
			t.Errorf("%s: no Allow", row.name)
		}
	}
}

// What an answer links to is the run that it tells of.
func TestLinkReproducesTheRun(t *testing.T) {
	c := connect(t)
	text := c.must(t, "simulate", arguments{"fields": arguments{"clients": 70, "rate": "600/min", "strategies": "full,fixed"}})
	found := linked.FindStringSubmatch(text)
	if found == nil {
		t.Fatal(text)
	}
	again := c.must(t, "simulate", arguments{"link": found[1]})
	if text != again {
		t.Errorf("the link gives\n%s\nand the answer was\n%s", again, text)
	}
	response, err := http.Get(found[1])
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v", found[1], err)
	}
	response.Body.Close()
	s, _ := labtest.Simulated(t, "clients=70&rate=10&strategies=fixed,full")
	if !strings.HasSuffix(found[1], "/?"+s.Query()) {
		t.Errorf("the link is %s", found[1])
	}
}

func BenchmarkMCPSimulateDefault(b *testing.B) {
	c := connect(b)
	b.ReportAllocs()
	for b.Loop() {
		c.must(b, "simulate", nil)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/op")
}

// What goes wrong in the lab is an answer: the library runs tools on goroutines of its own,
// where a panic would end the server.
func TestFaultsOfTheLabAreAnswered(t *testing.T) {
	log := &bytes.Buffer{}
	for _, row := range []struct {
		err  error
		says string
	}{
		{nil, "The lab failed"},
		{errors.New("disk on fire"), "The lab failed: This is a fault of the lab, not of the request."},
		{runs.ErrBusy, "Try again in a few seconds"},
		{context.DeadlineExceeded, "longer than 20s"},
	} {
		ts := httptest.NewServer(mcp.New(mcp.Lab{
			Simulate: func(context.Context, scenario.Scenario) (experiment.Outcome, error) {
				if row.err == nil {
					panic("boom")
				}
				return experiment.Outcome{}, row.err
			},
			Site: func(*http.Request) string { return "" }, Logger: slog.New(slog.NewTextHandler(log, nil)),
		}))
		session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(context.Background(), &sdk.StreamableClientTransport{Endpoint: ts.URL}, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, wrong := (&client{ClientSession: session}).call(t, "simulate", nil)
		if !wrong || !strings.Contains(text, row.says) || strings.Contains(text, "fire") {
			t.Errorf("%v: %s", row.err, text)
		}
		session.Close()
		ts.Close()
	}
	if said := log.String(); !strings.Contains(said, "boom") || !strings.Contains(said, "fire") || strings.Count(said, "\n") != 2 {
		t.Errorf("the log:\n%s", said)
	}
}
