package api

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
	"backofflab/scenario/schedule"
)

func TestPolicyJSON(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/api/v1/policy?strategies=exponential,decorrelated-aws,fixed&base=1s&cap=8s&deadline=7s&attempts=6&latency=0s")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	var answer wire.PolicyAnswer
	if err := json.Unmarshal([]byte(a.body), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Query != "strategies=fixed,exponential,decorrelated-aws&base=1s&cap=8s&attempts=6&deadline=7s&latency=0s" || len(answer.Strategies) != 3 || answer.Clients != schedule.Clients {
		t.Fatalf("%+v", answer)
	}
	fixed, exponential, aws := answer.Strategies[0], answer.Strategies[1], answer.Strategies[2]
	if fixed.CapMS != nil || fixed.CapFromRetry != nil || len(fixed.Retries) != 5 {
		t.Errorf("fixed: %+v", fixed)
	}
	if *exponential.CapMS != 8000 || *exponential.CapFromRetry != 4 {
		t.Errorf("exponential: cap %v from retry %v", *exponential.CapMS, *exponential.CapFromRetry)
	}
	third, fourth := exponential.Retries[2], exponential.Retries[3]
	if third.Retry != 3 || third.P50MS != 4000 || *third.ModeMS != 4000 || third.ModeShare != 1 || third.TotalP50MS != 7000 || third.LateShare != 0 || fourth.LateShare != 1 {
		t.Errorf("exponential: %+v, %+v", third, fourth)
	}
	if first := aws.Retries[0]; first.ModeMS != nil || first.ModeShare != 0 || first.MinMS < 1000 || first.MaxMS > 3000 {
		t.Errorf("decorrelated: %+v", first)
	}
	if again := lab.get(t, "/api/v1/policy?attempts=6&deadline=7s&latency=0s&cap=8s&base=1s&strategies=fixed,exponential,decorrelated-aws"); again.body != a.body {
		t.Error("equal questions have different answers")
	}
}

// All retries are there, however many, with their sum; and both cases of a library that
// treats rejections apart.
func TestPolicyJSONToTheLastRetry(t *testing.T) {
	lab := startLab(t)
	var answer wire.PolicyAnswer
	a := lab.get(t, "/api/v1/policy?strategies=full,lib:aws-sdk-js-v3&base=1s&cap=10m&attempts=298")
	if err := json.Unmarshal([]byte(a.body), &answer); err != nil {
		t.Fatal(err)
	}
	full, aws := answer.Strategies[0], answer.Strategies[1]
	if in := full.InAll; len(full.Retries) != 297 || in.Retries != 297 || math.Abs(in.MeanMS-86_611_500) > 1 || full.Retries[296].TotalMeanMS != in.MeanMS {
		t.Errorf("%d retries, in all %+v", len(full.Retries), full.InAll)
	}
	if full.After != nil || full.Other != nil || !strings.Contains(a.body, `"after":null,"other":null`) {
		t.Errorf("full jitter tells rejections apart: %+v", full.Other)
	}
	if *aws.After != "rejection" || aws.Other.After != "other failure" || aws.Retries[0].P50MS != 499 || aws.Other.Retries[0].P50MS != 24 {
		t.Errorf("%+v", aws.Other)
	}
}

func TestPolicyOfWhatIsWrong(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/api/v1/policy", "/chart/delays.svg"} {
		a := lab.get(t, path+"?cap=0s")
		if p := a.problem(t); a.status != http.StatusBadRequest || len(p.Fields) != 1 || p.Fields[0].Field != "cap" {
			t.Errorf("%s: %d %+v", path, a.status, p)
		}
	}
}

func TestDelaysPicture(t *testing.T) {
	lab := startLab(t)
	for _, query := range []string{"", "preset=at-the-cap&deadline=1m", "attempts=1", "deadline=1ms", "strategies=lib:async-retry,exponential@20/full@80"} {
		a := lab.get(t, "/chart/delays.svg?"+query)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "image/svg+xml" {
			t.Fatalf("%s: %d %s", query, a.status, a.header.Get("Content-Type"))
		}
		wellFormed(t, a.body)
		for _, bad := range []string{"NaN", "Inf"} {
			if strings.Contains(a.body, bad) {
				t.Errorf("%s: the picture has %s", query, bad)
			}
		}
	}
}

// The delays of the policy need no run.
func TestPageShowsThePolicy(t *testing.T) {
	for _, lab := range []*lab{startLab(t), startLab(t, func(c *Config) { c.PageAttempts = 100 })} {
		body := lab.get(t, "/fragment/part/waits?"+labtest.Small).body
		if !strings.Contains(body, `id="waits"`) || strings.Count(body, `class="wait"`) == 0 {
			t.Error("the page lacks the delays of the policy")
		}
	}
	if body := startLab(t).get(t, "/?cap=0s").body; strings.Contains(body, `id="waits"`) {
		t.Error("a page with a problem shows delays")
	}
}
