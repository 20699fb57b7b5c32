package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"backofflab/testbed/conformance"
)

// settings of check, as its flags say.
type settings struct {
	names    string
	json     bool
	junit    string
	timeout  time.Duration
	parallel int
	strict   bool
	list     bool
	command  []string
}

func (p *program) checkCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use: "check [flags] -- CMD ARGS…", Short: "judge an HTTP client by how it retries",
		Long: `Runs a command over a suite of services that answer with errors, delays and Retry-After, and
judges how it retries. {url} in its arguments is where it is to call; docs/conformance.md
says what else it is told, and how it is judged.`,
		Example: "  backofflab check -- curl --retry 3 '{url}'\n  backofflab check --list",
		RunE: func(c *cobra.Command, args []string) error {
			s.command = args
			return p.check(c.Context(), s)
		},
	}
	flags := c.Flags()
	flags.SetInterspersed(false) // the command's own flags follow it
	flags.StringVar(&s.names, "case", "", "run only the cases of these `names`, separated by commas")
	flags.BoolVar(&s.json, "json", false, "write JSON instead of the table")
	flags.StringVar(&s.junit, "junit", "", "also write the report as JUnit XML to this `file`")
	flags.DurationVar(&s.timeout, "timeout", 0, "let each case last at least this long, for a client whose delays are long")
	flags.IntVar(&s.parallel, "parallel", 4, "run this many cases at once")
	flags.BoolVar(&s.strict, "strict", false, "let warnings fail, too")
	flags.BoolVar(&s.list, "list", false, "list the cases and run nothing")
	_ = c.RegisterFlagCompletionFunc("case", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, known := range conformance.Cases() {
			names = append(names, known.Name)
		}
		return afterComma(typed, names), cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

func (s settings) validate() error {
	if s.parallel < 1 || s.timeout < 0 {
		return errors.New("--parallel is at least 1 and --timeout not negative")
	}
	if len(s.command) == 0 && !s.list {
		return errors.New("there is no command to run")
	}
	return nil
}

// check runs the suite over a command.
func (p *program) check(ctx context.Context, s settings) error {
	if err := s.validate(); err != nil {
		return wrong(err)
	}
	cases, err := choose(s.names)
	if err != nil {
		return wrong(err)
	}
	if s.list {
		list(cases, p.out)
		return nil
	}
	report, err := conformance.Run(ctx,
		conformance.Command{Path: s.command[0], Args: s.command[1:]},
		conformance.Options{Cases: cases, Parallel: s.parallel, Limit: s.timeout, Progress: p.caseByCase(len(cases))})
	if err == nil {
		err = write(&report, s, p.out)
	}
	if err != nil {
		return wrong(err)
	}
	return verdictOn(&report, s.strict)
}

func choose(names string) ([]conformance.Case, error) {
	if names == "" {
		return conformance.Cases(), nil
	}
	var chosen []conformance.Case
	for name := range strings.SplitSeq(names, ",") {
		c, ok := conformance.Find(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("there is no case %q%s; --list names them", name, like(name))
		}
		chosen = append(chosen, c)
	}
	return chosen, nil
}

// like suggests the case whose name has the letters of a mistyped one, or has it in it.
func like(name string) string {
	letters := func(s string) string {
		return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
	}
	typed := letters(name)
	for _, c := range conformance.Cases() {
		if known := letters(c.Name); typed != "" && (strings.Contains(known, typed) || near(known, typed)) {
			return fmt.Sprintf(" (did you mean %s?)", c.Name)
		}
	}
	return ""
}

// near reports whether two words differ in one letter, or in two that are beside each other.
func near(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

func list(cases []conformance.Case, w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range cases {
		fmt.Fprintf(t, "%s\t%s\n", c.Name, c.Shows)
	}
	t.Flush()
}

// caseByCase tells of each case at its end. Whoever logs a check sees it, too.
func (p *program) caseByCase(all int) func(conformance.Result) {
	done := 0
	return func(r conformance.Result) {
		done++
		if !p.quiet {
			fmt.Fprintf(p.err, "%d/%d %s: %s\n", done, all, r.Case, r.Verdict)
		}
	}
}

// write writes the report to where the settings want it.
func write(r *conformance.Report, s settings, stdout io.Writer) error {
	if s.junit != "" {
		file, err := os.Create(s.junit)
		if err != nil {
			return err
		}
		if err := errors.Join(r.WriteJUnit(file, s.strict), file.Close()); err != nil {
			return err
		}
	}
	if s.json {
		return r.WriteJSON(stdout)
	}
	return r.WriteTable(stdout)
}

func verdictOn(r *conformance.Report, strict bool) error {
	if r.Count(conformance.Fail) > 0 || strict && r.Count(conformance.Warn) > 0 {
		return exit{status: bad}
	}
	return nil
}
