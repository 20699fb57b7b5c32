package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"backofflab/exchange/files"
	"backofflab/exchange/form"
	"backofflab/exchange/golang"
	"backofflab/exchange/javascript"
	"backofflab/exchange/others"
	"backofflab/exchange/python"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// libraries are those that are read. A text is of the first that recognises it.
var libraries = slices.Concat(own(), golang.Formats(), python.Formats(), javascript.Formats(), others.Formats(), files.Formats())

// formats are all of them.
var formats = slices.Concat(libraries, plain(libraries))

// Formats lists all formats. The caller owns the slice.
func Formats() []form.Format { return slices.Clone(formats) }

// Find returns the format of a key.
func Find(key string) (form.Format, bool) {
	i := slices.IndexFunc(formats, func(f form.Format) bool { return f.Key == key })
	if i < 0 {
		return form.Format{}, false
	}
	return formats[i], true
}

// Recognise returns the formats that a text may be of, the likeliest first.
func Recognise(t *form.Text) (found []form.Format) {
	for _, f := range formats {
		if f.Read != nil && f.Recognise(t) {
			found = append(found, f)
		}
	}
	return found
}

// Read reads a text of a format, given by its key; "" recognises it. The error is of
// scenario.FieldErrors, and names text or format.
func Read(text, key string) (form.Reading, error) {
	t, err := form.NewText(text)
	if err != nil {
		return form.Reading{}, wrong("text", "", err.Error())
	}
	f, err := choose(t, key)
	if err != nil {
		return form.Reading{}, err
	}
	return read(t, f)
}

// invalid says what is wrong with a text that begins as an object of JSON, and on which line.
func invalid(text string) (line int, wrong string) {
	var object map[string]any
	err := json.Unmarshal([]byte(text), &object)
	var syntax *json.SyntaxError
	if !strings.HasPrefix(strings.TrimSpace(text), "{") || !errors.As(err, &syntax) {
		return 0, ""
	}
	return 1 + strings.Count(text[:min(len(text), int(syntax.Offset))], "\n"), oneLine(err)
}

// languages are those of code, by what formats call them.
var languages = map[string]source.Language{
	"Go": source.Go, "Python": source.Python, "JavaScript": source.JavaScript, "TypeScript": source.JavaScript,
	"Java": source.Java, "C#": source.CSharp, "Rust": source.Rust, "Ruby": source.Ruby,
}

func read(t *form.Text, f form.Format) (form.Reading, error) {
	r := form.Reading{Format: f.Key, Name: f.Name}
	f.Read(t, &r)
	if line, wrong := invalid(t.Raw); f.Language == "JSON" && wrong != "" {
		r.Lose(&tree.Node{Line: line}, "This is no valid JSON: "+wrong+". It was read all the same; other programs refuse it.")
	}
	if err := r.Finish(); err != nil {
		message := fmt.Sprintf("This was read as %s. %s", f.Name, err)
		for _, n := range r.Notes {
			message += " " + n.Says
		}
		if language, ok := languages[f.Language]; ok && source.Unclosed(t.Raw, language) > 0 {
			message += fmt.Sprintf(" The bracket on line %d is not closed.", source.Unclosed(t.Raw, language))
		}
		if t.Wrong() != nil && (f.Language == "YAML" || f.Language == "JSON") {
			message = fmt.Sprintf("This was read as %s, and is no %s: %s.", f.Name, f.Language, oneLine(t.Wrong()))
		}
		return r, wrong("text", "", message)
	}
	return r, nil
}

func choose(t *form.Text, key string) (form.Format, error) {
	if key != "" {
		if f, ok := Find(key); ok && f.Read != nil {
			return f, nil
		}
		return form.Format{}, wrong("format", key, "There is no such format to read. Formats are: "+strings.Join(keys(func(f form.Format) bool { return f.Read != nil }), ", ")+".")
	}
	found := Recognise(t)
	if len(found) > 0 {
		return found[0], nil
	}
	message := "None of the formats is recognised in it. Choose one, or paste more of the text: the name of the library, or the key above the settings."
	if err := t.Wrong(); err != nil && strings.ContainsAny(t.Raw, "{:") {
		message += " As YAML or JSON it cannot be read: " + oneLine(err) + "."
	}
	return form.Format{}, wrong("text", "", message)
}

// keys are those of some formats.
func keys(of func(form.Format) bool) (all []string) {
	for _, f := range formats {
		if of(f) {
			all = append(all, f.Key)
		}
	}
	return all
}

func wrong(field, value, message string) error {
	return scenario.FieldErrors{scenario.NewFieldError(field, value, message)}
}

// oneLine is an error of a library as a part of a sentence.
func oneLine(err error) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(err.Error()), " "), ".")
}
