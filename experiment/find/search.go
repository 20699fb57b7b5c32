package find

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// Search says what is looked for.
type Search struct {
	Scenario     scenario.Scenario // whose own policies are candidates; its Runs do not matter
	Goal         Goal
	Limits       []Limit
	Vary         []sweep.Axis // fields of the policy, strategies among them
	Most         int          // candidates
	Indifference float64      // share of the best goal below which nobody cares for a difference
	Confidence   float64      // the probability, promised, that the best is selected
}

// Names of fields that a search has beside its scenario.
const (
	wordsName        = "want" // read into goal and limits
	goalName         = "goal"
	limitsName       = "limits"
	varyName         = "vary"
	candidatesName   = "candidates"
	indifferenceName = "indifference"
	confidenceName   = "confidence"
)

// Names are those of fields that a search has beside its scenario.
var Names = []string{wordsName, goalName, limitsName, varyName, candidatesName, indifferenceName, confidenceName}

// What a search has that does not say it, and bounds.
const (
	usualMost         = 400
	MostCandidates    = 2000
	usualIndifference = 0.02
	usualConfidence   = 0.95
)

// Parse reads the query of a search. In want it takes goal and limits as people say them. The
// errors are scenario.FieldErrors, all of them; with an error the search has what could be
// read.
func Parse(raw string) (Search, error) {
	if len(raw) > scenario.MaxQueryBytes {
		s, err := scenario.ParseQuery(raw) // which says so
		return Search{Scenario: s}, err
	}
	own, rest, problems := link.Split(raw, Names...)
	s, err := scenario.ParseQuery(rest)
	problems = problems.And(err)
	s.Runs = 1
	search := Search{Scenario: s}
	search.Goal, err = readGoal(own[goalName])
	problems = problems.And(err)
	search.Limits, err = readLimits(own[limitsName])
	problems = problems.And(err)
	if own[wordsName] != "" {
		problems = problems.And(search.readWords(own))
	}
	search.Vary, err = readVary(own[varyName])
	problems = problems.And(err)
	search.Most, err = readMost(own[candidatesName])
	problems = problems.And(err)
	search.Indifference, err = readShare(indifferenceName, own[indifferenceName], usualIndifference, 0.001, 0.5)
	problems = problems.And(err)
	search.Confidence, err = readShare(confidenceName, own[confidenceName], usualConfidence, 0.5, 0.999)
	problems = problems.And(err)
	if len(problems) == 0 {
		problems = problems.And(search.check())
	}
	if len(problems) > 0 {
		return search, problems
	}
	return search, nil
}

// readWords adds what is said in words to goal and limits, which have the last word: a form
// sends all three, and there they are the later ones.
func (s *Search) readWords(own map[string]string) error {
	goal, limits, err := ReadWords(own[wordsName])
	if err != nil {
		return err
	}
	if own[goalName] == "" {
		s.Goal = goal
	}
	for _, l := range limits {
		if !slices.ContainsFunc(s.Limits, l.sameFigure) {
			s.Limits = append(s.Limits, l)
		}
	}
	if len(s.Limits) > mostLimits {
		return scenario.NewFieldError(wordsName, own[wordsName], tooMany(len(s.Limits)))
	}
	return nil
}

// parts stands between the fields that vary.
const parts = ";"

func readVary(text string) ([]sweep.Axis, error) {
	var axes []sweep.Axis
	var problems scenario.FieldErrors
	for part := range strings.SplitSeq(text, parts) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		a, err := readAxis(part)
		if err == nil && slices.ContainsFunc(axes, func(other sweep.Axis) bool { return other.Field == a.Field }) {
			err = scenario.NewFieldError(varyName, part, "Name "+a.Field+" once.")
		}
		problems = problems.And(err)
		axes = append(axes, a)
	}
	if len(problems) > 0 {
		return axes, problems
	}
	return axes, nil
}

// readAxis reads what one field of the policy may be.
func readAxis(text string) (sweep.Axis, error) {
	name, values, _ := strings.Cut(text, ":")
	if strings.TrimSpace(name) == "strategies" {
		plain, _, err := scenario.ReadValue("strategies", strings.TrimSpace(values))
		return sweep.Axis{Field: "strategies", Values: strings.Split(plain, ",")}, err
	}
	a, err := sweep.ReadAxis(varyName, text)
	if err != nil {
		return a, err
	}
	if len(a.Values) == 0 {
		return a, scenario.NewFieldError(varyName, text, "Write at least one value after "+a.Field+":.")
	}
	if !slices.ContainsFunc(policyFields(), func(f scenario.Field) bool { return f.Name == a.Field }) {
		return a, scenario.NewFieldError(varyName, text, a.Field+" is no setting of the clients' policy: choose one that is, for example base, cap or attempts.")
	}
	return a, nil
}

func policyFields() []scenario.Field {
	own, shared := scenario.PolicyFields()
	return slices.Concat(own, shared)
}

func readMost(text string) (int, error) {
	if text == "" {
		return usualMost, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 2 || n > MostCandidates {
		return usualMost, scenario.NewFieldError(candidatesName, text, fmt.Sprintf("Write how many policies are tried, from 2 to %s.", format.Count(MostCandidates)))
	}
	return n, nil
}

// readShare reads a share, with a per cent sign or without one: "2%", "2 %", "0.02".
func readShare(name, text string, usual, low, high float64) (float64, error) {
	if text == "" {
		return usual, nil
	}
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent || x >= 1 {
		x /= 100
	}
	if err != nil || !(x >= low && x <= high) {
		return usual, scenario.NewFieldError(name, text, fmt.Sprintf("Write a share from %s%% to %s%%.", percentOf(low), percentOf(high)))
	}
	rounded, _ := strconv.ParseFloat(percentOf(x), 64) // as links write it
	return rounded / 100, nil
}

func percentOf(share float64) string { return strconv.FormatFloat(100*share, 'g', 6, 64) }

// check is what is wrong with the whole.
func (s Search) check() error {
	if query := s.Query(); len(query) > scenario.MaxQueryBytes {
		return scenario.NewFieldError("query", query, fmt.Sprintf("Shorten the lists of values: the link would have %s, and at most %s are read.", format.Plural(len(query), "byte"), format.Count(scenario.MaxQueryBytes)))
	}
	return nil
}

func (s Search) vary() string {
	texts := make([]string, len(s.Vary))
	for i, a := range s.Vary {
		texts[i] = a.String()
	}
	return strings.Join(texts, parts)
}

// Query returns the search's form in links: that of its scenario, then what else there is.
// Equal searches have equal queries.
func (s Search) Query() string {
	var pairs []string
	if query := s.Scenario.Query(); query != "" {
		pairs = append(pairs, query)
	}
	add := func(name, value string, usual bool) {
		if !usual {
			pairs = append(pairs, name+"="+escape(value))
		}
	}
	limits := make([]string, len(s.Limits))
	for i, l := range s.Limits {
		limits[i] = l.String()
	}
	add(goalName, s.Goal.Figure.Name, s.Goal.Figure.Name == aims[0].Name)
	add(limitsName, strings.Join(limits, ","), len(limits) == 0)
	add(varyName, s.vary(), len(s.Vary) == 0)
	add(candidatesName, strconv.Itoa(s.Most), s.Most == usualMost)
	add(indifferenceName, percentOf(s.Indifference)+"%", s.Indifference == usualIndifference)
	add(confidenceName, percentOf(s.Confidence)+"%", s.Confidence == usualConfidence)
	return strings.Join(pairs, "&")
}

// Asked is the query with one field of the search's own at least: its goal, where it says nothing
// else. So pages know it from a scenario's.
func (s Search) Asked() string { return link.Asking(s.Query(), Names, goalName, s.Goal.Figure.Name) }

var readable = strings.NewReplacer("%2C", ",", "%3A", ":", "%28", "(", "%29", ")", "%2F", "/", "%3B", ";")

func escape(value string) string { return readable.Replace(url.QueryEscape(value)) }
