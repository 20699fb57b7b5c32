package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sampleMarks are the attempts of four clients under two strategies. One name has to be
// escaped.
func sampleMarks() Marks {
	r := Sample()
	return Marks{
		Query: "clients=4", Lead: r.Lead, Footer: r.Footer, Frame: r.Frame,
		Panels: []MarkPanel{
			{Strategy: r.Series[0].Strategy, Rows: 4, Marks: []Mark{
				{0, 0.5, GotThrough}, {1, 0.5, TurnedAway}, {1, 4.25, GotThrough},
				{2, 0.6, TurnedAway}, {2, 8, TurnedAway}, {2, 39.99, GotThrough}, {3, 1, TurnedAway}, {3, 12, Lost},
			}},
			{Strategy: r.Series[1].Strategy, Rows: 4, Marks: []Mark{{0, 0, GotThrough}, {1, 1, GotThrough}, {2, 2, GotThrough}, {3, 3, GotThrough}}},
		},
	}
}

// crowd are so many clients of two attempts each; the last never got through.
func crowd(clients int) Marks {
	m := sampleMarks()
	m.Panels = m.Panels[:1]
	p := &m.Panels[0]
	p.Rows, p.Marks = clients, nil
	for row := range clients {
		at := 39 * float64(row) / float64(clients)
		end := GotThrough
		if row == clients-1 {
			at, end = 39.9, Lost
		}
		p.Marks = append(p.Marks, Mark{row, at / 2, TurnedAway}, Mark{row, at, end})
	}
	return m
}

func TestMarksGolden(t *testing.T) {
	golden(t, "marks.html", rendered(t, marksCard(sampleMarks())))
	golden(t, "marks_picture.svg", rendered(t, RetriesPicture(sampleMarks())))
	golden(t, "marks_dense.html", rendered(t, marksCard(crowd(2100))))
}

// Every attempt is one mark, in its row and at its time, in paths of a bounded length.
func TestMarkLines(t *testing.T) {
	for _, m := range []Marks{sampleMarks(), crowd(1500)} {
		for _, p := range m.Panels {
			for end := range markEnds {
				var want, got [][2]int
				for _, mark := range p.Marks {
					if mark.End == end {
						want = append(want, [2]int{min(markUnits-markLength, int(mark.At/40*markUnits)), 2*mark.Row + 1})
					}
				}
				for _, d := range m.lines(p, end) {
					marks := read(t, d)
					if len(marks) > markChunk {
						t.Errorf("%d marks in a path", len(marks))
					}
					got = append(got, marks...)
				}
				if !slices.Equal(got, want) {
					t.Errorf("marks at %v, want %v", got, want)
				}
			}
		}
	}
}

// read is where the marks of a path begin.
func read(t *testing.T, d string) (marks [][2]int) {
	t.Helper()
	x, y := 0, 0
	command := regexp.MustCompile(`([Mm])(-?\d+) ?(-?\d+)h(\d+)`)
	if rest := command.ReplaceAllString(d, ""); rest != "" || d[0] != 'M' {
		t.Fatalf("path %q", d)
	}
	for _, part := range command.FindAllStringSubmatch(d, -1) {
		n := [3]int{}
		for i := range n {
			n[i], _ = strconv.Atoi(part[i+2])
		}
		if part[1] == "M" {
			x, y = 0, 0
		}
		x, y = x+n[0], y+n[1]
		marks = append(marks, [2]int{x, y})
		x += n[2]
	}
	return marks
}

// Above either bound cells stand in, and words say so.
func TestMarksAreDenseAboveTheBound(t *testing.T) {
	many := crowd(1000)
	for len(many.Panels[0].Marks) <= maxMarks {
		many.Panels[0].Marks = append(many.Panels[0].Marks, many.Panels[0].Marks...)
	}
	for shows, c := range map[string]struct {
		marks Marks
		dense bool
	}{"as many rows as there may be": {crowd(2000), false}, "one more": {crowd(2001), true}, "too many marks": {many, true}} {
		text := rendered(t, marksCard(c.marks))
		if cells, words := strings.Contains(text, `class="cells`), strings.Contains(text, "Too many for a mark each"); cells != c.dense || words != c.dense {
			t.Errorf("%s: cells %t, words %t", shows, cells, words)
		}
		if len(text) > 700_000 {
			t.Errorf("%s: %d bytes", shows, len(text))
		}
	}
}

// The cells of a panel are those with attempts, each once, those with successes in the
// tone of successes; the fullest is in the strongest shade.
func TestMarkCells(t *testing.T) {
	m := crowd(6000)
	p := m.Panels[0]
	drawn := map[[2]int]MarkEnd{}
	shades := m.blocks(p, m.fullest())
	for end, steps := range shades {
		for _, blocks := range steps {
			for _, b := range blocks {
				for x := b.x; x < b.x+b.width; x++ {
					if _, twice := drawn[[2]int{x, b.row}]; twice {
						t.Fatalf("cell %d of row %d is drawn twice", x, b.row)
					}
					drawn[[2]int{x, b.row}] = MarkEnd(end)
				}
			}
		}
		if len(steps[cellSteps-1]) == 0 {
			t.Errorf("no cell of end %d is in the strongest shade", end)
		}
	}
	want := map[[2]int]MarkEnd{}
	for _, mark := range p.Marks {
		at := [2]int{int(mark.At / 40 * cellColumns), mark.Row * cellRows / 6000}
		if end, ok := want[at]; !ok || mark.End == GotThrough || end == TurnedAway {
			want[at] = mark.End
		}
	}
	if len(drawn) != len(want) {
		t.Fatalf("%d cells, want %d", len(drawn), len(want))
	}
	for at, end := range want {
		if drawn[at] != end {
			t.Errorf("cell %v is of end %d, want %d", at, drawn[at], end)
		}
	}
}

// The words name only what there is.
func TestMarkWords(t *testing.T) {
	all := sampleMarks()
	calm := sampleMarks()
	calm.Panels = calm.Panels[1:]
	if text := all.words(); !strings.Contains(text, "Faint: rejected.") || !strings.Contains(text, "Grey: ") || !strings.Contains(text, "never got through") {
		t.Errorf("words %q", text)
	}
	if text := calm.words(); strings.Contains(text, "Faint") || strings.Contains(text, "Grey") || strings.Contains(text, "never") {
		t.Errorf("words %q of a run in which all got through at once", text)
	}
	if text := all.sentence(all.Panels[0]); !strings.Contains(text, "8 attempts of 4 clients reached the service: 3 got through, 4 were rejected, 1 failed") {
		t.Errorf("sentence %q", text)
	}
	text := rendered(t, marksCard(Marks{TooMany: "More than <some>."}))
	if !strings.Contains(text, "More than &lt;some&gt;.") || strings.Contains(text, "<svg") {
		t.Errorf("too many are %s", text)
	}
}

// A picture of marks goes through strict parsers, and holds nothing that a plain
// renderer would have to know.
func TestMarksPictureIsPlain(t *testing.T) {
	nobody := sampleMarks()
	nobody.Panels[0].Marks, nobody.Panels[0].Rows = nil, 0
	none := sampleMarks()
	none.Panels = nil
	for _, m := range []Marks{sampleMarks(), crowd(2100), nobody, none} {
		text := rendered(t, RetriesPicture(m))
		for _, bad := range []string{"var(", "class=", "style", "vector-effect", "NaN", "Inf", "currentColor", "opacity", "transform"} {
			if strings.Contains(text, bad) {
				t.Errorf("picture contains %q", bad)
			}
		}
		known := []string{"svg", "title", "desc", "rect", "path", "text", "tspan"}
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, is := token.(xml.StartElement); is && !slices.Contains(known, e.Name.Local) {
				t.Errorf("picture has a <%s>", e.Name.Local)
			}
		}
	}
}

// An axis that is stretched is the very one that it was asked to be.
func TestStretch(t *testing.T) {
	for _, bin := range []time.Duration{time.Millisecond, 250 * time.Millisecond, 7 * time.Second, time.Hour} {
		for bins := 1; bins < 4000; bins += 7 {
			want := timeScale(bins, bin).Max
			f := Frame{Bins: 1, Bin: bin}
			span, _ := strconv.ParseFloat(Number(want), 64) // as a viewBox says it
			if f.Stretch(span); math.Abs(f.X().Max-want) > 1e-9 {
				t.Fatalf("%d bins of %v: the axis ends at %v, want %v", bins, bin, f.X().Max, want)
			}
		}
	}
}
