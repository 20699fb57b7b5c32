package measured

import (
	"net/url"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/testbed"
)

func typed(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

func TestFormTakesWhatPeopleType(t *testing.T) {
	for _, row := range []struct {
		name   string
		values url.Values
		want   func(testbed.Config) bool
	}{
		{"nothing", typed(), func(c testbed.Config) bool {
			return c.Scenario.Clients == scenario.Default().Clients && c.Scenario.Strategies[0] == "full" && c.Family == "plain" && c.Tell.String() == "header X-Client"
		}},
		{"a link", typed("scenario", " https://lab.example.org/?clients=7&strategies=equal,fixed#x "), func(c testbed.Config) bool {
			return c.Scenario.Clients == 7 && len(c.Scenario.Strategies) == 1 && c.Scenario.Strategies[0] == "fixed"
		}},
		{"a link without full jitter", typed("scenario", "strategies=equal", "strategy", ""), func(c testbed.Config) bool { return c.Scenario.Strategies[0] == "equal" }},
		{"a preset", typed("scenario", scenario.Presets()[2].Name), func(c testbed.Config) bool { return c.Scenario.Clients == scenario.Presets()[2].Scenario().Clients }},
		{"other clients", typed("scenario", "clients=7", "callers", "1k"), func(c testbed.Config) bool { return c.Scenario.Clients == 1000 }},
		{"a library", typed("strategy", "lib:tenacity-random-exponential"), func(c testbed.Config) bool { return c.Scenario.Strategies[0] == "lib:tenacity-random-exponential" }},
		{"a family in capitals", typed("family", "OpenAI"), func(c testbed.Config) bool { return c.Family == "openai" }},
		{"a parameter without a name", typed("tell", "query"), func(c testbed.Config) bool { return c.Tell.String() == "query client" }},
		{"an address, and a name that is left over", typed("tell", "address", "name", "X-Client"), func(c testbed.Config) bool { return c.Tell.String() == "address" }},
		{"a script", typed("script", "503 x3\n200"), func(c testbed.Config) bool { return c.Script.Len() == 4 }},
		{"a script that is chosen", typed("fill", "huge"), func(c testbed.Config) bool { return c.Script.Len() == 2 }},
	} {
		c, page, ok := Form(row.values)
		if !ok || !row.want(c) {
			t.Errorf("%s: %v, the config is %+v, the page says %q %q %q %q", row.name, ok, c, page.Scenario.Problem, page.Clients.Problem, page.Name.Problem, page.Script.Problem)
		}
	}
}

// What is wrong is said at its field, with the value and what would do; what was typed stays.
func TestFormSaysWhatIsWrong(t *testing.T) {
	for _, row := range []struct{ name, field, value, say string }{
		{"a preset with a typo", "scenario", "stres", "stress"},
		{"a link with a wrong value", "scenario", "clients=many", "Clients “many”"},
		{"clients in words", "callers", "lots", "“lots”"},
		{"too many", "callers", "99999999999", "1,000,000"},
		{"a strategy of another lab", "strategy", "magic", "“magic”"},
		{"a family", "family", "acme", "“acme”"},
		{"what tells apart", "tell", "colour", "“colour”"},
		{"a name with spaces", "name", "X Client", "letters"},
		{"a script", "script", "503, maybe", "maybe"},
		{"markup", "script", "<b>", "<b>"},
	} {
		_, page, ok := Form(typed(row.field, row.value))
		problems := map[string][2]string{
			"scenario": {page.Scenario.Problem, page.Scenario.Value}, "callers": {page.Clients.Problem, page.Clients.Value},
			"strategy": {page.Strategy.Problem, row.value}, "family": {page.Family.Problem, row.value}, "tell": {page.Tell.Problem, row.value},
			"name": {page.Name.Problem, page.Name.Value}, "script": {page.Script.Problem, page.Script.Value},
		}
		for field, found := range problems {
			say := strings.ReplaceAll(strings.ReplaceAll(found[0], "\u202f", ","), "\u00a0", " ")
			switch {
			case field == row.field && (ok || !strings.Contains(say, row.say) || found[1] != row.value):
				t.Errorf("%s: the field %s has %q and says %q, want %q", row.name, field, found[1], found[0], row.say)
			case field != row.field && found[0] != "":
				t.Errorf("%s: the field %s complains, too: %s", row.name, field, found[0])
			}
		}
	}
}

// All scripts to choose from can be read, and the families are those of testbeds.
func TestChoicesCanBeStarted(t *testing.T) {
	pool := testbed.NewPool(testbed.Limits{})
	defer pool.Close()
	for _, group := range scripts() {
		for _, s := range group.Scripts {
			if c, page, ok := Form(typed("fill", s.Key)); !ok || c.Script.Len() == 0 {
				t.Errorf("%s: %s", s.Key, page.Script.Problem)
			}
		}
	}
	for _, f := range families {
		c, _, ok := Form(typed("family", f.Value))
		if _, err := pool.Start(c); err != nil || !ok {
			t.Errorf("%s: %v", f.Value, err)
		}
		if again, _, ok := Form(queryOf(t, FormPath(c))); !ok || again.Family != c.Family || again.Tell != c.Tell || again.Scenario.Query() != c.Scenario.Query() {
			t.Errorf("the form at %s is of another testbed: %+v", FormPath(c), again)
		}
	}
}

func queryOf(t *testing.T, path string) url.Values {
	t.Helper()
	u, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func FuzzForm(f *testing.F) {
	f.Add("clients=9", "20", "full", "groq", "header X-A", "503 x2, reset")
	f.Fuzz(func(t *testing.T, s, callers, strategy, family, name, script string) {
		c, page, ok := Form(typed("scenario", s, "callers", callers, "strategy", strategy, "family", family, "name", name, "script", script))
		if ok && c.Scenario.Validate() != nil {
			t.Errorf("a scenario that is not valid is taken: %v", c.Scenario.Validate())
		}
		if !ok && page.Scenario.Problem+page.Clients.Problem+page.Strategy.Problem+page.Family.Problem+page.Tell.Problem+page.Name.Problem+page.Script.Problem == "" {
			t.Error("nothing is said to be wrong")
		}
	})
}
