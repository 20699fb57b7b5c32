package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment/find"
	"backofflab/experiment/sweep"
	"backofflab/experiment/tipping"
	"backofflab/studies"
)

// inquiry is a study that a server can be asked for as well.
type inquiry interface {
	studies.Study
	// Answered reads the table of what a server answers.
	Answered(table []byte) (any, error)
}

// waitFor asks a server for a study until that is done, telling how far it is. Where the waiting is
// stopped the state has what was known at last, and the error is that of the context.
func (p *program) waitFor(ctx context.Context, wanted inquiry) (studies.State, error) {
	server, err := newRemote(p.server)
	if err != nil {
		return studies.State{}, err
	}
	var state studies.State
	for {
		now, again, err := server.known(ctx, wanted)
		switch {
		case ctx.Err() != nil:
			return p.leave(wanted, state), ctx.Err()
		case err != nil || again == final:
			p.tellFar("")
			return now, err
		}
		state = now
		p.tellFar(stateInWords(state))
		select {
		case <-time.After(again):
		case <-ctx.Done():
			return p.leave(wanted, state), ctx.Err()
		}
	}
}

// known is a study as a server knows it, and after how long to ask again, or final.
func (r *remote) known(ctx context.Context, wanted inquiry) (s studies.State, again time.Duration, err error) {
	body, again, err := r.study(ctx, wanted.Kind(), wanted.Query())
	if err != nil {
		return s, final, err
	}
	var a wire.StudyAnswer[json.RawMessage]
	if err = json.Unmarshal(body, &a); err == nil {
		s = studies.State{Begun: true, Done: a.Done, Wanted: a.Wanted, Left: time.Duration(a.LeftMS) * time.Millisecond, Over: again == final}
		s.Known, err = wanted.Answered(a.Table)
	}
	if err != nil {
		return studies.State{}, final, exit{failed, fmt.Errorf("the answer cannot be read; the server may be of another version: %w", err)}
	}
	if !begun(s.Known) {
		s.Known = nil
	}
	return s, again, nil
}

// begun reports whether anything is known of a study. Servers answer an empty table before.
func begun(known any) bool {
	switch known := known.(type) {
	case sweep.Table:
		return len(known.Xs) > 0
	case find.Outcome:
		return len(known.Candidates) > 0
	case tipping.Outcome:
		return len(known.Fleets) > 0
	case tipping.Chances:
		return known.Done > 0
	case tipping.Odds:
		return len(known.Fleets) > 0
	}
	return false
}

// fits reports whether what a server answers is whole: a table has a row for each of the strategies,
// and places in lists are in them.
func fits(known any, strategies int) bool {
	switch known := known.(type) {
	case tipping.Outcome:
		return len(known.Fleets) == 0 || len(known.Fleets) == strategies
	case tipping.Chances:
		return len(known.Fleets) == 0 || len(known.Fleets) == strategies
	case tipping.Odds:
		return len(known.Fleets) <= strategies
	case find.Outcome:
		places := append([]int{known.Best, known.Nearest}, known.Alike...)
		for _, r := range known.Rivals {
			places = append(places, max(0, r.Candidate))
		}
		return len(known.Candidates) == 0 || slices.Max(places) < len(known.Candidates)
	}
	return true
}

// leave says that only the waiting has ended. It returns what was known at last.
func (p *program) leave(wanted studies.Study, state studies.State) studies.State {
	p.tellFar("")
	p.tell("backofflab "+wanted.Kind(), "--server="+p.server+" goes on with it for a while; ask again for what it finds")
	return state
}

// tellFar tells in one line of a terminal how far a study is.
func (p *program) tellFar(says string) {
	if p.talks && !p.quiet {
		fmt.Fprint(p.err, "\r\x1b[K"+screen.Plain(says))
	}
}
