package exchange

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/retry/config"
	"backofflab/retry/export"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// own are the formats of the lab itself.
func own() []form.Format {
	return []form.Format{
		{
			Key: "link", Name: "Link of the lab", Language: "Link", File: "link.txt", Version: "1", Source: "docs/links.md",
			Sample:    "/?strategies=full&base=200ms&cap=10s&attempts=6&budget=ratio\n",
			Recognise: func(t *form.Text) bool { return isLink(t.Raw) }, Read: readLink, Write: writeLink,
		},
		{
			Key: "json", Name: "JSON of the lab", Language: "JSON", File: "retry.json", Version: "1", Source: "docs/retry.md",
			Sample: "{\"strategy\": \"equal\", \"max_attempts\": 6, \"base_delay\": \"200ms\", \"max_delay\": \"10s\", \"factor\": 2}\n",
			Recognise: func(t *form.Text) bool {
				return strings.HasPrefix(strings.TrimSpace(t.Raw), "{") && t.Has(`"strategy"`)
			}, Read: readJSON,
			Write: func(p form.Policy) (string, []string) { return export.Texts(p.Policy)[0].Code, nil },
		},
	}
}

// isLink reports whether a text is one line with a query that names strategies, or a setting.
func isLink(text string) bool {
	text = spacesOfBrackets.ReplaceAllStringFunc(strings.TrimSpace(text), plus)
	if isEntry(text) {
		return true
	}
	if strings.ContainsAny(text, " \n\t{}\"") {
		return false
	}
	_, query, asks := strings.Cut(text, "?")
	name, _, pair := strings.Cut(text, "=")
	_, field := scenario.FieldNamed(name)
	return asks && strings.Contains(query, "=") || pair && (field || name == "preset")
}

// spacesOfBrackets are a strategy's own settings, as people read and write them.
var spacesOfBrackets = regexp.MustCompile(`\([^()\n]*\)`)

func plus(text string) string { return strings.ReplaceAll(text, " ", "+") }

// isEntry reports whether a text is one entry of a scenario's strategies, with settings of its
// own or a layer in another.
func isEntry(text string) bool {
	if !strings.ContainsAny(text, "(>:") || strings.ContainsAny(text, "?&\n\t {}\"'") {
		return false
	}
	s, err := scenario.ParseQuery("strategies=" + text)
	return err == nil && len(s.Strategies) == 1
}

func readLink(t *form.Text, r *form.Reading) {
	text := spacesOfBrackets.ReplaceAllStringFunc(strings.TrimSpace(t.Raw), plus)
	if isEntry(text) {
		text = "strategies=" + text
	}
	text, strategy := chosenIn(text)
	l, err := link.Read(text)
	whole := &tree.Node{Line: 1, Text: t.Raw}
	if err != nil {
		r.Lose(whole, err.Error())
		return
	}
	if slices.Contains(config.Strategies(l.Scenario), strategy) {
		l.Scenario.Strategies = []string{strategy} // the page that it leads to is of this one
	}
	r.Whole(whole, l.Scenario)
	if l.With != nil {
		r.Lose(whole, "The link's baseline is a scenario of its own; its policy is not read.")
	}
}

// chosenIn is a link without what pages say beside a scenario, and the strategy that it chose:
// that of a link to "Use these settings".
func chosenIn(text string) (rest, strategy string) {
	before, query, asked := strings.Cut(text, "?")
	if !asked {
		return text, ""
	}
	query, fragment, _ := strings.Cut(query, "#")
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil && name == "strategy" {
			strategy = plain
		}
		return name == "strategy" || name == "format"
	})
	return before + "?" + strings.Join(pairs, "&") + "#" + fragment, strategy
}

func readJSON(t *form.Text, r *form.Reading) {
	whole := &tree.Node{Line: 1, Text: t.Raw}
	settings, err := config.Parse(t.Raw)
	if err == nil {
		var s scenario.Scenario
		if s, err = scenario.ParseQuery(settings.String()); err == nil {
			r.Whole(whole, s)
			return
		}
	}
	r.Lose(whole, sentence(err))
}

// sentence is an error as one or several sentences.
func sentence(err error) string {
	var wrong scenario.FieldErrors
	text := err.Error()
	if errors.As(err, &wrong) || strings.HasSuffix(text, ".") {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// plain are texts that no reader of ours reads again: code that waits exactly as the strategy
// does, without a library or in one that leaves room for that, and variables. A library of
// others has its own text there.
func plain(others []form.Format) (formats []form.Format) {
	for _, f := range []form.Format{
		{Key: "go", Name: "Plain Go", Language: "Go"},
		{Key: "python", Name: "tenacity, own wait", Language: "Python"},
		{Key: "javascript", Name: "Plain JavaScript", Language: "JavaScript"},
		{Key: "aws-env", Name: "AWS SDKs, variables", Language: "INI"},
	} {
		place, _, _ := strings.Cut(f.Key, "-")
		f.Version, f.Source = "1", "retry/export"
		f.File = textFor(place, export.Policy{Strategy: "immediate"}).File
		f.Write = func(p form.Policy) (string, []string) {
			if library := formatOf(others, p, f.Language); library != "" {
				return "", []string{"These are the delays of " + library + ": choose its own text."}
			}
			text := textFor(place, p.Policy)
			return text.Code, text.Without
		}
		formats = append(formats, f)
	}
	return formats
}

// formatOf is the name of the format in a language that a policy's library has among others;
// "" where the policy is of no library, or that has none.
func formatOf(others []form.Format, p form.Policy, language string) string {
	_, library, _ := strings.Cut(p.Strategy, ":")
	for _, f := range others {
		if f.Language == language && f.Read != nil && strings.HasPrefix(library, f.Key) {
			return f.Name
		}
	}
	return ""
}

// textFor is the text of a policy for a place of package export.
func textFor(place string, p export.Policy) (text export.Text) {
	for _, t := range export.Texts(p) {
		if t.Key == place {
			text = t
		}
	}
	return text
}

func writeLink(p form.Policy) (string, []string) {
	return "/?" + p.Scenario.Query() + "\n", nil
}
