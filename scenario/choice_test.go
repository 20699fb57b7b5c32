package scenario

import (
	"encoding"
	"encoding/json"
	"fmt"
	"testing"
)

// What links, JSON and forms call the values of a choice is what they were called
// when the first links were made.
func TestWordsOfChoices(t *testing.T) {
	for _, tt := range []struct {
		field  string
		values []fmt.Stringer
		want   string
	}{
		{"population", []fmt.Stringer{PopulationOnce, PopulationOpen, PopulationClosed, PopulationPeriodic}, "[once open closed periodic]"},
		{"crash-state", []fmt.Stringer{CrashKept, CrashLost}, "[kept lost]"},
		{"rejected-count", []fmt.Stringer{RejectedCounted, RejectedIgnored}, "[yes no]"},
		{"retry-after", []fmt.Stringer{AfterNone, AfterExact, AfterSeconds, AfterWindow, AfterConstant}, "[none exact seconds window constant]"},
		{"discipline", []fmt.Stringer{FIFO, LIFO, ByPriority}, "[fifo lifo priority]"},
		{"abandoned", []fmt.Stringer{AbandonedServed, AbandonedNoticed}, "[served noticed]"},
		{"outage", []fmt.Stringer{OutageNone, OutageRefuse, OutageHang}, "[none refuse hang]"},
		{"honour-over", []fmt.Stringer{OverIgnored, OverGivesUp, OverClamped}, "[ignore give-up clamp]"},
	} {
		if got := fmt.Sprint(tt.values); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.field, got, tt.want)
		}
		f, _ := FieldNamed(tt.field)
		if got := fmt.Sprint(f.Choices); got != tt.want {
			t.Errorf("%s takes %s, want %s", tt.field, got, tt.want)
		}
	}
}

// A choice survives text and JSON; what is none is refused and changes nothing.
func TestTextOfChoices(t *testing.T) {
	type choices struct {
		Population    Population
		CrashState    CrashState
		RejectedCount RejectedCount
		Hint          RetryAfterHint
		Discipline    Discipline
		Abandoned     Abandoned
		Outage        Outage
		HonourOver    HonourOver
	}
	all := choices{PopulationClosed, CrashLost, RejectedIgnored, AfterConstant, LIFO, AbandonedNoticed, OutageHang, OverGivesUp}
	text, err := json.Marshal(all)
	if want := `{"Population":"closed","CrashState":"lost","RejectedCount":"no","Hint":"constant","Discipline":"lifo","Abandoned":"noticed","Outage":"hang","HonourOver":"give-up"}`; err != nil || string(text) != want {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
	var again choices
	if err := json.Unmarshal(text, &again); err != nil || again != all {
		t.Errorf("%+v, %v; want %+v", again, err, all)
	}
	for _, c := range []encoding.TextUnmarshaler{
		&again.Population, &again.CrashState, &again.RejectedCount, &again.Hint, &again.Discipline, &again.Abandoned, &again.Outage, &again.HonourOver,
	} {
		if err := c.UnmarshalText([]byte("Closed")); err == nil {
			t.Errorf("%T takes Closed", c)
		}
	}
	if again != all {
		t.Errorf("what was refused made it %+v", again)
	}
}

// A value that has no word is no valid scenario, and says which it is.
func TestValueWithoutWord(t *testing.T) {
	s := Default()
	s.Discipline = 7
	if got, want := fmt.Sprint(s.Validate()), "discipline=scenario.Discipline(7): Choose one of fifo, lifo, priority."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := s.Discipline.MarshalText(); err == nil {
		t.Error("it has a text")
	}
}
