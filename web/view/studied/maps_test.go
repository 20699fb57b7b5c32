package studied

import (
	"strings"
	"testing"

	templates "backofflab/web/templates/study"
)

// Values that were added are told from those that were asked for, on both axes, and do not count
// where it says in how many cells a strategy is best.
func TestMapsTellWhatWasAdded(t *testing.T) {
	s := sweepOf(t, "strategies=exponential,full&runs=10&x=cap:1s,2s,10s&y=base:10ms,20ms,1s")
	table := tableOf(s, first, first, second, second, second, second, first, second, second)
	before := SweepFound(s, table)
	table.Xs[1].Added, table.Ys[1].Added = true, true
	found := SweepFound(s, table)
	maps, all := found.Maps, render(t, templates.SweepFoundView(found))
	if says := maps.Finding; !strings.Contains(says, "No jitter at 2 and Full jitter at 2 of 4 cells") || !strings.HasSuffix(says, ". Values that were added do not count.") {
		t.Errorf("of four cells that were asked for it says %q", says)
	}
	if !strings.Contains(maps.Sub, " in italics ") || strings.Count(all, `<th scope="col" class="added">2`) != 3 || strings.Count(all, `<th scope="row" class="added">20`) != 3 {
		t.Errorf("what was added is not told in %s", all)
	}
	if says := before.Maps.Finding + before.Maps.Sub; strings.Contains(says, "added") {
		t.Errorf("nothing was added, and it says %q", says)
	}
}
