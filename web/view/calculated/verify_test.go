package calculated

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backofflab/calculator"
	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	templates "backofflab/web/templates/calculator"
)

// verifiedAs reads and tests a text, as the page does, against the policy of a query.
func verifiedAs(t *testing.T, text, query string) Observed {
	t.Helper()
	policy, err := calculator.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	o := Observed{Text: text, Against: true, Policy: &policy}
	if o.Log, err = observed.Read([]byte(text), observed.Options{}); err != nil {
		o.Problem = err.Error()
		return o
	}
	r := fit.All(o.Log, fit.Options{Expected: &policy.Scenario})
	o.Result = &r
	return o
}

func TestVerifiedGolden(t *testing.T) {
	for name, o := range map[string]Observed{
		"verified-fits.html":    verifiedAs(t, "100ms\n200ms\n400ms\n\n100ms\n200ms\n>300ms\n", "strategies=exponential"),
		"verified-unknown.html": verifiedAs(t, Sample("csv"), "strategies=equal&base=1s"),
		"verified-wrong.html":   verifiedAs(t, "nothing <b>of that kind", ""),
	} {
		var b strings.Builder
		if err := templates.VerifiedView(Verify(o)).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		got, path := strings.ReplaceAll(b.String(), "><", ">\n<"), filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from what is rendered; look at the difference, then run with -update", path)
		}
	}
}

// Each sample is read as what its name says, and what it was drawn of is among what fits.
func TestSamplesAreWhatTheySay(t *testing.T) {
	for key, want := range map[string]struct{ read, fits string }{
		"delays":    {"Read as a list of delays: 32 delays of 4 clients, whole milliseconds.", "full"},
		"log":       {"Read as log lines with times: 35 delays of 7 clients, whole seconds.", "equal"},
		"json":      {"Read as JSON: 35 delays of 5 clients, whole milliseconds.", "decorrelated-aws"},
		"sentences": {"Read as log lines that say delays: 25 delays of 5 clients, whole milliseconds.", "lib:p-retry-ref"},
		"csv":       {"Read as a table: 30 delays of 5 clients, exact to 10 ms.", ""},
	} {
		v := Verify(verifiedAs(t, Sample(key), "strategies=fixed")).Verified
		if plain(v.Read) != want.read {
			t.Errorf("%s: %s", key, v.Read)
		}
		found := want.fits == "" && v.Verdict == "unknown" && len(v.Fitting) == 0
		for _, f := range v.Fitting {
			found = found || f.Strategy.Key == want.fits && f.Lab != ""
		}
		if !found || v.Expected == nil || v.Expected.Fits || len(v.Expected.Breaks) == 0 {
			t.Errorf("%s: %s %+v", key, v.Finding, v.Expected)
		}
	}
	if len(samples) != 5 || Sample("none") != "" {
		t.Errorf("%d samples", len(samples))
	}
}

// What the policy cannot make is said by line, retry and attempt, and marked in the picture.
func TestExpectedPolicyIsJudged(t *testing.T) {
	v := Verify(verifiedAs(t, "1s\n2s\n9s\n", "strategies=full&base=1s&cap=5s")).Verified
	e := v.Expected
	if e == nil || e.Fits || len(e.Breaks) != 1 || e.More != "" {
		t.Fatalf("%+v", e)
	}
	if b := e.Breaks[0]; b.Line != 3 || b.Retry != "3" || b.Attempt != "4" || plain(b.Waited) != "9 s" || plain(b.Bound) != "0 s to 4 s" {
		t.Errorf("%+v", b)
	}
	s := v.Seen
	if len(s.Odd) != 1 || len(s.Dots) != 2 || s.OddOf != "Full jitter, as configured" || len(s.Bands) != 2 || !s.Bands[1].Outlined {
		t.Errorf("%+v", s)
	}
	if o := verifiedAs(t, "1s\n2s\n4s\n", "strategies=exponential&base=1s"); !Verify(o).Verified.Expected.Fits {
		t.Error("what fits is said not to")
	}
	o := verifiedAs(t, "1s\n2s\n", "")
	o.Policy, o.Result.Expected = nil, nil
	if v := Verify(o).Verified; v.Expected != nil || v.Unasked == "" {
		t.Errorf("a policy that is wrong: %+v", v)
	}
}

// A strategy that is ruled out names its line apart, so that it can be a link.
func TestRuledOutLinksItsLine(t *testing.T) {
	for _, r := range Verify(verifiedAs(t, Sample("delays"), "")).Verified.Ruled {
		if r.Name == "Immediate" && (!strings.HasSuffix(r.Before, "(") || r.Line != 1 || r.LineInWords != "line 1" || !strings.Contains(plain(r.After), "In all, 32 delays are outside its bounds.")) {
			t.Errorf("%+v", r)
		}
	}
}

// Of a long text the page shows its beginning, and whatever a sentence refers to.
func TestLinesAreBounded(t *testing.T) {
	text := strings.Repeat("1s\n", 500) + "# a comment\n7s\n"
	v := Verify(verifiedAs(t, text, "strategies=fixed&base=1s")).Verified
	numbers := map[int]bool{}
	skipped := 0
	for _, l := range v.Lines {
		numbers[l.Number] = true
		skipped += l.Skipped
	}
	if !numbers[1] || !numbers[mostLines] || numbers[mostLines+1] || !numbers[502] || v.Left == "" || skipped == 0 {
		t.Errorf("%d lines, %d skipped, %q", len(v.Lines), skipped, v.Left)
	}
}

func TestPictureOfManyDelays(t *testing.T) {
	s := Verify(verifiedAs(t, strings.Repeat("1s 2s 4s\n", 3000), "strategies=exponential&base=1s")).Verified.Seen
	if n := len(s.Dots); n < mostDots/2 || n > mostDots+len(s.Rows) || s.Rows[0].Number != "3\u202f000" {
		t.Errorf("%d dots, %s in the first row", n, s.Rows[0].Number)
	}
	long := strings.TrimSpace(strings.Repeat("1s ", mostColumns+3))
	if s := Verify(verifiedAs(t, long+"\n"+long, "strategies=fixed&base=1s")).Verified.Seen; len(s.Rows) != mostColumns || !strings.HasPrefix(s.Left, "6 delays") {
		t.Errorf("%d rows, %q", len(s.Rows), s.Left)
	}
}

func TestScaleOfThePicture(t *testing.T) {
	even := scale{even: 10 * time.Second, top: 10 * time.Second, share: 1}
	if even.at(5*time.Second) != 0.5 || even.words() != "" || even.at(time.Minute) != 1 {
		t.Error("an even scale is not")
	}
	log := scale{even: 100 * time.Millisecond, top: 10 * time.Second, share: 0.08}
	if at := log.at(time.Second); at < 0.539 || at > 0.541 || log.at(0) != 0 || log.at(50*time.Millisecond) != 0.04 {
		t.Errorf("1 s is at %v", at)
	}
	if ticks := log.ticks(); len(ticks) != 4 || ticks[0].Text != "0" || plain(ticks[3].Text) != "10 s" || ticks[3].X != 1 {
		t.Errorf("%+v", ticks)
	}
}

// A text in the field, and the samples, carry the policy above.
func TestVerifyFormCarriesThePolicy(t *testing.T) {
	v := Verify(Observed{Against: true, Policy: verifiedAs(t, "1s", "strategies=equal&t=1m").Policy})
	if v.Policy != "strategies=equal&t=1m" || v.Samples[0].Path != "/calculator/verify?sample=delays&strategies=equal&t=1m#verify" || v.Verified != nil || v.MaxBytes != observed.MaxPasted {
		t.Errorf("%+v", v)
	}
}
