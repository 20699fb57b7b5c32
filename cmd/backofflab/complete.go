package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// complete tells a shell what may stand where the cursor is.
type complete = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// completeLinks offers the names of scenarios, and after one the fields that may follow.
func completeLinks(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return fieldsAfter(typed)
	}
	var all []string
	for _, preset := range scenario.Presets() {
		all = append(all, cobra.CompletionWithDesc(preset.Key, preset.Situation))
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// fieldsAfter offers fields of a scenario, and the choices of one that has some.
func fieldsAfter(typed string) ([]string, cobra.ShellCompDirective) {
	var all []string
	name, _, valued := strings.Cut(typed, "=")
	for _, f := range scenario.Fields() {
		switch {
		case !valued:
			all = append(all, cobra.CompletionWithDesc(f.Name+"=", f.Label))
		case f.Name == name && f.Name == "strategies":
			return afterComma(typed, allStrategies()), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		case f.Name == name:
			for _, choice := range f.Choices {
				all = append(all, name+"="+choice)
			}
		}
	}
	if !valued {
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// afterComma offers words for the last of a list.
func afterComma(typed string, words []string) []string {
	before := typed[:strings.LastIndexAny(typed, ",=:")+1]
	if strings.HasSuffix(before, ":") { // within a key such as lib:tenacity
		before = typed[:strings.LastIndexAny(typed, ",=")+1]
	}
	var all []string
	for _, word := range words {
		all = append(all, before+word)
	}
	return all
}

func allStrategies() []string {
	var keys []string
	for _, kind := range append(retry.Kinds(), library.Kinds()...) {
		keys = append(keys, kind.Key)
	}
	for _, kind := range library.Clients() {
		keys = append(keys, kind.Key)
	}
	return keys
}

// completeStrategies offers the strategies of the link that stands before.
func completeStrategies(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	text := ""
	if len(args) > 0 {
		text = args[0]
	}
	l, err := link.Read(text)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return l.Scenario.Strategies, cobra.ShellCompDirectiveNoFileComp
}

// completeConditions offers the names of figures for the last of some conditions.
func completeConditions(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexAny(typed, ",:")+1]
	var all []string
	for _, name := range shortNames() {
		all = append(all, before+name)
	}
	slices.Sort(all)
	return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
