package broker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// announceEvery is how often those who submit tell their engine version. It is forgotten
// after four times that.
const announceEvery = 5 * time.Second

// EngineError is that a worker has an engine version for which nobody submits jobs, while
// others do for theirs. It gets none of these jobs.
type EngineError struct {
	Own    string
	Others []string // sorted, at least one
}

func (e *EngineError) Error() string {
	return fmt.Sprintf("this worker has engine version %s, and jobs are submitted for %s: it is refused work until it is of the same version", e.Own, strings.Join(e.Others, ", "))
}

// announce tells of the engine version of a process that submits, until ctx ends.
func (l *link) announce(ctx context.Context) {
	ticks := time.NewTicker(announceEvery)
	defer ticks.Stop()
	for {
		if l.conn.IsConnected() {
			if err := l.tellEngine(ctx); err != nil && ctx.Err() == nil {
				l.config.Logger.Debug("the engine version could not be announced", "error", err)
			}
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return
		}
	}
}

func (l *link) tellEngine(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	_, err := l.engines.Put(ctx, l.config.Engine, nil)
	return l.mend(ctx, err)
}

// watchEngines ends a crew whose engine version nobody asks for.
func (c *crew) watchEngines(ctx context.Context) {
	ticks := time.NewTicker(announceEvery)
	defer ticks.Stop()
	for {
		if err := c.expected(ctx); err != nil {
			c.quit(err)
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return
		}
	}
}

// expected returns an EngineError if jobs are submitted, but none for this engine version. A
// broker that does not answer says nothing.
func (l *link) expected(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	stream, err := l.js.Stream(ctx, enginesStream)
	if err != nil {
		return nil
	}
	const prefix = "$KV." + enginesName + "."
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(prefix+">"))
	if err != nil {
		return nil
	}
	var others []string
	for subject := range info.State.Subjects {
		others = append(others, strings.TrimPrefix(subject, prefix))
	}
	slices.Sort(others)
	if len(others) == 0 || slices.Contains(others, l.config.Engine) {
		return nil
	}
	return &EngineError{Own: l.config.Engine, Others: others}
}
