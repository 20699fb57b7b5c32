package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment/validation"
)

func (p *program) proofCommand() *cobra.Command {
	var how string
	c := &cobra.Command{
		Use: "proof [ID]", Short: "list the published results that the lab reproduces",
		Long: `Lists published results with the verdict of the last full validation; with an ID, their
figures beside ours. Nothing is measured anew: make validate does that.`,
		Example: `  backofflab proof
  backofflab proof V10`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return claimIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			report := validation.Published()
			if len(args) == 0 {
				return p.writeProof(report, how)
			}
			for _, claim := range report.Claims {
				if strings.EqualFold(claim.ID, args[0]) {
					return p.writeClaim(claim, how)
				}
			}
			return wrongf("there is no result %q%s; they are %s", args[0], meant(args[0], claimIDs()), strings.Join(claimIDs(), ", "))
		},
	}
	formatFlag(c, &how, "table", "json")
	return c
}

func claimIDs() (ids []string) {
	for _, claim := range validation.Published().Claims {
		ids = append(ids, claim.ID)
	}
	return ids
}

func (p *program) writeProof(report validation.Report, how string) error {
	if how == "json" {
		return p.writeJSON(report)
	}
	t := screen.Table{Left: true, Head: [][]string{{"", "Verdict", "Rows", "Result"}}}
	for _, claim := range report.Claims {
		t.Rows = append(t.Rows, []string{claim.ID, verdictOf(claim.Pass), fmt.Sprint(len(claim.Rows)), claim.Title})
	}
	t.Write(p.out, 0)
	fmt.Fprintf(p.out, "\nMeasured with version %s of the engine. 'backofflab proof ID' has the figures of one.\n", report.Engine)
	return nil
}

func (p *program) writeClaim(claim validation.Claim, how string) error {
	if how == "json" {
		return p.writeJSON(claim)
	}
	fmt.Fprintf(p.out, "%s\n\n", screen.Fold(fmt.Sprintf("%s %s: %s", claim.ID, claim.Title, verdictOf(claim.Pass)), p.width))
	for _, line := range [][2]string{{"Source", claim.Source}, {"", claim.SourceURL}, {"They say", claim.Says}, {"Tolerance", claim.Tolerance}, {"Note", claim.Note}} {
		if line[1] != "" {
			fmt.Fprintln(p.out, screen.Fold(strings.TrimPrefix(line[0]+": "+line[1], ": "), p.width))
		}
	}
	fmt.Fprintln(p.out)
	t := screen.Table{Left: true, Head: [][]string{{"", "Verdict", "Theirs", "Ours", "Off"}}}
	for _, row := range claim.Rows {
		t.Rows = append(t.Rows, []string{row.What, verdictOf(row.Pass), row.Theirs, row.Ours, row.Off})
	}
	t.Write(p.out, p.width)
	if claim.Query != "" {
		fmt.Fprintf(p.out, "\nbackofflab run '%s'\n", claim.Query)
	}
	return nil
}

func verdictOf(pass bool) string {
	if pass {
		return "pass"
	}
	return "FAIL"
}

func (p *program) writeJSON(v any) error {
	body, err := wire.Encode(v)
	if err != nil {
		return err
	}
	_, err = p.out.Write(body)
	return err
}
