package settings

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
)

// What is impossible is said with its figures, and every way out is a scenario; where there
// is none that the lab takes, it is left out.
func TestNumbersThatAreImpossible(t *testing.T) {
	for _, row := range []struct {
		n          scenario.Numbers
		says, ways string
	}{
		{scenario.Numbers{Clients: 400, Rate: 40, Within: 5 * time.Second}, "400 clients at 40/s take at least 9.0 s, whatever the retries do; you allow 5 s.", "Allow 9.9 s|Raise the limit to 74/s|Run it anyway"},
		{scenario.Numbers{Clients: 404, Rate: 40, Within: 9090 * time.Millisecond}, "404 clients at 40/s take more than 9.09 s, whatever", "Allow 11 s|Raise the limit to 45/s|Run it anyway"},
		{scenario.Numbers{Clients: 1_000_000, Rate: 0.001, Within: time.Millisecond}, "1 000 000 clients at 3.6/h take at least", "Run it anyway"},
	} {
		page := NumbersOf(url.Values{}, nil)
		AddImpossible(&page, row.n)
		if got := ordinarySpaces.Replace(page.Impossible); !strings.Contains(got, row.says) {
			t.Errorf("%q, want %q", got, row.says)
		}
		var ways []string
		for _, way := range page.Ways {
			ways = append(ways, way.Words)
			if _, err := scenario.ParseQuery(strings.TrimPrefix(way.Path, "/?")); err != nil {
				t.Errorf("%s: %v", way.Path, err)
			}
		}
		if got := ordinarySpaces.Replace(strings.Join(ways, "|")); got != row.ways {
			t.Errorf("ways %q, want %q", got, row.ways)
		}
	}
}

// An answer comes back as it was given, its problem beside it and beside no other.
func TestNumbersKeepAnswers(t *testing.T) {
	_, problems := scenario.ReadNumbers("many", "40", "")
	page := NumbersOf(url.Values{"clients": {"many"}, "limit": {"40"}}, problems)
	for i, want := range []struct {
		value string
		wrong bool
	}{{"many", true}, {"40", false}, {"", true}} {
		if q := page.Questions[i]; q.Value != want.value || (q.Problem != "") != want.wrong {
			t.Errorf("%+v, want %+v", q, want)
		}
	}
}
