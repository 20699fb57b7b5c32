package validation

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/scenario"
)

// awsChart is the sweep of the AWS simulator's own chart, at so many of its numbers of
// clients and with as many replications.
func awsChart(l lab) Claim {
	c := Claim{
		ID: "V19", Title: "The AWS chart as one sweep",
		Source: "aws-samples/aws-arch-backoff-simulator, run as published for 10 to 190 clients", SourceURL: awsSimulatorURL,
		Says:      "The chart of \"Exponential Backoff And Jitter\": mean completion time and mean calls against the number of clients, with each of its five algorithms.",
		Tolerance: "4 standard errors, those of both means added in squares.",
		Note:      "Theirs are 2 runs of 100 trials, ours 100 replications of each cell of one sweep. All algorithms meet the same seeds in ours, and others in theirs.",
	}
	s, err := sweep.Parse(l.chartQuery())
	if err != nil {
		l.t.Fatal(err)
	}
	table, err := s.Run(context.Background(), job.Local{}, attempts, func(sweep.Table) {})
	if err != nil {
		l.t.Fatal(err)
	}
	c.Query = l.canonical(table.Cells[len(table.Cells)-1].Query)
	published := l.contests("testdata/aws_chart.csv")
	for i, x := range table.Xs {
		for _, k := range contenders {
			theirs, ours := published[contestants{int(x.At), k.theirs}], contestOf(table.Cells[i], slices.Index(s.Scenario.Strategies, k.key))
			time, calls := apart(ours.ms, theirs.ms), apart(ours.calls, theirs.calls)
			c.Rows = append(c.Rows, Row{
				What:   fmt.Sprintf("%s, %s", many(int(x.At)), scenario.FleetName(k.key)),
				Theirs: theirs.String(), Ours: ours.String(),
				Off:   fmt.Sprintf("time %s, calls %s", inErrors(time), inErrors(calls)),
				Pass:  within(time, four) && within(calls, four),
				Query: l.canonical(fmt.Sprintf(contention, int(x.At), k.key)),
			})
		}
	}
	return verdict(c)
}

// chartQuery is the sweep of the chart at ten of its nineteen numbers of clients; the quick
// form has fewer of them, and fewer replications.
func (l lab) chartQuery() string {
	query := strings.Replace(sweep.AWSChart, "lin(10,190,19)", "lin(10,190,10)", 1)
	if !l.full {
		query = strings.NewReplacer("lin(10,190,10)", "lin(10,190,4)", "runs=100", "runs=20").Replace(query)
	}
	return query
}

// contestOf reads what became of a fleet in a cell.
func contestOf(c sweep.Cell, fleet int) contest {
	figure := func(name string, unit float64) estimate {
		place := slices.IndexFunc(sweep.Columns(), func(f experiment.Figure) bool { return f.Name == name })
		of := c.Fleets[fleet][place]
		return estimate{unit * of.Mean, unit * of.SD / math.Sqrt(float64(of.Runs))}
	}
	return contest{ms: figure("completion_max", 1000), calls: figure("attempts", 1)}
}
