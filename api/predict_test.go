package api

import (
	"strings"
	"testing"
)

// A link that asks for a guess first tells the answer nowhere: not on its page, not in the tags
// and the picture by which others see it. The answers come by themselves.
func TestPredictTellsNothing(t *testing.T) {
	lab := startLab(t)
	const query = "clients=40&rate=10&predict=yes"
	plain := lab.get(t, "/?clients=40&rate=10").body
	_, verdict, _ := strings.Cut(plain, `<meta property="og:title" content="`)
	verdict, _, _ = strings.Cut(verdict, `"`)
	if !strings.Contains(verdict, "jitter") {
		t.Fatalf("the verdict of the run is %q", verdict)
	}
	page := lab.get(t, "/?"+query).body
	for what, bad := range map[string]string{"its verdict": verdict, "a sentence": `class="tales"`, "a pin": `class="pin95"`, "a seed": `class="dots`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", what)
		}
		if !strings.Contains(plain, bad) {
			t.Errorf("the plain page lacks %s: the test sees nothing", what)
		}
	}
	if !strings.Contains(page, "When is ") || !strings.Contains(page, `data-predict="asking"`) {
		t.Error("the page does not ask")
	}
	if card := lab.get(t, "/card.svg?"+query).body; strings.Contains(card, "No jitter") || !strings.Contains(card, "Guess first") {
		t.Error("the preview shows the run")
	}
	if answers := lab.get(t, "/fragment/answers?"+query).body; !strings.Contains(answers, "pin95") || !strings.Contains(answers, "jitter") {
		t.Errorf("the answers are %.200s", answers)
	}
}
