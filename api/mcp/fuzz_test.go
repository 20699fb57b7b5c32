package mcp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

// simulated is a run of at most a few attempts, judged by itself: what is fuzzed is what is
// read and said.
func simulated(ctx context.Context, s scenario.Scenario) (experiment.Outcome, error) {
	s.Runs = 1
	results, err := sim.Simulate(ctx, s, 5000)
	if err != nil {
		return experiment.Outcome{}, err
	}
	scores := make([][]experiment.Score, len(results))
	for i, r := range results {
		scores[i] = []experiment.Score{experiment.ScoreOf(r)}
	}
	return experiment.Outcome{Results: results, Scores: scores, Verdict: experiment.Judge(scores)}, nil
}

// Whatever the arguments are, a tool answers with a short text in UTF-8, and with an error only
// where they are wrong.
func FuzzCalls(f *testing.F) {
	for _, link := range scenariotest.Hostile {
		raw, _ := json.Marshal(compared{asked: asked{Link: link}, Baseline: "rate=7"})
		f.Add(1, string(raw))
		raw, _ = json.Marshal(asked{Link: link})
		f.Add(0, string(raw))
		f.Add(2, string(raw))
	}
	f.Add(0, `{"fields":{"clients":5,"strategies":["full","fixed"],"rate":"100/min"}}`)
	f.Add(0, `{"fields":{"clients":[[[]]]}}`)
	f.Add(3, `{"text":"`+strings.Repeat(`{\"a\":`, 2000)+`"}`)
	f.Add(4, `{"words":"llm \u0000 é"}`)
	lab := Lab{Simulate: simulated}
	all := tools()
	f.Fuzz(func(t *testing.T, which int, raw string) {
		tool := all[uint(which)%uint(len(all))]
		said, err := tool.call(context.Background(), lab, json.RawMessage(raw))
		text := ""
		if err != nil {
			text = failed(err).Content[0].(*sdk.TextContent).Text
			if strings.HasPrefix(text, "The lab failed") {
				t.Errorf("%s(%s): %v", tool.name, raw, err)
			}
		} else {
			text = said.text()
		}
		if !fits(text) || !utf8.ValidString(text) || strings.TrimSpace(text) == "" {
			t.Errorf("%s(%s) answers %q", tool.name, raw, text)
		}
	})
}
