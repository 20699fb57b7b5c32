package templates

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// Testbed is the page of one testbed: how to reach it, and what came of that.
type Testbed struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Key      string
	Address  string    // to point a client at
	Settings []string  // what it is, in a few words each
	Lines    []UseText // ready to paste
	LeftMS   int64     // how long it still answers
	Left     string    // the same in words
	Lab      string    // address of the scenario in the lab
	Live     TestbedLive
}

// States of a testbed.
const (
	TestbedWaiting = "waiting" // nobody has called
	TestbedRunning = "running"
	TestbedQuiet   = "quiet" // nobody calls any more
	TestbedOver    = "over"  // it answers no longer
)

// TestbedLive is what changes while it is called. All of it is computed from what was
// measured and from the forecast.
type TestbedLive struct {
	State   string
	Title   chart.Text
	Lead    string
	Note    string // that the forecast is for another number of clients, or a bound that was hit; "" mostly
	Restart Way    // to another testbed that the note speaks of; none where it has no path
	Run     chart.Run
	Early   string // what is marked below the first row; "" where nothing is
	Figures []TestbedFigure
	Agree   string // how well they agree, in a sentence; "" before there is anything to compare
	Clients []TestbedClient
	Others  string // how many clients are not in the table, in words; "" for none
	Script  *TestbedAccount
	Again   string // address of the form with the same settings
}

// TestbedFigure is one number, measured and forecast. A cell that has no value is
// chart.Never.
type TestbedFigure struct {
	Key, Name, Unit, Term                  string
	Measured, Forecast, Within, Difference string // Within is where it lies in nine of ten forecasts
	Outside                                bool   // what was measured lies elsewhere
}

// TestbedClient is one that was told apart.
type TestbedClient struct {
	Who, Attempts, Served, Early, First, Last string
}

// TestbedAccount says what became of the scripted answers.
type TestbedAccount struct {
	Words string
	Steps []TestbedStep
}

// TestbedStep is a scripted answer: who got it, and when; "" for those that are left.
type TestbedStep struct {
	Answer, By string
}

func (t Testbed) shell() Shell {
	return Shell{
		Static: t.Static, Title: "Testbed · Backoff Lab", Lead: testbedLead,
		Sheet:  "measured",
		Action: Places(testbedPath), Foot: templ.NopComponent,
	}
}

func (t Testbed) path() string { return testbedPath + "/" + t.Key }

func (t Testbed) body() templ.Attributes {
	return templ.Attributes{"data-state": t.Live.State, "data-fragment": "/fragment" + t.path(), "data-left": strconv.FormatInt(t.LeftMS, 10)}
}

// parts are what a script replaces, by the id of its place.
func (l TestbedLive) parts() map[string]templ.Component {
	parts := map[string]templ.Component{
		"testbed-hero":    testbedHero(l),
		"testbed-note":    testbedNote(l),
		"testbed-rows":    testbedRows(l),
		"testbed-done":    testbedDone(l),
		"testbed-agree":   testbedAgree(l),
		"testbed-clients": testbedClients(l),
		"testbed-script":  testbedScript(l),
	}
	if l.State == TestbedOver {
		parts["testbed-life"] = testbedLife(l, "")
	}
	for _, f := range l.Figures {
		parts[f.id("measured")], parts[f.id("difference")] = justText(f.Measured), testbedDifference(f)
	}
	return parts
}

// TestbedMessage is what the page of a testbed asks for while it is open.
type TestbedMessage struct {
	State string            `json:"state"`
	Run   map[string]any    `json:"run"`   // attributes of the element that holds the charts
	Parts map[string]string `json:"parts"` // new content of elements, by id
}

// TestbedMessageOf renders one.
func TestbedMessageOf(ctx context.Context, l TestbedLive) (TestbedMessage, error) {
	message := TestbedMessage{State: l.State, Run: chart.RunData(l.Run), Parts: map[string]string{}}
	for id, part := range l.parts() {
		text, err := chart.Render(ctx, part)
		if err != nil {
			return TestbedMessage{}, err
		}
		message.Parts[id] = text
	}
	return message, nil
}

// bothKnown are the completions of all series as far as each goes.
func bothKnown(series []chart.Series) [][]int {
	all := chart.Completed(series)
	least := len(all[0])
	for _, one := range all {
		least = min(least, len(one))
	}
	for i := range all {
		all[i] = all[i][:least]
	}
	return all
}

func (f TestbedFigure) id(cell string) string { return "figure-" + f.Key + "-" + cell }

// UseText is a text to paste.
type UseText struct {
	Key, Name, File string
	Code            string
	Without         []string // what the code does not say, a sentence each
}
