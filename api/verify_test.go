package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"backofflab/api/calculator"
	"backofflab/api/wire"
	"backofflab/calculator/observed"
)

// verifies posts observed delays.
func (l *lab) verifies(t *testing.T, path, kind, body string) answer {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, l.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	return l.send(t, request)
}

// doubling are delays of two clients without jitter, and equal ones of a third kind of policy.
const doubling = "100ms 200ms 400ms 800ms\n100ms 200ms 400ms 800ms\n"

func verified(t *testing.T, a answer) (got wire.VerifyAnswer) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d, %v: %.300s", a.status, err, a.body)
	}
	return got
}

func TestVerifyJSON(t *testing.T) {
	lab := startLab(t)
	got := verified(t, lab.verifies(t, "/api/v1/backoff/verify?policy=strategies=equal", "text/plain", doubling))
	if got.Samples != 8 || got.Clients != 2 || got.Format != "lines" || len(got.Candidates) < 100 || len(got.Delays) != 8 || got.DelaysLeft != 0 {
		t.Fatalf("%+v", got)
	}
	best := got.Candidates[0]
	if best.Strategy != "exponential" || !best.Fits || *best.Parameters.BaseMS != 100 || *best.Parameters.Factor != 2 || best.Parameters.CapMS != nil || *best.Link != lab.url+"/?"+*best.Query {
		t.Errorf("best is %+v", best)
	}
	if e := got.Expected; len(e) != 1 || e[0].Fits || e[0].Strategy != "equal" || e[0].Parameters != nil || *got.Policy != "strategies=equal" || *e[0].Link != lab.url+"/?strategies=equal" {
		t.Errorf("expected is %+v", e)
	}
	immediate := got.Candidates[slices.IndexFunc(got.Candidates, func(c wire.VerifyCandidate) bool { return c.Strategy == "immediate" })]
	if b := immediate.Breaks; immediate.Broken != 8 || len(b) == 0 || b[1].Line != 1 || b[1].Retry != 2 || b[1].Attempt != 3 || b[1].ValueMS != 200 || b[1].HighMS != 0 || immediate.LogLikelihood != nil {
		t.Errorf("immediate is %+v", immediate)
	}
}

// However it is asked, the answer is the same.
func TestVerifyByEveryKindOfBody(t *testing.T) {
	lab := startLab(t)
	asJSON, _ := json.Marshal(wire.VerifyAsked{Text: doubling, Unit: "ms", Policy: "https://lab.example.org/calculator?strategies=full&base=1s#formula", Attempt: "1s"})
	form := url.Values{"text": {doubling}, "unit": {"ms"}, "policy": {"strategies=full&base=1s"}, "attempt": {"1"}}
	query := "?unit=ms&attempt=1s&policy=" + url.QueryEscape("?strategies=full&base=1s")
	want := lab.verifies(t, "/api/v1/backoff/verify"+query, "text/plain; charset=utf-8", doubling)
	if got := verified(t, want); *got.Policy != "strategies=full&base=1s" {
		t.Errorf("the policy is %s", *got.Policy)
	}
	for name, a := range map[string]answer{
		"JSON":       lab.verifies(t, "/api/v1/backoff/verify", "application/json", string(asJSON)),
		"a form":     lab.verifies(t, "/api/v1/backoff/verify", "application/x-www-form-urlencoded", form.Encode()),
		"a log file": lab.verifies(t, "/api/v1/backoff/verify"+query, "", doubling),
	} {
		if a.status != http.StatusOK || a.body != want.body {
			t.Errorf("%s: %d %.200s", name, a.status, a.body)
		}
	}
}

// What people paste by mistake has a clear word each, and what can be read of it is.
func TestVerifyOfStrangeTexts(t *testing.T) {
	lab := startLab(t)
	log := func(times ...string) string { return strings.Join(times, " attempt failed\n") + " attempt failed\n" }
	for name, row := range map[string]struct {
		text, says string // a note, or of an answer without notes a sentence
		samples    int
	}{
		"one line":         {"1.5s", "There is one delay", 1},
		"two formats":      {"100ms\n200ms\n{\"delay_ms\": 400}\n800ms\n", "Left out", 3},
		"times go back":    {log("2026-11-02T10:00:00Z", "2026-11-02T10:00:01Z", "2026-11-02T10:00:00.5Z", "2026-11-02T10:00:04Z"), "back", 2},
		"zones":            {log("2026-11-02T10:00:00+01:00", "2026-11-02T09:00:01Z", "2026-11-02T04:00:03-05:00"), "base 1", 2},
		"fractions":        {log("2026-11-02T10:00:00.250Z", "2026-11-02T10:00:00.350Z", "2026-11-02T10:00:00.551Z"), "differences of times", 2},
		"decimal commas":   {"0,1 s\n0,2 s\n0,4 s\n", "fit", 3},
		"an open delay":    {"1s\n2s\n>3s\n", "at least so long", 3},
		"a comment within": {"# of the gateway\n100ms\nnonsense here\n200ms\n", "Left out", 2},
	} {
		got := verified(t, lab.verifies(t, "/api/v1/backoff/verify", "text/plain", row.text))
		said := strings.Join(got.Sentences, " ")
		for _, n := range got.Notes {
			said += " " + n.Text
		}
		if got.Samples != row.samples || !strings.Contains(said, row.says) {
			t.Errorf("%s: %d delays, said is %s", name, got.Samples, said)
		}
	}
}

func TestWrongVerificationsAreNamed(t *testing.T) {
	lab := startLab(t)
	for name, row := range map[string]struct {
		query, kind, body string
		status            int
		fields            []string
		says              string
	}{
		"10 MB":             {"", "text/plain", strings.Repeat("1.5s\n", 2<<20), 413, []string{"text"}, "2\u202f097\u202f152 bytes"},
		"a little too much": {"", "text/plain", strings.Repeat("1", observed.MaxPasted+1), 413, []string{"text"}, "2\u202f097\u202f152 bytes"},
		"10 MB of JSON":     {"", "application/json", `{"text":"` + strings.Repeat("1s,", 4<<20) + `"}`, 413, []string{"text"}, "2\u202f097\u202f152 bytes"},
		"nothing":           {"", "text/plain", " \n", 400, []string{"text"}, "There is no text"},
		"nonsense":          {"", "text/plain", "the quick brown fox\njumps\n", 400, []string{"text=the quick brown fox"}, "Line 1"},
		"a picture":         {"", "text/plain", "\x89PNG\x00\xff", 400, []string{"text"}, "is zero"},
		"Latin-1":           {"", "text/plain", "100ms\n200 \xb5s\n", 400, []string{"text"}, "Line 2"},
		"broken JSON":       {"", "text/plain", `[{"delay_ms": 100}, {"delay_ms": `, 400, []string{"text"}, "Line 1"},
		"no unit":           {"?unit=parsec", "text/plain", "1s", 400, []string{"unit=parsec"}, "no unit of time"},
		"no policy":         {"?policy=base%3Dsoon%26colour%3Dred", "text/plain", "1s", 400, []string{"policy.base=soon", "policy.colour=red"}, "Enter a duration"},
		"no attempt":        {"?attempt=-5s", "text/plain", "1s", 400, []string{"attempt=-5s"}, "more than 0"},
		"everything":        {"?unit=parsec&attempt=long&policy=rate%3Dx", "text/plain", "1s", 400, []string{"attempt=long", "policy.rate=x", "unit=parsec"}, ""},
		"no such field":     {"", "application/json", `{"txt":"1s"}`, 400, nil, "Send the text itself"},
	} {
		p := lab.verifies(t, "/api/v1/backoff/verify"+row.query, row.kind, row.body)
		got := p.problem(t)
		var fields []string
		for _, f := range got.Fields {
			field := f.Field
			if f.Value != "" && p.status != 413 && !(f.Field == "text" && len(row.fields[0]) == len("text")) {
				field += "=" + f.Value
			}
			fields = append(fields, field)
		}
		slices.Sort(fields)
		if p.status != row.status || !slices.Equal(fields, row.fields) || !strings.Contains(got.Detail, row.says) {
			t.Errorf("%s: %d %q %s", name, p.status, fields, got.Detail)
		}
	}
	if a := lab.get(t, calculator.VerifyJSONPath); a.status != http.StatusMethodNotAllowed || a.problem(t).Detail != "This address answers POST." {
		t.Errorf("GET: %d %s", a.status, a.body)
	}
}

// Of more delays than an answer has it says how many it left out.
func TestVerifyBoundsWhatItRepeats(t *testing.T) {
	got := verified(t, startLab(t).verifies(t, calculator.VerifyJSONPath, "text/plain", strings.Repeat("1s\n", wire.MaxVerifiedDelays+5)))
	if len(got.Delays) != wire.MaxVerifiedDelays || got.DelaysLeft != 5 || got.Samples != wire.MaxVerifiedDelays+5 {
		t.Errorf("%d delays, %d left", len(got.Delays), got.DelaysLeft)
	}
}
