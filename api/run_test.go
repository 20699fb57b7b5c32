package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
)

func TestRunHasTheFixedNamesInOrder(t *testing.T) {
	body := startLab(t).get(t, "/api/v1/run?"+labtest.Small).body
	names := topNames(t, body)
	if want := []string{"engine", "query", "scenario", "partial", "results", "verdict", "replications", "comparisons"}; !reflect.DeepEqual(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	var all struct {
		Results []json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`strategy attempts requests successes rejected failed timed_out not_sent abandoned dropped hedges hedges_won
		gave_up gave_up_by unfinished lost wasted wasted_per_request amplification peak_bin peak_per_s peak_over_rate herd_index herd_width_ms waves
		later_wave recovery_ms done_95_ms last_success_ms fairness completion_min_ms completion_p50_ms completion_p90_ms completion_p95_ms completion_p99_ms completion_max_ms
		queue_wait_p50_ms queue_wait_p99_ms queue_wait_max_ms parts layers by_attempt partial bin_ms
		attempts_per_bin accepted_per_bin rejected_per_bin failed_per_bin completed_per_bin in_flight_per_bin
		timed_out_per_bin begun_per_bin queued_per_bin open_per_bin`)
	if len(all.Results) != 3 {
		t.Fatalf("%d results", len(all.Results))
	}
	for _, result := range all.Results {
		if names := topNames(t, string(result)); !reflect.DeepEqual(names, want) {
			t.Errorf("names %q\nwant  %q", names, want)
		}
	}
}

// topNames returns the names of a JSON object, in order.
func topNames(t *testing.T, object string) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

func TestRunFiguresAreThoseOfTheEngine(t *testing.T) {
	var got struct {
		Query   string
		Results []json.RawMessage
	}
	lab := startLab(t)
	scenario, results := labtest.Simulated(t, labtest.Small)
	if err := json.Unmarshal([]byte(lab.get(t, "/api/v1/run?"+labtest.Small).body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Query != scenario.Query() || len(got.Results) != len(results) {
		t.Fatalf("got %q with %d results", got.Query, len(got.Results))
	}
	for i, r := range results {
		if want, err := wire.Encode(wire.FullResultOf(r)); err != nil || string(got.Results[i])+"\n" != string(want) {
			t.Errorf("got %s\nwant %s (%v)", got.Results[i], want, err)
		}
		var sums struct {
			Requests, Successes, Unfinished int
			GaveUp                          int          `json:"gave_up"`
			GaveUpBy                        wire.Reasons `json:"gave_up_by"`
		}
		if err := json.Unmarshal(got.Results[i], &sums); err != nil {
			t.Fatal(err)
		}
		by := sums.GaveUpBy
		if sums.Requests == 0 || sums.Requests != sums.Successes+sums.GaveUp+sums.Unfinished || sums.GaveUp != by.Attempts+by.Deadline+by.Permanent+by.Budget+by.RetryAfter {
			t.Errorf("%s: requests do not add up: %+v", r.Strategy, sums)
		}
	}
}

func TestRunIsTheSameBytesToEverybody(t *testing.T) {
	lab := startLab(t)
	want := lab.get(t, "/api/v1/run?"+labtest.Stress)
	if want.status != http.StatusOK {
		t.Fatal(want.body)
	}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if got := lab.get(t, "/api/v1/run?"+labtest.Stress); got.body != want.body {
				t.Error("another body to the same request")
			}
		})
	}
	group.Wait()
	// The same scenario in another spelling is the same scenario.
	if got := lab.get(t, "/api/v1/run?seed=42&v=1&"+strings.Replace(labtest.Stress, "&seed=42", "", 1)); got.body != want.body {
		t.Error("another body to another spelling")
	}
}

func TestUndefinedFiguresAreNull(t *testing.T) {
	body := startLab(t).get(t, "/api/v1/run?clients=1&permanent=1&strategies=full&spread=0s").body
	for _, name := range []string{"herd_index", "herd_width_ms", "later_wave", "fairness", "completion_min_ms", "completion_p50_ms",
		"completion_p90_ms", "completion_p95_ms", "completion_p99_ms", "completion_max_ms"} {
		if !strings.Contains(body, `"`+name+`":null`) {
			t.Errorf("%s is not null: %s", name, body)
		}
	}
}

func TestPicturesStandAlone(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/chart/load.svg", "/chart/completion.svg"} {
		a := lab.get(t, path+"?"+labtest.Small)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "image/svg+xml" {
			t.Fatalf("%s: %d %s", path, a.status, a.header.Get("Content-Type"))
		}
		wellFormed(t, a.body)
		for _, outside := range []string{"var(", "class=", "vector-effect", "style=", "<script"} {
			if strings.Contains(a.body, outside) {
				t.Errorf("%s relies on %s", path, outside)
			}
		}
		for _, name := range []string{"No jitter", "Full jitter", "Equal jitter"} {
			if !strings.Contains(a.body, name) {
				t.Errorf("%s does not show %s", path, name)
			}
		}
	}
}
