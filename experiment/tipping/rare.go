package tipping

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/typed"
)

// Rare asks how rarely runs of a scenario collapse by chance alone.
type Rare struct {
	Scenario    scenario.Scenario
	Repetitions int // of splitting; the interval is theirs
}

// What an estimate takes. A stage of 200 runs has 40 that come to the next level, by which the
// shares of one repetition are sure to a sixth.
const (
	stageRuns          = 200
	usualRepetitions   = 16
	leastRepetitions   = 4
	usualStages        = 7 // of a repetition, which is what an estimate of the time counts
	mostRunsByCounting = 1_000_000
)

const (
	repetitionsName = "repetitions"
	populationName  = "population"
)

// RareNames are those of fields that such a question has beside its scenario.
var RareNames = []string{repetitionsName}

// ParseRare reads the query of a question for rare collapses. The errors are
// scenario.FieldErrors, all of them; with an error the question has what could be read.
func ParseRare(raw string) (Rare, error) {
	own, rest, problems := link.Split(raw, RareNames...)
	of, err := scenario.ParseQuery(rest)
	problems = problems.And(err)
	of.Runs = 1
	r := Rare{Scenario: of}
	r.Repetitions, err = readRepetitions(own[repetitionsName])
	problems = problems.And(err)
	if of.Population == scenario.PopulationOnce && !slices.ContainsFunc(problems, func(p scenario.FieldError) bool { return p.Field == populationName }) {
		problems = problems.And(scenario.NewFieldError(populationName, of.Population.String(),
			"Each client has one request, so nothing goes on that could stay collapsed. Choose an open population (population=open)."))
	}
	if len(problems) > 0 {
		return r, problems
	}
	return r, nil
}

func readRepetitions(text string) (int, error) {
	if strings.TrimSpace(text) == "" {
		return usualRepetitions, nil
	}
	plain, ok := typed.Whole(text, "repetitions")
	n, err := strconv.Atoi(plain)
	if !ok || err != nil || n < leastRepetitions || n > MaxRepetitions {
		return usualRepetitions, scenario.NewFieldError(repetitionsName, text, fmt.Sprintf("Write how often the estimate is repeated, from %d to %d.", leastRepetitions, MaxRepetitions))
	}
	return n, nil
}

// Query returns the question's form in links. Equal questions have equal queries.
func (r Rare) Query() string {
	query := r.Scenario.Query()
	if r.Repetitions == usualRepetitions {
		return query
	}
	own := repetitionsName + "=" + strconv.Itoa(r.Repetitions)
	if query == "" {
		return own
	}
	return query + "&" + own
}

// Asked is the query with one field of the question's own at least, as that of Seeds.
func (r Rare) Asked() string {
	return link.Asking(r.Query(), RareNames, repetitionsName, strconv.Itoa(r.Repetitions))
}

// Estimate is about how long the estimates of all strategies take on one core, as that of a
// search does: half of it for splitting, and half for counting.
func (r Rare) Estimate() time.Duration {
	runs := 2 * stageRuns * usualStages * (1 + r.Repetitions)
	return min(longest, experiment.Estimate(r.Scenario)) * time.Duration(runs)
}
