package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"

	"backofflab/api"
)

// origin says where a setting was given: its flag, -runs, or its variable, BACKOFFLAB_RUNS.
type origin struct {
	name  string
	value string
	flag  bool
}

func (o origin) String() string { return o.name + "=" + plainOrQuoted(o.value) }

// parser reads settings from flags and the environment, and goes on after a bad one, so that all
// of them can be told of at once.
type parser struct {
	*flag.FlagSet
	given map[string]origin // by the name of the flag
	bad   []error
	wrong map[string]bool // whose value is not of its kind
}

// parse reads flags, and for those not given the environment. It returns flag.ErrHelp where
// help was asked for, and out then has it; what is bad it keeps.
func (p *parser) parse(args []string, env func(string) string, out io.Writer) error {
	p.given, p.wrong = map[string]origin{}, map[string]bool{}
	p.SetOutput(io.Discard)
	fromEnv := false
	p.VisitAll(func(f *flag.Flag) {
		value := f.Value
		f.Value = gentle{value, func(text string) {
			o := origin{"-" + f.Name, text, !fromEnv}
			if fromEnv {
				o.name = variable(f.Name)
			}
			p.given[f.Name] = o
			if err := value.Set(text); err != nil {
				p.wrong[f.Name] = true
				p.bad = append(p.bad, fmt.Errorf("%s: %s", o, mustBe(value, err)))
			}
		}}
	})
	unknown := false
	for err := p.Parse(args); err != nil; err = p.Parse(p.Args()) {
		if errors.Is(err, flag.ErrHelp) {
			p.VisitAll(func(f *flag.Flag) { f.Value = f.Value.(gentle).Value }) // help names their types
			p.SetOutput(out)
			fmt.Fprintf(out, "Usage of %s:\n", p.Name())
			p.PrintDefaults()
			return err
		}
		p.bad = append(p.bad, err)
		unknown = true // what follows may be its value
	}
	if p.NArg() > 0 && !unknown {
		p.bad = append(p.bad, fmt.Errorf("unexpected argument %q", p.Arg(0)))
	}
	fromEnv = true
	p.VisitAll(func(f *flag.Flag) {
		// -health and -version are commands, not settings, and have no variables.
		if _, given := p.given[f.Name]; given || f.Name == "health" || f.Name == "version" {
			return
		}
		if value := env(variable(f.Name)); value != "" {
			_ = f.Value.Set(value)
		}
	})
	return nil
}

// gentle is the value of a flag that tells of an error elsewhere, so that reading goes on.
type gentle struct {
	flag.Value
	set func(string)
}

func (g gentle) Set(text string) error {
	g.set(text)
	return nil
}

// IsBoolFlag says, as the value itself does, whether the flag needs no value.
func (g gentle) IsBoolFlag() bool {
	b, ok := g.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// mustBe says what a value must be that could not be read.
func mustBe(value flag.Value, err error) string {
	getter, _ := value.(flag.Getter)
	if getter == nil {
		return err.Error()
	}
	kind := ""
	switch getter.Get().(type) {
	case int, int64:
		kind = "a whole number"
	case float64:
		kind = "a number"
	case bool:
		kind = "true or false"
	case time.Duration:
		kind = "a time such as 90s or 1m30s"
	case *slog.Level:
		return "must be debug, info, warn or error"
	}
	return fmt.Sprintf("must be %s (%s)", kind, err)
}

// named are the errors of settings, each by the flag or the variable that it was given by. Those
// whose value could not even be read are told of already.
func (p *parser) named(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range joined.Unwrap() {
			all = append(all, p.named(one)...)
		}
		return all
	}
	var setting *api.SettingError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &setting):
		return []error{err}
	case p.wrong[setting.Name]:
		return nil
	}
	return []error{fmt.Errorf("%s=%s: %s", p.nameOf(setting.Name), plainOrQuoted(setting.Value), setting.Must)}
}

// nameOf is how a setting was given, or could be.
func (p *parser) nameOf(name string) string {
	if o, ok := p.given[name]; ok {
		return o.name
	}
	return "-" + name
}

// variable is the name of a flag's environment variable.
func variable(name string) string {
	return "BACKOFFLAB_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// plainOrQuoted is a value as it can be read in a line.
func plainOrQuoted(value string) string {
	odd := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`"'\`, r) }
	if value == "" || strings.ContainsFunc(value, odd) {
		return strconv.Quote(value)
	}
	return value
}
