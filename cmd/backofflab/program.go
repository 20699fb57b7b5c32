package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment/job"
	"backofflab/scenario/typed"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// program is one call of the command: what it is connected to, and what holds for all
// commands.
type program struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string

	width, height int  // of the terminal that out is; 0: it is none
	live          bool // what is written to out can be taken back
	talks         bool // err is a terminal, so progress is shown there
	colour        bool // out shows colours

	server string // where a lab runs; "": here
	quiet  bool
	most   int64      // attempts that one run may make here
	runner job.Runner // of studies; nil: this machine
}

// look finds out whether there is a terminal, and how large it is.
func (p *program) look() {
	if f, ok := p.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.width, p.height = 80, 24
		if width, height, err := term.GetSize(int(f.Fd())); err == nil && width > 0 && height > 0 {
			p.width, p.height = width, height
		}
		p.live = p.env("TERM") != "dumb"
		p.colour = p.live && p.env("NO_COLOR") == ""
	}
	f, ok := p.err.(*os.File)
	p.talks = ok && term.IsTerminal(int(f.Fd()))
}

// screen is where answers are written.
func (p *program) screen() screen.Screen { return screen.Screen{Out: p.out, Width: p.width} }

// run does what the arguments say and returns the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetContext(ctx)
	root.SetArgs(twoDashes(root, args))
	command, err := root.ExecuteContextC(ctx)
	return p.report(ctx, command, err)
}

const about = `The lab in a terminal: what does a retry policy do to a service?

A LINK is an address of the lab, its query ('rate=50&clients=1000'), or the name of a
scenario (thundering-herd); more settings may follow it (thundering-herd clients=50), and - reads
it from the input. Without a LINK it is the scenario that the lab opens with.`

const exits = `0  done
1  a requirement is not met, no policy keeps the limits of find, a case of check failed, or --strict found a loss
2  flags, arguments or input are wrong
3  it could not be done: the run is too large, or the server does not answer
130  stopped by Ctrl C`

// root is the command with all of its subcommands.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "backofflab", Short: "simulate retry policies, and judge real ones", Long: about,
		SilenceErrors: true, SilenceUsage: true,
		Args: func(c *cobra.Command, args []string) error { return noCommand(c, args) },
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(p.err)
			_ = c.Usage() // to a terminal; what cannot be written there is told nowhere
			return wrongf("say which command")
		},
	}
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetIn(p.in)
	root.SetFlagErrorFunc(nearFlag)
	root.CompletionOptions.HiddenDefaultCmd = false
	flags := root.PersistentFlags()
	flags.SortFlags = false
	flags.StringVar(&p.server, "server", p.env("BACKOFFLAB_SERVER"), "ask the lab at this `URL` instead of computing here")
	flags.Lookup("server").DefValue = ""
	flags.BoolVarP(&p.quiet, "quiet", "q", false, "say nothing of progress")
	flags.Int64Var(&p.most, "max-attempts", 100_000_000, "stop a run here that makes more `attempts` than that")
	root.AddCommand(p.runCommand(), p.compareCommand(), p.sweepCommand(), p.findCommand(), p.tipCommand(), p.seedsCommand(), p.collapseCommand(), p.policyCommand(), p.importCommand(), p.exportCommand(), p.checkCommand(), p.proofCommand(), p.manCommand())
	return root
}

func noCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return wrongf("there is no command %q%s", args[0], meant(args[0], names))
}

// nearFlag adds to what is said of an unknown flag the one that may have been meant.
func nearFlag(c *cobra.Command, err error) error {
	_, name, unknown := strings.Cut(err.Error(), "unknown flag: --")
	if !unknown {
		return wrong(err)
	}
	var names []string
	add := func(f *pflag.Flag) { names = append(names, f.Name) }
	c.LocalFlags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	if near := typed.Nearest(name, names); near != "" {
		return wrongf("there is no flag --%s (did you mean --%s?)", name, near)
	}
	return wrongf("there is no flag --%s", name)
}

// meant suggests what a word may have been meant to be.
func meant(word string, known []string) string {
	if near := typed.Nearest(word, known); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}

// twoDashes lets long flags be written with one dash, as they were once, and as Go programs
// have them. What follows the command of check is not ours.
func twoDashes(root *cobra.Command, args []string) []string {
	args = append([]string(nil), args...)
	command, _, err := root.Find(args)
	if err != nil {
		return args
	}
	named := command == root
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--":
			return args
		case !strings.HasPrefix(args[i], "-") || args[i] == "-":
			if named && command.Name() == "check" {
				return args
			}
			named = true
			continue
		}
		name, _, valued := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		f := command.Flag(name)
		if f == nil || len(name) == 1 {
			continue
		}
		args[i] = "--" + strings.TrimLeft(args[i], "-")
		if !valued && f.NoOptDefVal == "" {
			i++ // its value
		}
	}
	return args
}
