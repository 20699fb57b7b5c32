package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/explain"
	"backofflab/explain/figures"
	"backofflab/explain/studied"
	"backofflab/internal/format"
)

// Found writes the policy that was found, what is promised of it, and how others stand.
func (p Screen) Found(s find.Search, o find.Outcome) {
	_, lead := explain.Scenario(s.Scenario)
	says := studied.Found(s, o)
	for _, paragraph := range []string{lead, says.Asked, says.Chosen, says.Promise, says.Effort, says.Out} {
		if paragraph != "" {
			fmt.Fprintln(p.Out, Fold(paragraph, p.Width))
		}
	}
	var links linkList
	if o.Best >= 0 {
		links.add(o, o.Best, "chosen")
	} else if o.Nearest >= 0 {
		links.add(o, o.Nearest, "closest")
	}
	p.writeRivals(says, o, &links)
	if says.Alike != "" {
		fmt.Fprintf(p.Out, "\n%s\n", Fold(says.Alike, p.Width))
	}
	p.writeFront(s, o, says, &links)
	p.writeLinks(s, links)
}

// linkList are policies that a reader may want to open, each once.
type linkList struct {
	lines  []string
	places []int
}

// add numbers a policy, and returns its number.
func (l *linkList) add(o find.Outcome, i int, what string) string {
	if at := slices.Index(l.places, i); at >= 0 {
		return format.Name(at + 1)
	}
	l.places = append(l.places, i)
	number := format.Name(len(l.places))
	line := number + "  " + LinkLine("/", o.Candidates[i].Query)
	if what != "" {
		line += "  (" + what + ")"
	}
	l.lines = append(l.lines, line)
	return number
}

// writeRivals has a line for each policy beside the chosen one.
func (p Screen) writeRivals(says studied.Finding, o find.Outcome, links *linkList) {
	if len(says.Rivals) == 0 {
		return
	}
	fmt.Fprintf(p.Out, "\n%s\n", Fold("Beside it, in pairs of runs with the same seeds and with 95 % intervals:", p.Width))
	said := says.Rivals
	for _, r := range o.Rivals {
		if r.Candidate == o.Best {
			continue
		}
		number := links.add(o, r.Candidate, whose(o.Candidates[r.Candidate]))
		fmt.Fprintln(p.Out, Hanging(number+"  "+said[0], p.Width))
		said = said[1:]
	}
}

// whose says where a rival comes from.
func whose(p find.Policy) string {
	switch {
	case p.Own && p.Classic:
		return "own, classic"
	case p.Own:
		return "own"
	}
	return "classic"
}

// hanging is a text whose further lines stand below its first word, after a number.
func Hanging(text string, width int) string {
	number, rest, _ := strings.Cut(text, "  ")
	gap := strings.Repeat(" ", len(number)+2)
	if width > 0 {
		width = max(10, width-len(gap))
	}
	return number + "  " + strings.ReplaceAll(Fold(rest, width), "\n", "\n"+gap)
}

// mostOfFront is how many policies of the front are shown.
const mostOfFront = 12

// writeFront writes the first policies of the front, the lowest peak first.
func (p Screen) writeFront(s find.Search, o find.Outcome, says studied.Finding, links *linkList) {
	if says.Front == "" {
		return
	}
	fmt.Fprintf(p.Out, "\n%s\n\n", Fold(says.Front, p.Width))
	on := onFront(o)
	t := Table{Head: [][]string{{"", "Policy"}, {"", ""}}, Keep: 2}
	for axis, name := range o.Axes {
		title, unit := frontHead(s, name, longestTrade(o, axis))
		t.Head[0], t.Head[1] = append(t.Head[0], title), append(t.Head[1], unit)
	}
	t.Head[0] = append(t.Head[0], "Certain")
	for _, i := range on[:min(mostOfFront, len(on))] {
		c := o.Candidates[i]
		row := []string{links.add(o, i, ""), nameIn(c.Candidate, p.Width)}
		for axis, name := range o.Axes {
			f := aimNamed(name)
			row = append(row, studied.Rule(f, longestTrade(o, axis))(c.Trade[axis]))
		}
		t.Rows = append(t.Rows, append(row, map[bool]string{true: "yes", false: "no"}[c.Certain]))
	}
	t.Write(p.Out, p.Width)
	if more := len(on) - mostOfFront; more > 0 {
		fmt.Fprintf(p.Out, "And %s more, which --format csv has.\n", Plain(format.Count(more)))
	}
}

// nameIn is the name of a policy, cut where the screen is too narrow for it.
func nameIn(c find.Candidate, width int) string {
	name := studied.Policy(c)
	if room := width - 20; width > 0 && len([]rune(name)) > room {
		return string([]rune(name)[:max(8, room)-1]) + "…"
	}
	return name
}

// untitled are short heads of figures that no table of a run has.
var untitled = map[string]string{"done_99": "99 % done", "last_success": "Last done"}

func frontHead(s find.Search, name string, longest time.Duration) (title, unit string) {
	f := aimNamed(name)
	if title, unit = figures.Head(f, s.Scenario, longest); title != "" {
		return title, unit
	}
	if !format.Long(longest) {
		unit = "s"
	}
	return untitled[name], unit
}

// onFront are the places of the policies on the front, the lowest peak first.
func onFront(o find.Outcome) (on []int) {
	for i, p := range o.Candidates {
		if p.Front {
			on = append(on, i)
		}
	}
	slices.SortStableFunc(on, func(a, b int) int { return slices.Compare(o.Candidates[a].Trade[:], o.Candidates[b].Trade[:]) })
	return on
}

func longestTrade(o find.Outcome, axis int) time.Duration {
	longest := 0.0
	for _, p := range o.Candidates {
		if p.Front {
			longest = max(longest, p.Trade[axis])
		}
	}
	return time.Duration(longest * float64(time.Second))
}

// aimNamed is a figure that can be a goal.
func aimNamed(name string) experiment.Figure {
	aims := find.Aims()
	return aims[slices.IndexFunc(aims, func(f experiment.Figure) bool { return f.Name == name })]
}

// writeLinks writes where to open the policies by their numbers, and the search.
func (p Screen) writeLinks(s find.Search, links linkList) {
	if len(links.lines) > 0 {
		fmt.Fprintln(p.Out, "\nLinks:")
	}
	for _, line := range links.lines {
		fmt.Fprintln(p.Out, line)
	}
	fmt.Fprintf(p.Out, "Link of the search: %s\n", LinkLine("/find", s.Asked()))
}
