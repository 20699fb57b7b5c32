package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/internal/format"
	"backofflab/retry/config"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/typed"
)

// exportSettings are the flags of export.
type exportSettings struct {
	to, strategy, format string
	list, strict         bool
}

func (p *program) exportCommand() *cobra.Command {
	var set exportSettings
	c := &cobra.Command{
		Use: "export [LINK] [FIELD=VALUE…] --to FORMAT", Short: "write a retry policy for another program",
		Long: `Writes one strategy of a link as code or configuration of a library. What the library cannot
say, and what is left to do by hand, is told on standard error. Without --to it says for each
format how close it comes.

JSON is what /api/v1/export answers.`,
		Example: `  backofflab export 'base=200ms&cap=10s&strategies=full' --to tenacity
  backofflab export thundering-herd --strategy equal --to grpc > service_config.json
  backofflab export --list`,
		ValidArgsFunction: completeLinks,
		RunE:              func(c *cobra.Command, args []string) error { return p.export(c, args, set) },
	}
	formatFlag(c, &set.format, "table", "json")
	flags := c.Flags()
	flags.StringVarP(&set.to, "to", "t", "", "the `format` to write")
	flags.StringVarP(&set.strategy, "strategy", "s", "", "the strategy of the link, by its `key` or name; the first if it is not said")
	flags.BoolVar(&set.list, "list", false, "list the formats")
	flags.BoolVar(&set.strict, "strict", false, "end with status 1 where something is lost")
	_ = c.RegisterFlagCompletionFunc("to", completeFormats(func(f form.Format) bool { return f.Write != nil }))
	_ = c.RegisterFlagCompletionFunc("strategy", completeStrategies)
	return c
}

func (p *program) export(c *cobra.Command, args []string, set exportSettings) error {
	lab, err := p.lab()
	if err != nil {
		return err
	}
	if set.list {
		body, err := lab.formats(c.Context())
		if err != nil {
			return err
		}
		return p.writeFormats(body, set.format)
	}
	l, err := p.readLink(args)
	if err != nil {
		return err
	}
	strategy, err := strategyOf(l, set.strategy)
	if err == nil {
		err = nearFormat("--to", set.to, func(f form.Format) bool { return f.Write != nil })
	}
	if err != nil {
		return err
	}
	body, err := lab.write(c.Context(), l, strategy, set.to)
	if err != nil {
		return err
	}
	return p.writeExport(c.CommandPath(), body, set)
}

// strategyOf finds a strategy that can be written: layers are written one by one.
func strategyOf(l link.Link, text string) (string, error) {
	all := config.Strategies(l.Scenario)
	if text == "" {
		return all[0], nil
	}
	s := l.Scenario
	s.Strategies = all
	i, err := fleetNamed(text, s)
	if err != nil {
		return "", scenario.FieldErrors{scenario.NewFieldError("--strategy", text, err.Error())}
	}
	return all[i], nil
}

func (p *program) writeExport(name string, body []byte, set exportSettings) error {
	var a wire.ExportAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return exit{failed, fmt.Errorf("the answer cannot be read: %w", err)}
	}
	switch {
	case set.format == "json":
		if _, err := p.out.Write(body); err != nil {
			return err
		}
	case set.to == "":
		p.writeFits(a)
		return nil
	}
	lost := 0
	for _, t := range a.Texts {
		lost += len(t.Losses)
		if set.format == "json" {
			continue
		}
		fmt.Fprint(p.out, t.Code)
		for _, says := range append(append([]string{}, t.Losses...), t.Notes...) {
			p.tell(name, says)
		}
		if t.Code == "" {
			return exit{status: failed}
		}
	}
	if set.strict && lost > 0 {
		return exit{status: bad}
	}
	return nil
}

// writeFits says of each format how close it comes to the policy.
func (p *program) writeFits(a wire.ExportAnswer) {
	fmt.Fprintf(p.out, "%s\n\n", screen.Fold("How close formats come to "+scenario.FleetName(a.Strategy)+":", p.width))
	t := screen.Table{Left: true, Head: [][]string{{"--to", "Language", "It is", "What is lost"}}}
	for _, text := range a.Texts {
		fit, lost := "not read again", ""
		switch {
		case text.Code == "":
			fit, lost = "not there", strings.Join(text.Notes, " ")
		case text.Same != nil && *text.Same:
			fit = "the same"
		case text.Same != nil:
			fit, lost = "close", format.Plural(len(text.Losses), "difference")
			if len(text.Losses) == 1 {
				lost = text.Losses[0]
			}
		}
		lost = clipped(lost, max(20, cmp.Or(p.width, 120)-50))
		t.Rows = append(t.Rows, []string{text.Format, text.Language, fit, lost})
	}
	t.Write(p.out, p.width)
}

func (p *program) writeFormats(body []byte, how string) error {
	if how == "json" {
		_, err := p.out.Write(body)
		return err
	}
	var a wire.FormatsAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return exit{failed, fmt.Errorf("the answer cannot be read: %w", err)}
	}
	t := screen.Table{Left: true, Head: [][]string{{"Format", "Name", "Language", "import", "export"}}}
	yes := map[bool]string{true: "yes", false: "no"}
	for _, f := range a.Formats {
		t.Rows = append(t.Rows, []string{f.Key, f.Name, f.Language, yes[f.Reads], yes[f.Writes]})
	}
	t.Write(p.out, p.width)
	return nil
}

// nearFormat says which format a misspelt one was meant to be. One that is like none is for
// whoever answers: a server may have more of them.
func nearFormat(flag, key string, some func(form.Format) bool) error {
	var keys []string
	for _, f := range exchange.Formats() {
		if some(f) {
			keys = append(keys, f.Key)
		}
	}
	near := typed.Nearest(key, keys)
	if key == "" || slices.Contains(keys, key) || near == "" {
		return nil
	}
	return scenario.FieldErrors{scenario.NewFieldError(flag, key, "There is no such format. Did you mean "+near+"? 'backofflab export --list' has all of them.")}
}

// completeFormats offers the keys of some formats.
func completeFormats(some func(form.Format) bool) complete {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var keys []string
		for _, f := range exchange.Formats() {
			if some(f) {
				keys = append(keys, cobra.CompletionWithDesc(f.Key, f.Name+", "+f.Language))
			}
		}
		return keys, cobra.ShellCompDirectiveNoFileComp
	}
}
