package claims

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"backofflab/explain"
	"backofflab/teach"
	"backofflab/web/templates/chart"
)

var headingID = regexp.MustCompile(`<h[1-6] id="([^"]+)"`)

// headingsOf are the ids of the headings of a page of the guide.
func headingsOf(page teach.Lesson) []string {
	var ids []string
	for _, block := range page.Blocks {
		if block.Prose == nil {
			continue
		}
		for _, piece := range block.Prose.Pieces {
			for _, found := range headingID.FindAllStringSubmatch(piece.HTML, -1) {
				ids = append(ids, found[1])
			}
		}
	}
	return ids
}

// Each finding leads to a page of the guide that is there, and to a heading on it.
func TestFindingsLeadToTheGuide(t *testing.T) {
	about := map[string]string{}
	for _, to := range explain.Guides() {
		key, heading, _ := strings.Cut(to.Place, "#")
		page, ok := teach.Find(teach.Guide(), key)
		if !ok {
			t.Errorf("the guide has no page %q, to which a finding about %s leads", key, to.About)
			continue
		}
		if ids := headingsOf(page); !slices.Contains(ids, heading) {
			t.Errorf("%s has no heading #%s, to which a finding about %s leads, but %v", page.File, heading, to.About, ids)
		}
		if got, want := chart.GuidePath(to.Place), teach.GuidePath(key)+"#"+heading; got != want {
			t.Errorf("the link of a finding is %s, the page is at %s", got, want)
		}
		if other, twice := about[to.About]; to.About == "" || twice {
			t.Errorf("the link to %s is called %q, as is that to %q", to.Place, to.About, other)
		}
		about[to.About] = to.Place
	}
}
