package chart

import (
	"math"
	"strings"
	"testing"
)

func sampleCard() Card {
	r := Sample()
	return Card{Title: "No jitter peaks at 160/s & full jitter at 40/s", Line: "2 ways to wait between retries", Foot: "40 clients", Run: &r}
}

func TestCardGolden(t *testing.T) {
	golden(t, "card_picture.svg", rendered(t, CardPicture(sampleCard())))
	r := Sample()
	r.Own = Words{Title: "Of our own <b>", Note: "And why"}
	golden(t, "own_picture.svg", rendered(t, LoadPicture(r)))
}

// However many panels there are: they are inside the card, below the words and above
// the foot, and do not touch.
func TestCardPanelsFit(t *testing.T) {
	series := Sample().Series[0]
	for n := range 12 {
		c := sampleCard()
		c.Title = strings.Repeat("A long title ", 5)
		c.Run.Series = nil
		for range n {
			c.Run.Series = append(c.Run.Series, series)
		}
		cells := c.cells()
		if len(cells) != min(n, mostPanels) {
			t.Errorf("%d series are %d panels", n, len(cells))
		}
		for i, p := range cells {
			high := p.py(float64(p.run.Frame.Peak))
			if p.left < cardMargin || p.right() > CardWidth-cardMargin+0.01 || p.bottom > cardFloor || p.top < float64(c.lineY()) || p.height < 80 {
				t.Errorf("panel %d of %d is at %+v", i, n, p)
			}
			if high < p.top+40 || math.IsNaN(high) {
				t.Errorf("the busiest bin of panel %d of %d reaches %g, the panel begins at %g", i, n, high, p.top)
			}
		}
	}
}

func TestCardTitleFits(t *testing.T) {
	for title, want := range map[string]int{
		"Short": 1,
		"No jitter comes back in the largest herds (index 29.3), decorrelated jitter in the smallest (7.5)": 2,
		strings.Repeat("W", 80):  1,
		strings.Repeat("漢", 80):  1,
		strings.Repeat("a ", 40): 2,
		"":                       1,
	} {
		c := Card{Title: title}
		got := c.titleLines()
		if len(got) != want {
			t.Errorf("%.20q has %d lines, want %d", title, len(got), want)
		}
		for _, line := range got {
			if width := textWidth(line, c.titleSize()); width > cardRoom {
				t.Errorf("%.20q is %g wide", line, width)
			}
		}
	}
	if got := lines("No jitter comes back in the largest herds (index 29.3), decorrelated jitter in the smallest (7.5)", 44, cardRoom); !strings.HasSuffix(got[1], "(7.5)") {
		t.Errorf("words are lost: %q", got)
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		room float64
		want string
	}{{"Full jitter", 500, "Full jitter"}, {"Full jitter", 85, "Full jit…"}, {"Full jitter", 62, "Full…"}, {"", 10, ""}, {"😀😀😀", 50, "😀…"}} {
		if got := cut(c.text, 20, c.room); got != c.want {
			t.Errorf("%q in %g is %q, want %q", c.text, c.room, got, c.want)
		}
	}
}
