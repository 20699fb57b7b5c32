package testbed

import (
	"io"
	"net/http"
	"testing"

	"backofflab/scenario"
)

// A limiter alone: so many are served, the next is rejected.
func TestServesAndRejects(t *testing.T) {
	server, err := Serve("", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	s := scenario.Default()
	s.Latency, s.Burst, s.Rate, s.RetryAfter = 0, 3, 0.01, scenario.AfterSeconds
	script, err := ParseScript("503 x2")
	if err != nil {
		t.Fatal(err)
	}
	bed, address, err := server.Start(Config{Scenario: s, Family: OpenAI, Script: script})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{503, 503, 200, 200, 200, 429, 429} {
		response, err := http.Get(address + "/v1/chat/completions")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("request %d: %d, want %d: %s", i, response.StatusCode, want, body)
		}
		if (response.Header.Get("Retry-After") != "") != (want == 429) {
			t.Errorf("request %d: %v", i, response.Header)
		}
	}
	got := bed.Snapshot()
	if r := got.Result; r.Attempts != 7 || r.Rejected != 2 || r.Failed != 2 || r.Successes != 3 || got.Script.Consumed != 2 {
		t.Errorf("%+v", got)
	}
}
