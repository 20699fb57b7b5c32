package templates

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// Import is the page that reads what other programs say of retries. Without a script it is all
// there is to it.
type Import struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Text     string // what was pasted; "" at first
	Format   string // key of the format that was chosen; "" to recognise it
	Into     string // query of the link that somebody came from; "" where there is none
	MaxBytes int    // of a text that is read
	Formats  []ImportFormats
	Problem  string      // why nothing was read, in sentences; "" where something was, or nothing was asked
	Read     *ImportRead // nil where nothing was read
}

// ImportFormats are the formats of one group, a language mostly.
type ImportFormats struct {
	Name    string
	Formats []ImportFormat
}

// ImportFormat is one that can be read; Sample is a text of it.
type ImportFormat struct{ Key, Name, Sample string }

// ImportRead is what a text was understood as.
type ImportRead struct {
	Format   ImportFormat
	Chosen   bool           // the format was chosen, not recognised
	Others   []ImportFormat // that the text may be of, too
	Policy   string         // in sentences
	Schedule *chart.Schedule
	Simulate string // address of a scenario of it alone
	Beside   string // address of the scenario that it was put beside; "" where that is full
	Full     string // why it is not beside that, a sentence
	Export   string // address of its texts for other places
	Lines    []ImportLine
	Lost     []ImportNote // of all lines
	Assumed  []ImportNote // which no line says
	Other    []ImportNote // what else is said of the whole text
	More     int          // lost, and not in the list
}

// ImportLine is a line of the text, with what was understood of it.
type ImportLine struct {
	Number  int
	Text    string
	Notes   []ImportNote
	Skipped int // it stands for so many lines of which nothing is said; 0: it is a line
}

// ImportNote is what became of a line.
type ImportNote struct {
	Line    int    // 0: of none
	Kind    string // "understood", "assumed" or "lost"
	Says    string
	Setting string // as links write it; "" where it set nothing
}

const importLead = "Paste how your program retries, and simulate that. A configuration or a few lines of code will do: they are read, and never run."

// importPlaceholder is shown while nothing is typed.
const importPlaceholder = "@retry(\n  stop=stop_after_attempt(5),\n  wait=wait_exponential(max=20))"

func (i Import) shell() Shell {
	return Shell{
		Static: i.Static, Title: "Import · Backoff Lab", Lead: importLead,
		Sheet:  "import",
		Action: Places(importPath), Foot: templ.NopComponent,
	}
}

// sampleLink is the address of the page with a sample in it.
func (i Import) sampleLink(f ImportFormat) templ.SafeURL {
	return templ.SafeURL(withQuery(importPath+"?sample="+f.Key, i.Into))
}

// title says what was read.
func (r ImportRead) title() string { return "Read as " + r.Format.Name }

// lostTitle counts what was lost.
func (r ImportRead) lostTitle() string {
	n := len(r.Lost) + r.More
	if n == 0 {
		return "Nothing is lost"
	}
	return format.Capital(format.Plural(n, "thing")) + " of the text " + format.Verb(n, "is", "are") + " lost"
}

func (l ImportLine) id() string { return "line-" + strconv.Itoa(l.Number) }

// word is how a note begins for who cannot see how it looks.
func (n ImportNote) word() string {
	if n.Kind == "lost" {
		return "Lost: "
	}
	return ""
}
