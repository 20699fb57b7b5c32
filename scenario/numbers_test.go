package scenario_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

func TestNumbersMakeAScenario(t *testing.T) {
	for _, row := range []struct{ clients, limit, within, want string }{
		{"400", "40", "10s", "burst=40&spread=500ms&base=200ms&cap=2s&attempts=16&deadline=10s"},
		{"400", "40", "10m", "burst=40&spread=500ms&base=200ms&cap=2s&attempts=94&deadline=10m"},
		{"80", "1.5", "1m", "burst=2&spread=500ms&base=1s&cap=10s&attempts=19&deadline=1m"},
		{"10", "100", "2s", "burst=100&spread=200ms&base=20ms&cap=200ms&attempts=29&deadline=2s"},
	} {
		n, problems := scenario.ReadNumbers(row.clients, row.limit, row.within)
		if problems != nil {
			t.Fatal(problems)
		}
		s := n.Scenario()
		got := fmt.Sprintf("burst=%d&spread=%s&base=%s&cap=%s&attempts=%d&deadline=%s", s.Burst,
			scenario.FormatDuration(s.Spread), scenario.FormatDuration(s.Base), scenario.FormatDuration(s.Cap), s.Attempts, scenario.FormatDuration(s.Deadline))
		if got != row.want || strconv.Itoa(s.Clients) != row.clients || s.Rate != n.Rate {
			t.Errorf("%s clients at %s within %s: %s, want %s", row.clients, row.limit, row.within, got, row.want)
		}
	}
}

// Whatever the numbers, the scenario is a valid one, has several tries in its time, and ends
// a request by its deadline and not by the number of its attempts.
func TestNumbersAreSensible(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 13))
	log := func(low, high float64) float64 { return math.Exp(math.Log(low) + r.Float64()*math.Log(high/low)) }
	for range 300 {
		n := scenario.Numbers{
			Clients: int(log(1, 1e6)),
			Rate:    math.Max(0.001, math.Round(1000*log(0.001, 1e6))/1000),
			Within:  time.Duration(log(1, 86_400_000)) * time.Millisecond,
		}
		s := n.Scenario()
		if err := s.Validate(); err != nil {
			t.Fatalf("%+v: %v", n, err)
		}
		if s.Base > s.Cap || s.Cap > max(time.Millisecond, n.Within/4) {
			t.Errorf("%+v: base %s, cap %s", n, s.Base, s.Cap)
		}
		within := min(n.Within, 8*max(n.Least(), time.Second/2))
		if s.Attempts > 120 {
			t.Errorf("%+v: %d attempts", n, s.Attempts)
		}
		if within < 20*time.Millisecond {
			continue
		}
		s.Strategies, s.Deadline = []string{"full"}, 0
		waits := schedule.All(s)[0]
		if last := waits.Retries[len(waits.Retries)-1]; last.Total.Median < within {
			t.Errorf("%+v: half of the clients have used their %d attempts up by %s", n, s.Attempts, last.Total.Median)
		}
	}
}

// What the limit alone takes: a second of it at once, and the rest at its rate. With the
// limit or the time that are offered in place of theirs, numbers are possible, and hardly more.
func TestNumbersThatAreImpossible(t *testing.T) {
	for _, row := range []struct {
		clients       int
		rate          float64
		within, least time.Duration
		impossible    bool
	}{
		{400, 40, 5 * time.Second, 9 * time.Second, true},
		{400, 40, 9 * time.Second, 9 * time.Second, false},
		{40, 40, time.Second, 0, false},
		{5, 0.5, 5 * time.Second, 8 * time.Second, true},
	} {
		n := scenario.Numbers{Clients: row.clients, Rate: row.rate, Within: row.within}
		if n.Least() != row.least || n.Impossible() != row.impossible {
			t.Errorf("%+v: at least %s, impossible %t", n, n.Least(), n.Impossible())
		}
		if !row.impossible {
			continue
		}
		limit, within := n.Enough()
		if limit.Impossible() || within.Impossible() {
			t.Errorf("%+v: not enough: %+v, %+v", n, limit, within)
		}
		limit.Rate, within.Within = limit.Rate*0.8, within.Within*8/10
		if !limit.Impossible() || !within.Impossible() {
			t.Errorf("%+v: more than enough: %+v, %+v", n, limit, within)
		}
	}
}

func TestReadNumbersRefuses(t *testing.T) {
	for _, row := range []struct{ clients, limit, within, fields string }{
		{"", "", "", "clients limit within"},
		{"0", "40", "10s", "clients"},
		{"400", "fast", "10s", "limit"},
		{"400", "40", "0s", "within"},
		{"x", "40", "off", "clients within"},
		{"400", "40", "2 days of work", "within"},
		{"400", "40", "10s", ""},
	} {
		_, problems := scenario.ReadNumbers(row.clients, row.limit, row.within)
		var fields []string
		for _, p := range problems {
			fields = append(fields, p.Field)
			if p.Message == "" {
				t.Errorf("%+v: nothing is said of %s", row, p.Field)
			}
		}
		if got := strings.Join(fields, " "); got != row.fields {
			t.Errorf("%+v: problems of %q", row, got)
		}
	}
}
