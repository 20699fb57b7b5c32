package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

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

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&s.names, "case", "", "run only the cases of these `names`, separated by commas")
	flags.BoolVar(&s.json, "json", false, "write JSON instead of the table")
	flags.StringVar(&s.junit, "junit", "", "also write the report as JUnit XML to this `file`")
	flags.DurationVar(&s.timeout, "timeout", 0, "let each case last at least this long, for a client whose delays are long")
	flags.IntVar(&s.parallel, "parallel", 4, "run this many cases at once")
	flags.BoolVar(&s.strict, "strict", false, "let warnings fail, too")
	flags.BoolVar(&s.list, "list", false, "list the cases and run nothing")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.command = flags.Args()
	if s.parallel < 1 || s.timeout < 0 {
		return s, errors.New("-parallel is at least 1 and -timeout not negative")
	}
	if len(s.command) == 0 && !s.list {
		return s, errors.New("there is no command to run")
	}
	return s, nil
}

// check runs the suite over a command.
func check(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return good
	}
	var cases []conformance.Case
	if err == nil {
		cases, err = choose(s.names)
	}
	if err != nil {
		fmt.Fprintf(stderr, "backofflab check: %v\n%s", err, usage)
		return misuse
	}
	if s.list {
		list(cases, stdout)
		return good
	}
	report, err := conformance.Run(ctx,
		conformance.Command{Path: s.command[0], Args: s.command[1:]},
		conformance.Options{Cases: cases, Parallel: s.parallel, Limit: s.timeout, Progress: progress(stderr, len(cases))})
	if err == nil {
		err = write(&report, s, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "backofflab check:", err)
		return misuse
	}
	return status(&report, s.strict)
}

func choose(names string) ([]conformance.Case, error) {
	if names == "" {
		return conformance.Cases(), nil
	}
	var chosen []conformance.Case
	for name := range strings.SplitSeq(names, ",") {
		c, ok := conformance.Find(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("there is no case %q%s; -list names them", name, like(name))
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

func progress(w io.Writer, all int) func(conformance.Result) {
	done := 0
	return func(r conformance.Result) {
		done++
		fmt.Fprintf(w, "%d/%d %s: %s\n", done, all, r.Case, r.Verdict)
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

func status(r *conformance.Report, strict bool) int {
	if r.Count(conformance.Fail) > 0 || strict && r.Count(conformance.Warn) > 0 {
		return bad
	}
	return good
}
