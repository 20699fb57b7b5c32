package templates

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	text, err := chart.Render(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Pages are served under a policy without inline script and style.
func TestPagesHaveNothingInline(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	p := samplePage()
	p.Strip.Kept[0].Value = evil
	all := sampleSettings()
	all.Groups[0].Controls[0].Shown = evil
	all.Toggles[0].Strategy.Key, all.Toggles[0].Strategy.Name = evil, evil
	p.Run.Series[0].Strategy.Key, p.Run.Series[0].Strategy.Name = evil, evil
	proof := sampleProof()
	proof.Claims[0].Rows[0].What, proof.Claims[0].Says, proof.Claims[0].SourceURL = evil, evil, "javascript:alert(1)"
	for _, text := range []string{rendered(t, PageView(p)), rendered(t, SettingsView(all)), rendered(t, ProofView(proof)), rendered(t, HelpView(Help{})), rendered(t, GlossaryView(sampleGlossary(evil)))} {
		for _, bad := range []string{"<style", " style=", " onclick=", "<script>"} {
			if strings.Contains(text, bad) {
				t.Errorf("page contains %q", bad)
			}
		}
	}
}

func TestPageShowsItsModel(t *testing.T) {
	text := rendered(t, PageView(samplePage()))
	for what, want := range map[string]string{
		"a problem is the page's state":         `data-state="error"`,
		"and the field's":                       `aria-invalid="true"`,
		"in words":                              `id="problem-rate" data-problem="rate">is not a number`,
		"what has no control is sent with it":   `name="queue" value="5" data-default="100">`,
		"and kept for a script where it is not": `name="limiter" value="token-bucket" data-default="token-bucket" disabled>`,
		"of a place one control is shown":       `data-needs="limiter=fixed-window,sliding-log" hidden`,
		"the note is there":                     `id="note">The run stopped early.`,
		"the way to the proof":                  `href="/proof"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: the page lacks %s", what, want)
		}
	}
}

func TestSettingsShowTheirModel(t *testing.T) {
	text := rendered(t, SettingsView(sampleSettings()))
	for what, want := range map[string]string{
		"a field is wrong": `aria-invalid="true"`,
		"in words":         `id="wrong-rate" data-problem="rate">is not a number`,
		"a strategy is on": `name="strategies" value="full" checked`,
		"a library on a toggle is not sent twice": `value="lib:a.b" checked disabled`,
		"a library off can be sent":               `value="lib:c">`,
		"what does not matter stands back":        `class="control unmet" data-field="window" data-needs="limiter=fixed-window,sliding-log"`,
		"and says why":                            `<small class="why">Only with limiter fixed window</small>`,
		"a list has boxes":                        `name="retry-on" value="rejected" checked data-default`,
		"a member off":                            `name="retry-on" value="failed">`,
		"a group says how much is set":            `<small class="set">2 set</small>`, // the rate, and a strategy
		"what it is called elsewhere":             `data-words="rate, RPM"`,
		"no time has a word":                      `value="None" data-default="0s" data-off="None"`,
		"a slider is no stop of its own":          `type="range" tabindex="-1" aria-hidden="true"`,
		"what libraries share is said once":       `aria-label="Go, 100 ms to 10 s"`,
		"the way back":                            `href="/?rate=x"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: the page lacks %s", what, want)
		}
	}
}

// Ids are safe in selectors, and each is there once, whatever the keys are.
func TestIdsAreSafeAndUnique(t *testing.T) {
	for name, text := range map[string]string{"lab": rendered(t, PageView(samplePage())), "settings": rendered(t, SettingsView(sampleSettings())), "proof": rendered(t, ProofView(sampleProof()))} {
		seen := map[string]bool{}
		for _, match := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			id := match[1]
			if seen[id] || !regexp.MustCompile(`^[a-z][a-z0-9-]*$`).MatchString(id) {
				t.Errorf("%s: the id %q is there twice, or not safe", name, id)
			}
			seen[id] = true
		}
		if len(seen) < 3 {
			t.Errorf("%s: %d ids", name, len(seen))
		}
	}
}

// Where nothing bounds the service, nothing is said of a capacity; where nobody
// knows the total, nothing of a share.
func TestNoCapacity(t *testing.T) {
	r := chart.Unbounded()
	page := Page{Run: &r, Strip: samplePage().Strip}
	for _, text := range []string{rendered(t, PageView(page)), rendered(t, chart.LoadPicture(r)), rendered(t, chart.CompletionPicture(r))} {
		chart := text[max(0, strings.Index(text, `id="charts"`)):]
		chart = strings.ReplaceAll(chart, "× capacity", "") // the sample's captions
		for _, bad := range []string{"capacity", "NaN", "Inf", "Share of the requests that got", "linearGradient", "url(#"} {
			if strings.Contains(chart, bad) {
				t.Errorf("%q without a capacity", bad)
			}
		}
	}
}

func TestProofGolden(t *testing.T) {
	golden(t, "proof.html", rendered(t, ProofView(sampleProof())))
}

func TestEmbedGolden(t *testing.T) {
	r := chart.Sample()
	r.Own = chart.Words{Title: "Of our own <b>", Note: "And why"}
	golden(t, "embed.html", rendered(t, EmbedView(Embed{Static: "/static/x", Charts: []string{"load", "completion"}, Own: r.Own, Open: "/?a=b", Run: &r, Preview: &Preview{Title: "t", URL: "u"}})))
}

// A claim that fails says so in words, and shows the rows that do.
func TestProofSaysWhatFails(t *testing.T) {
	proof := sampleProof()
	text := rendered(t, ProofView(proof))
	for _, want := range []string{
		"1 of 2 reproduced", `class="verdict total fail"`, "Not reproduced: 1 of 12 rows are off",
		"outside the tolerance", "<summary>12 rows, one of them off</summary>", `href="/?clients=2"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of proofs lacks %q", want)
		}
	}
	// The failing row is shown besides being folded away with the others.
	if n := strings.Count(text, "outside the tolerance"); n != 2 {
		t.Errorf("the failing row is there %d times, want 2", n)
	}
	for i := range proof.Claims[1].Rows {
		proof.Claims[1].Rows[i].Pass = true
	}
	proof.Claims[1].Pass = true
	if text := rendered(t, ProofView(proof)); strings.Contains(text, "outside") || strings.Contains(text, "verdict fail") {
		t.Error("a page of proofs without a failure speaks of one")
	}
}

// Every fragment of a finished run has the element on the page that it replaces.
func TestFragmentsHaveTheirPlace(t *testing.T) {
	r := chart.Sample()
	fragments, err := chart.Fragments(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	page := rendered(t, PageView(Page{Run: &r}))
	for id, text := range fragments {
		if !strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("no element %q on the page", id)
		}
		if !strings.Contains(page, text) {
			t.Errorf("the page shows something else than the fragment %q", id)
		}
	}
	skeleton, err := chart.Skeleton(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page, `<div id="charts">`+skeleton+`</div>`) {
		t.Error("the skeleton is not what stands in the element charts")
	}
}
