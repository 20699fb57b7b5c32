package studied

import (
	"fmt"
	"strings"

	"backofflab/experiment"
	"backofflab/experiment/tipping"
	"backofflab/internal/format"
)

// Worst are the sentences about the worst of many seeds. One that has nothing to say is "".
type Worst struct {
	Worst string // how bad it is, and how it is in the middle
	Rare  string // how rare runs like it are
	Never string // in how many runs the figure never came
}

// WorstOf writes what came of a fleet, or has come so far.
func WorstOf(s tipping.Seeds, c tipping.Chance) Worst {
	if c.Seeds == 0 {
		if c.Failed != "" {
			return Worst{Worst: "Its runs cannot be simulated. " + c.Failed}
		}
		return Worst{Worst: "No run so far has a value of " + SeedNamed(s) + "."}
	}
	w := Worst{Worst: worst(s, c), Rare: rare(c)}
	if c.Never > 0 && c.Never < c.Seeds {
		w.Never = fmt.Sprintf("In %s it never comes; the distribution is that of the others.", format.Of(c.Never, c.Seeds, "run"))
	}
	if c.Failed != "" {
		w.Never = strings.TrimSpace(w.Never + " Some seeds could not be simulated. " + c.Failed)
	}
	return w
}

// worst says how bad it is, and how it is in the middle.
func worst(s tipping.Seeds, c tipping.Chance) string {
	seeds := format.Plural(c.Seeds, "seed")
	switch {
	case c.AsBad == c.Seeds && c.Worst.Never:
		return fmt.Sprintf("In none of %s %s ever comes.", seeds, SeedNamed(s))
	case c.Seeds == 1:
		return fmt.Sprintf("The only seed that was simulated: %s.", told(s, c.Worst.Value))
	case c.AsBad == c.Seeds:
		return fmt.Sprintf("All %s come to the same: %s.", seeds, told(s, c.Worst.Value))
	case c.Median.Never:
		return fmt.Sprintf("The worst of %s never gets there: %s never comes. In the middle it never does either.", seeds, SeedNamed(s))
	case c.Worst.Never:
		return fmt.Sprintf("The worst of %s never gets there: %s never comes. In the middle it is %s.", seeds, SeedNamed(s), SeedValue(s, c.Median))
	}
	return fmt.Sprintf("The worst of %s: %s. In the middle it is %s.", seeds, told(s, c.Worst.Value), SeedValue(s, c.Median))
}

// rare says how rare runs are like the worst: "1 of 1,000: at most 0.5 % of all runs are as bad, with a
// confidence of 95 %."
func rare(c tipping.Chance) string {
	if c.AsBad == c.Seeds {
		return ""
	}
	return fmt.Sprintf("%s %s as bad: at most %s %% of all runs are, with a confidence of 95 %%.",
		format.Of(c.AsBad, c.Seeds, "seed"), format.Verb(c.AsBad, "is", "are"), format.Rate(100*c.Rarity.AsBad))
}

// SeedFigures are those in which one seed can be worse than another, and that have words.
func SeedFigures() []experiment.Figure {
	var some []experiment.Figure
	for _, f := range experiment.Sampled() {
		if inWords[f.Name].what != "" && f.Better != 0 {
			some = append(some, f)
		}
	}
	return some
}

// SeedFigure is the figure by which seeds are compared.
func SeedFigure(s tipping.Seeds) (found experiment.Figure) {
	for _, f := range experiment.Sampled() {
		if f.Name == s.Figure {
			found = f
		}
	}
	return found
}

// SeedNamed is the figure in a sentence, also one that no search has as its goal.
func SeedNamed(s tipping.Seeds) string {
	if what := What(SeedFigure(s), s.Scenario); what != "" {
		return "the " + what
	}
	return strings.ReplaceAll(s.Figure, "_", " ")
}

func told(s tipping.Seeds, x float64) string {
	f := SeedFigure(s)
	if inWords[f.Name].told != "" {
		return Told(f, x, s.Scenario)
	}
	return SeedNamed(s) + " " + Value(f, x)
}

// SeedValue is the value of a seed: "never" where it never came.
func SeedValue(s tipping.Seeds, o tipping.One) string {
	if o.Never {
		return "never"
	}
	return Value(SeedFigure(s), o.Value)
}
