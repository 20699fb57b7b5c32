package scenario

import (
	"slices"
	"strings"
	"time"

	"backofflab/internal/format"
)

// MaxSeed is the largest seed: the largest whole number that JSON and the
// browser carry exactly.
const MaxSeed = 1<<53 - 1

// Titles of the groups of controls.
const (
	groupClients  = "Clients"
	groupLimiter  = "Limiter"
	groupPolicy   = "Retry policy"
	groupAfter    = "Retry-After"
	groupGuards   = "Budget and breaker"
	groupCapacity = "Capacity"
	groupFaults   = "Faults"
	groupNetwork  = "Network"
	groupCrash    = "Crash and restart"
	groupRun      = "Run"
)

// Fields returns the fields of a scenario in the order in which links write
// them. It is the one table behind links, JSON, forms and their errors. The
// caller owns the slice.
func Fields() []Field { return append([]Field(nil), fields...) }

// PolicyFields returns those fields that say how one client retries, and those that say what
// it makes of Retry-After and what the clients of a process share. A bound on attempts in
// flight is none of them: it is of what makes the calls.
func PolicyFields() (own, shared []Field) {
	for _, f := range fields {
		switch {
		case f.Group == groupPolicy:
			own = append(own, f)
		case f.Name != "in-flight" && (f.Group == groupAfter || f.Group == groupGuards):
			shared = append(shared, f)
		}
	}
	return own, shared
}

func FieldNamed(name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Day is the longest time that a field of a scenario takes, if not less.
const Day = 24 * time.Hour

// fields are set by init, because reading a strategy's own settings needs the other fields.
var fields []Field

func init() {
	fields = withWords(owned(slices.Concat(
		clientFields(), limiterFields(), policyFields(), retryAfterFields(), guardFields(),
		capacityFields(), faultFields(), networkFields(), crashFields(), runFields(),
	)))
}

// Steps that several sliders have.
var (
	delaySteps = []string{"10ms", "20ms", "50ms", "100ms", "150ms", "200ms", "300ms", "500ms", "750ms", "1s", "1.5s", "2s", "3s", "5s", "10s"}
	timeSteps  = []string{"0s", "5s", "10s", "15s", "20s", "30s", "40s", "50s", "1m", "1m30s", "2m", "3m", "5m"}
	shareSteps = []string{"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"}
	shortSteps = []string{"0s", "1ms", "2ms", "5ms", "10ms", "20ms", "50ms", "100ms", "200ms", "500ms", "1s", "2s", "5s"}
)

func runFields() []Field {
	return []Field{
		wholeField(text{"seed", "Seed", groupRun, "The source of all random numbers. The same seed gives the same run."},
			"", 0, MaxSeed, func(s *Scenario) *uint64 { return &s.Seed }),
		wholeField(text{"runs", "Replications", groupRun, "How often the scenario is run, each time with another seed. The charts show the first run, the table the spread of all."},
			"runs", 1, MaxRuns, func(s *Scenario) *int { return &s.Runs },
			"1", "10", "20", "50", "100"),
		binField(),
		durationField(text{"horizon", "Stop after", groupRun, "When the run stops. Requests that are not done by then are counted apart."},
			time.Millisecond, Day, "when every client is done", func(s *Scenario) *time.Duration { return &s.Horizon },
			"0s", "5s", "10s", "20s", "30s", "1m", "2m", "5m"),
	}
}

// auto is the word for bins that adapt to the run.
const auto = "auto"

// binField is a duration, or auto, which a scenario has as 0.
func binField() Field {
	f := durationField(text{"bin", "Bar width", groupRun, "Width of a bar in the charts. A run has at most " + format.Plural(MaxBins, "bin") + ": they become wider where it needs more, or the run stops there if their width is given."},
		time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Bin },
		auto, "50ms", "100ms", "200ms", "250ms", "500ms", "1s", "2s", "5s", "10s", "30s", "1m")
	f.Range += ", or " + auto + ": as wide as the run needs, from " + FormatDuration(autoWidths[0]) + " up"
	f = f.asks(time.Millisecond, time.Hour, ", or "+auto)
	format, set := f.format, f.set
	f.format = func(s *Scenario) string {
		if s.Bin == 0 {
			return auto
		}
		return format(s)
	}
	f.set = func(s *Scenario, value string) bool {
		if strings.EqualFold(value, auto) {
			s.Bin = 0
			return true
		}
		return set(s, value)
	}
	return f
}

// MaxRuns is how many replications a scenario has at most.
const MaxRuns = 100
