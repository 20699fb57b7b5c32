package found

import (
	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// Found is what is known of a search.
type Found struct {
	Asked    string
	Progress *Progress // nil at its end
	Best     *Card     // the chosen policy, or where none keeps the limits the closest; nil: neither
	Alike    *Alike
	Rivals   *Rivals
	Front    *Front
	Out      *Out
}

// Progress is a search that goes on.
type Progress struct {
	Left, All, Runs string
	Now             string // what is done, in plain words
	Best            string // the policy that is ahead; "" where none is yet
	Path            string // it in the lab
	Strategy        chart.Strategy
}

// Card is a policy with what is said of it.
type Card struct {
	Says     string // what it is: "The best:"
	Title    string // the policy in words, or that there is none
	Strategy chart.Strategy
	Why      string // why there is none; "" where there is one
	Promise  string // how sure it is
	Effort   string // how many runs it took
	Settings []Setting
	Figures  []Figure
	Lab      string // addresses; "" where there is none
	Use      string
	Compare  string
}

// Setting is one that differs from the scenario's.
type Setting struct{ Label, Value, Own string }

// Figure is a mean with its interval, and the limit it has.
type Figure struct {
	Label, Mean, Range string
	Limit              string // "at most 30 s"; "" for a goal
	Broken             bool
}

// Alike are policies that cannot be told from the best.
type Alike struct {
	Title    string
	Says     string
	Policies []Policy
	More     string // how many others there are; "": none
}

// Policy is a candidate and its address in the lab.
type Policy struct {
	Strategy chart.Strategy
	Settings string // "" where they are the scenario's
	Path     string
	Mark     string // "yours", "classic"
}

// Rivals are policies beside the best.
type Rivals struct {
	Sub    string
	Goal   string   // head of the column
	Limits []string // heads, and what is allowed
	Rows   []Rival
}

// Rival is one of them.
type Rival struct {
	Policy
	Best   bool
	Mean   string
	Range  string
	Gap    string // in words
	Unsure bool   // it is not clearly worse
	Limits []Figure
}

// Out says what became of all policies.
type Out struct {
	Title   string
	Reasons []Reason
	Failed  string // why the first of those that failed did
}

// Reason is what became of some of them.
type Reason struct {
	Count string
	Words string
	Share float64 // of all
	Left  bool    // these are not out
}

func (r Reason) bar() string { return "M0 0H" + chart.Number(1000*r.Share) + "V8H0z" }

// Front is how the policies stand in three figures, two by two over completion.
type Front struct {
	Title, Sub, Says string
	Sentence         string // for those who listen
	Completion       string // names its scale
	X                chart.Scale
	Panels           [2]Panel
	Points           []Point
	Missing          string // what is not drawn; "": nothing
	Heads            [3]string
	Rows             []Row
}

// Panel is one figure over completion.
type Panel struct {
	Name string
	Y    chart.Scale
}

// Point is a policy in the chart.
type Point struct {
	Number   int // of the candidate
	Strategy chart.Strategy
	Label    string // "" for most
	Path     string
	Says     string
	Share    float64    // of the width
	Up       [2]float64 // of the height of each panel
	Front    bool
	Certain  bool // whether it is on the front or not
	Best     bool
	Beyond   [2]bool // it lies outside of that panel, and is shown at its edge
}

// Named reports whether it can be reached with the keys.
func (p Point) named() bool { return p.Front || p.Label != "" }

// focus keeps the many off the way of the keys: the table has all that matter.
func (p Point) focus(panel int) templ.Attributes {
	if panel == 0 && p.named() {
		return nil
	}
	return templ.Attributes{"tabindex": "-1"}
}

// Row is a policy of the front.
type Row struct {
	Policy
	Best    bool
	Values  [3]string
	Certain bool
}
