package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/scenario/link"
)

// importSettings are the flags of import.
type importSettings struct {
	runSettings
	run, strict         bool
	from, into, replace string
}

func (p *program) importCommand() *cobra.Command {
	var set importSettings
	c := &cobra.Command{
		Use: "import FILE|-", Short: "read how another program retries",
		Long: `Reads a configuration or a piece of code and says line by line what it means: what was
understood, which defaults of the library hold besides, what no scenario can say, and the link
that simulates it. The format is recognised; nothing is executed.

JSON is what POST /api/v1/import answers. With --run the output is that of run, after what was read
where it is a table.`,
		Example: `  backofflab import retry.yaml
  kubectl get virtualservice shop -o yaml | backofflab import - --run
  backofflab import client.py --from tenacity --into thundering-herd --run -r 'p95<30s'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrongf("write one file, or - for the input")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			text, err := p.readText(args[0])
			if err != nil {
				return err
			}
			if set.format == "csv" && !set.run {
				return wrongf("--format=csv: write table or json; csv is for --run")
			}
			return p.importText(c, text, set)
		},
	}
	set.flags(c)
	flags := c.Flags()
	flags.StringVar(&set.from, "from", "", "the text is of this `format`, and need not be recognised")
	flags.StringVar(&set.into, "into", "", "put the policy into this `link`, beside its strategies")
	flags.StringVar(&set.replace, "replaces", "", "put it in place of this `strategy` of the link")
	flags.BoolVar(&set.run, "run", false, "simulate what was read")
	flags.BoolVar(&set.strict, "strict", false, "end with status 1 where something is lost")
	_ = c.RegisterFlagCompletionFunc("from", completeFormats(func(f form.Format) bool { return f.Read != nil }))
	_ = c.RegisterFlagCompletionFunc("into", completeLinks)
	return c
}

// maxFile bounds what is read of a file before its length is judged.
const maxFile = 64 << 20

// readText reads a file, or the input. A text that is too long for a lab is refused here in the
// words that it has everywhere.
func (p *program) readText(name string) (string, error) {
	from := p.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", wrong(err)
		}
		defer file.Close()
		from = file
	}
	body, err := io.ReadAll(io.LimitReader(from, maxFile))
	if err != nil {
		return "", wrong(err)
	}
	if len(body) > wire.MaxText {
		_, err = exchange.Read(string(body), "")
	}
	return string(body), err
}

func (p *program) importText(c *cobra.Command, text string, set importSettings) error {
	if err := nearFormat("--from", set.from, func(f form.Format) bool { return f.Read != nil }); err != nil {
		return err
	}
	asked := wire.ImportAsked{Text: text, Format: set.from, Replaces: set.replace}
	if set.into != "" {
		l, err := p.readLink([]string{set.into})
		if err != nil {
			return err
		}
		asked.Into = "?" + l.Query()
	}
	lab, err := p.lab()
	if err != nil {
		return err
	}
	body, err := lab.read(c.Context(), asked)
	if err != nil {
		return err
	}
	var a imported
	if err := json.Unmarshal(body, &a); err != nil {
		return exit{failed, fmt.Errorf("the answer cannot be read: %w", err)}
	}
	switch {
	case set.format == "json" && !set.run:
		_, err = p.out.Write(body)
	case set.format == "table":
		p.writeImported(a, text)
	}
	if err != nil {
		return err
	}
	if set.run {
		if set.format == "table" {
			fmt.Fprintln(p.out)
		}
		if err := p.runImported(c, a, set); err != nil {
			return err
		}
	}
	if set.strict && len(a.Losses) > 0 {
		return exit{status: bad}
	}
	return nil
}

func (p *program) runImported(c *cobra.Command, a imported, set importSettings) error {
	l, err := link.Parse(a.Query)
	if err != nil {
		return err
	}
	return p.simulate(c, l, set.runSettings)
}

// imported is what is read of the JSON of an import.
type imported struct {
	Name  string `json:"name"`
	Notes []struct {
		Line int    `json:"line"`
		Kind string `json:"kind"`
		Says string `json:"says"`
	} `json:"notes"`
	Losses   []string `json:"losses"`
	Strategy string   `json:"strategy"`
	Query    string   `json:"query"`
	Link     string   `json:"link"`
}

// of returns the notes of a kind that are of a line, or of none.
func (a imported) of(kind form.Kind, line int) (says []string) {
	for _, n := range a.Notes {
		if n.Kind == kind.String() && n.Line == line {
			says = append(says, n.Says)
		}
	}
	return says
}

func (p *program) writeImported(a imported, text string) {
	fmt.Fprintf(p.out, "Read as %s.\n\n", a.Name)
	p.writeLines(a, strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n"))
	p.list("The text does not say, so this holds:", a.of(form.Assumed, 0))
	p.list("Besides:", a.of(form.Understood, 0))
	var lost []string
	for _, n := range a.Notes {
		if n.Kind == form.Lost.String() {
			says := n.Says
			if n.Line > 0 {
				says = fmt.Sprintf("Line %d: %s", n.Line, says)
			}
			lost = append(lost, says)
		}
	}
	p.list("Lost, because no scenario can say it:", lost)
	fmt.Fprintf(p.out, "\nStrategy: %s\nLink: %s\nTry: backofflab run '%s'\n", a.Strategy, a.Link, a.Query)
}

// list writes sentences below a head; nothing where there are none.
func (p *program) list(head string, sentences []string) {
	if len(sentences) == 0 {
		return
	}
	fmt.Fprintf(p.out, "\n%s\n", screen.Fold(head, p.width))
	for _, s := range sentences {
		indented(p.out, "  ", s, p.width)
	}
}

// indented writes a text in lines that begin alike.
func indented(w io.Writer, begin, text string, width int) {
	if width > 0 {
		width = max(20, width-len(begin))
	}
	for line := range strings.SplitSeq(screen.Fold(text, width), "\n") {
		fmt.Fprintln(w, begin+line)
	}
}

const (
	longestLine = 44 // of the text, beside its notes
	leastNotes  = 30 // columns for notes; with fewer they stand below
)

// writeLines has the lines of the text that say something, with what they say beside them.
func (p *program) writeLines(a imported, lines []string) {
	widest := 0
	for i, line := range lines {
		if len(a.of(form.Understood, i+1)) > 0 {
			widest = max(widest, min(longestLine, utf8.RuneCountInString(printable(line))))
		}
	}
	before := 0
	for i, line := range lines {
		says := a.of(form.Understood, i+1)
		if len(says) == 0 {
			continue
		}
		if before > 0 && i > before {
			fmt.Fprintln(p.out, "   …")
		}
		before = i + 1
		p.writeLine(i+1, clipped(printable(line), longestLine), strings.Join(says, " "), widest)
	}
}

func (p *program) writeLine(number int, line, says string, widest int) {
	begin := fmt.Sprintf("%4d  ", number)
	width := 80
	if p.width > 0 {
		width = p.width
	}
	if width-len(begin)-widest-screen.Between < leastNotes {
		fmt.Fprintln(p.out, begin+clipped(line, max(10, width-len(begin))))
		indented(p.out, strings.Repeat(" ", len(begin)+screen.Between), says, width)
		return
	}
	for i, part := range strings.Split(screen.Fold(says, width-len(begin)-widest-screen.Between), "\n") {
		if i > 0 {
			begin, line = strings.Repeat(" ", len(begin)), ""
		}
		gap := strings.Repeat(" ", widest-utf8.RuneCountInString(line)+screen.Between)
		fmt.Fprintln(p.out, begin+line+gap+part)
	}
}

// printable is a line of somebody's text that does nothing to a terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0:
			return '·'
		}
		return r
	}, line)
}

func clipped(text string, longest int) string {
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return text
}
