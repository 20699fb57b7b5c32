package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man", Short: "write the manual page",
		Long: "Writes the manual page of all commands, in the macros of man.",
		Example: `  backofflab man | man -l -
  backofflab man > /usr/local/share/man/man1/backofflab.1`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			writeMan(p.out, c.Root())
			return nil
		},
	}
}

// writeMan writes the manual of a command and of those below it, from what they say of
// themselves. It is one page: whoever looks for a command finds it in the same place as what
// holds for all of them.
func writeMan(w io.Writer, root *cobra.Command) {
	fmt.Fprintf(w, ".TH %s 1\n", strings.ToUpper(root.Name()))
	fmt.Fprintf(w, ".SH NAME\n%s \\- %s\n", root.Name(), roff(root.Short))
	fmt.Fprintf(w, ".SH SYNOPSIS\n")
	for i, c := range listed(root) {
		if i > 0 {
			fmt.Fprintln(w, ".br")
		}
		fmt.Fprintf(w, ".B %s\n", roff(c.UseLine()))
	}
	fmt.Fprintf(w, ".SH DESCRIPTION\n%s", paragraphs(root.Long))
	fmt.Fprintf(w, ".SH COMMANDS\n")
	for _, c := range listed(root) {
		fmt.Fprintf(w, ".SS %s\n%s", roff(c.UseLine()), paragraphs(c.Long))
		manFlags(w, c.NonInheritedFlags())
		if c.Example != "" {
			fmt.Fprintf(w, ".PP\n.nf\n%s\n.fi\n", roff(c.Example))
		}
	}
	fmt.Fprintf(w, ".SH OPTIONS OF ALL COMMANDS\n")
	manFlags(w, root.PersistentFlags())
	fmt.Fprintf(w, ".SH EXIT STATUS\n")
	for line := range strings.Lines(exits) {
		status, means, _ := strings.Cut(strings.TrimSpace(line), "  ")
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", status, roff(means))
	}
	fmt.Fprintf(w, ".SH ENVIRONMENT\n")
	for _, v := range environment {
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", v[0], roff(v[1]))
	}
}

// environment is what the program reads of its environment.
var environment = [][2]string{
	{"BACKOFFLAB_SERVER", "The address of a lab, as --server has it."},
	{"NO_COLOR", "If it is set, nothing is coloured."},
}

// listed are the commands of the manual, in alphabetical order.
func listed(root *cobra.Command) (all []*cobra.Command) {
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" && c.Name() != "completion" {
			all = append(all, c)
		}
	}
	return all
}

func manFlags(w io.Writer, flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, says := pflag.UnquoteUsage(f)
		name := `\-\-` + roff(f.Name)
		if f.Shorthand != "" {
			name = `\-` + f.Shorthand + ", " + name
		}
		if value != "" {
			name += " " + roff(value)
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" && f.DefValue != "0s" {
			says += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", name, roff(says))
	})
}

func paragraphs(text string) string {
	var b strings.Builder
	for _, p := range strings.Split(strings.TrimSpace(text), "\n\n") {
		b.WriteString(".PP\n" + roff(p) + "\n")
	}
	return b.String()
}

// roff writes a text so that nothing of it is a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", "...", "—", `\(em`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
