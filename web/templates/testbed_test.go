package templates

import (
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

// sampleForm is the form with one of everything, and two problems.
func sampleForm() TestbedForm {
	return TestbedForm{
		Life:   "15\u00a0min",
		Static: "/static/0", Refused: "There are 64 testbeds already. Stop one, or wait a minute.",
		Scenario: TestbedField{Name: "scenario", Label: "Scenario", Help: "A link.", Example: "thundering-herd", Value: "clients=many", Problem: "Clients: Enter a whole number from 1 to 1,000,000."},
		Presets:  []string{"Thundering herd"}, Summary: "200 clients call at once.",
		Clients:  TestbedField{Name: "callers", Label: "Clients", Help: "How many you send.", Value: "200"},
		Strategy: TestbedList{TestbedField: TestbedField{Name: "strategy", Label: "Forecast with", Help: "What your client does.", Value: "full"}, Groups: []TestbedGroup{{Name: "In this scenario", Options: []Choice{{"full", "Full jitter"}, {"exponential", "No jitter"}}}}},
		Family:   TestbedChoice{Name: "family", Label: "Headers", Options: []TestbedOption{{Value: "plain", Label: "Retry-After", Example: "Retry-After: 2", Chosen: true}, {Value: "openai", Label: "OpenAI", Example: "x-ratelimit-reset-requests: 1s"}}},
		Tell:     TestbedChoice{Name: "tell", Label: "Clients are told apart by", Problem: "Choose one.", Options: []TestbedOption{{Value: "header", Label: "A header", Example: "X-Client: 7"}}},
		Name:     TestbedField{Name: "name", Label: "Its name", Help: "Letters.", Example: "X-Client"},
		Script:   TestbedField{Name: "script", Label: "First answers", Help: "Steps.", Example: "503, 200", Value: `503 "`},
		Scripts:  []TestbedScripts{{Name: "Hostile", Scripts: []TestbedScript{{Key: "huge", Name: "A huge wait", Help: "Some clients retry at once.", Text: "429 retry-after=99999999999"}}}},
	}
}

// sampleTestbed is one under way, with a script and a client of a name that is markup.
func sampleTestbed() Testbed {
	run := chart.Sample()
	run.Series = run.Series[:2]
	run.Series[0].Early = []int{0, 3, 0, 1}
	return Testbed{
		Static: "/static/0", Key: "k7", Address: "http://lab.example.org/m/k7/", Settings: []string{"200 clients", "Full jitter"},
		Lines:  []UseText{{Key: "curl", Name: "curl", File: "one call", Code: "curl --retry 5 http://lab.example.org/m/k7/", Without: []string{"It waits a second at first."}}},
		LeftMS: 872_000, Left: "14 min 32 s", Lab: "/?clients=200",
		Live: TestbedLive{
			State: TestbedRunning, Title: chart.Text{{Text: "12 attempts of 4 clients, forecast with "}, {Text: "full jitter", Tone: "green"}}, Lead: "So far.",
			Note: "4 clients have called.", Restart: Way{Path: "/testbed?callers=4", Words: "Start one for 4"},
			Run: run, Early: "4 calls came before their Retry-After",
			Figures: []TestbedFigure{
				{Key: "attempts", Name: "Attempts", Unit: "total", Term: "attempt", Measured: "12", Forecast: "10", Within: "9–12", Difference: "+20 %"},
				{Key: "herd-index", Name: "Herd index", Measured: "9", Forecast: "4", Difference: "+125 %", Outside: true},
			},
			Agree: "9 of 10 figures are as in the forecasts.", Others: "and 3 more",
			Clients: []TestbedClient{{Who: `<b>"7"`, Attempts: "3", Served: "1", Early: "1", First: "0 s", Last: "2.5 s"}},
			Again:   "/testbed?scenario=clients%3D200",
			Script:  &TestbedAccount{Words: "1 of 2 answers was given.", Steps: []TestbedStep{{"503", "7, at 0 s"}, {"reset", ""}}},
		},
	}
}

func TestTestbedGolden(t *testing.T) {
	golden(t, "testbed_form.html", rendered(t, TestbedFormView(sampleForm())))
	golden(t, "testbed.html", rendered(t, TestbedView(sampleTestbed())))
}

// What is typed is there again, with what is wrong with it beside it, as text.
func TestTestbedFormLosesNothing(t *testing.T) {
	text := rendered(t, TestbedFormView(sampleForm()))
	for what, want := range map[string]string{
		"the scenario":         `value="clients=many"`,
		"is marked":            `aria-describedby="testbed-scenario-help testbed-scenario-problem" aria-invalid="true"`,
		"and explained":        `id="testbed-scenario-problem">Clients: Enter a whole number`,
		"the script":           `aria-describedby="testbed-script-help testbed-script-problem">503 &#34;</textarea>`,
		"the choice":           `name="family" value="plain" checked`,
		"the strategy":         `<option value="full" selected>`,
		"that it was refused":  `id="testbed-refused">There are 64`,
		"a script fills by it": `name="fill" value="huge" formmethod="get"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: the form lacks %s", what, want)
		}
	}
	if start, fill := strings.Index(text, "Start the testbed"), strings.Index(text, `name="fill"`); start > fill {
		t.Error("Enter in a field would press the first button, which must be that which starts")
	}
}

// The message has what the page has, at the same places, but for the time that is left.
func TestTestbedMessageFillsThePage(t *testing.T) {
	page := sampleTestbed()
	text := rendered(t, TestbedView(page))
	message, err := TestbedMessageOf(t.Context(), page.Live)
	if err != nil {
		t.Fatal(err)
	}
	for id, part := range message.Parts {
		if at := strings.Index(text, ` id="`+id+`"`); at < 0 || !strings.Contains(text[at:], ">"+part) {
			t.Errorf("the place %s of the page does not hold its part", id)
		}
	}
	if _, told := message.Parts["testbed-life"]; told {
		t.Error("the time left is in the message, which would differ every second")
	}
	page.Live.State = TestbedOver
	if message, _ = TestbedMessageOf(t.Context(), page.Live); !strings.Contains(message.Parts["testbed-life"], "has ended") {
		t.Error("the end is not told")
	}
}

// A mark stands below each bar with a call that came too early, and whoever listens hears
// how many.
func TestEarlyCallsAreMarked(t *testing.T) {
	text := rendered(t, TestbedView(sampleTestbed()))
	if !strings.Contains(text, `<path d="M1.5 0v1M3.5 0v1"></path>`) || strings.Count(text, `class="whole rug"`) != 1 {
		t.Error("the early calls are not marked in the first row alone")
	}
	if !strings.Contains(text, "4 attempts earlier than asked") {
		t.Error("the row's name does not say how many")
	}
}
