package broker

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// Do submits jobs, and calls done with the number of each, from 0, and its result, in the
// order in which results come. Calls of done are one after another; a slow one delays its own
// batch alone. Do returns once all have their result.
//
// Jobs are taken from the sequence as room comes, some more than there are workers, so that
// memory is bounded and batches that go on at once take turns. The same batch may be
// submitted twice, by two processes, say, or again after a crash: a job whose result
// exists is not run again. A batch's name must be that of no other jobs of this engine version.
//
// When ctx ends, Do withdraws the jobs that nobody has begun, and returns the cause.
// [DiffersError] is a broken determinism. Other errors say what the broker would not do, for
// as long as Patience; the results that exist stay for Keep, for whoever asks again.
func (b *Broker) Do(ctx context.Context, name string, jobs iter.Seq[Job], done func(int, Result)) error {
	if err := checkName("batch", name); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l, err := b.enter(ctx)
	if err != nil {
		return err
	}
	defer b.calls.Done()
	defer context.AfterFunc(b.ctx, func() { cancel(ErrClosed) })()
	s := newSubmission(l, batch{b.config.Engine, name}, done)
	if err := s.run(ctx, jobs); err != nil {
		s.withdraw(ctx)
		return fmt.Errorf("batch %s: %w", name, err)
	}
	return nil
}

// item is a job without a result.
type item struct {
	Job
	index int
	sent  bool // the broker has it, or had it
}

// submission is one call of Do. One goroutine has it; others, which it starts, send jobs
// and read results, and talk to it over channels.
type submission struct {
	*link
	batch batch
	done  func(int, Result)

	next    func() (Job, bool) // of the jobs not taken yet
	taken   int                // jobs
	all     bool               // are taken
	waiting map[string]*item   // taken, and without a result
	queue   []*item            // of them, those to send
	early   hoard              // results of jobs not taken yet
	window  int                // how many may wait

	toSend  chan *item
	sent    chan sending
	arrived chan arrival
	lost    chan struct{} // asks for the results to be read from the beginning

	progress time.Time // of the latest result
	answered time.Time // of the latest answer to a look
	seen     uint64    // number of the latest result that came, in the bucket
	weight   int64     // bytes of results since the last look
}

const (
	lanes       = 8  // jobs that are being sent at once
	firstWindow = 16 // before the workers are counted
)

func newSubmission(l *link, b batch, done func(int, Result)) *submission {
	now := time.Now()
	return &submission{
		link: l, batch: b, done: done,
		waiting: map[string]*item{}, early: hoard{held: map[string][]byte{}}, window: firstWindow,
		toSend: make(chan *item), sent: make(chan sending), arrived: make(chan arrival), lost: make(chan struct{}, 1),
		progress: now, answered: now,
	}
}

// run is Do: it goes on until every job has a result, or something is wrong.
func (s *submission) run(ctx context.Context, jobs iter.Seq[Job]) error {
	next, stop := iter.Pull(jobs)
	defer stop()
	s.next = next
	ctx, cancel := context.WithCancel(ctx)
	helpers := s.begin(ctx)
	defer helpers.Wait()
	defer cancel()
	if err := s.replay(ctx); err != nil {
		return err
	}
	look := time.NewTicker(min(lookEvery, s.config.AckWait/2))
	defer look.Stop()
	for {
		if err := s.take(ctx); err != nil || s.all && len(s.waiting) == 0 {
			return err
		}
		if err := s.step(ctx, look.C); err != nil {
			return err
		}
	}
}

// replay reads the results that there are before any job is sent.
func (s *submission) replay(ctx context.Context) error {
	for {
		select {
		case a := <-s.arrived:
			if err := s.receive(a); err != nil || a.last {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(s.config.Patience):
			return fmt.Errorf("the broker did not tell for %v which results it has", s.config.Patience)
		}
	}
}

// take takes jobs from the sequence while there is room for them.
func (s *submission) take(ctx context.Context) error {
	for len(s.waiting) < s.window && len(s.queue) < lanes && !s.all && ctx.Err() == nil {
		job, ok := s.next()
		if !ok {
			s.all = true
			return nil
		}
		i := &item{Job: job, index: s.taken}
		s.taken++
		if err := s.accept(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// accept sees to it that a job is sent, if that is to be done.
func (s *submission) accept(ctx context.Context, i *item) error {
	if err := checkName(fmt.Sprintf("identifier of job %d", i.index), i.ID); err != nil {
		return err
	}
	if s.waiting[i.ID] != nil {
		return fmt.Errorf("job %d has the identifier of job %d, %s", i.index, s.waiting[i.ID].index, i.ID)
	}
	s.waiting[i.ID] = i
	if most := s.conn.MaxPayload() - headroom; int64(len(i.Payload)) > most {
		return s.deliver(i, Result{Failed: tooLarge("its payload", len(i.Payload), most)}.encode())
	}
	if kept, ok := s.early.take(i.ID); ok {
		if kept == nil {
			kept = s.get(ctx, i.ID)
		}
		if kept != nil {
			return s.deliver(i, kept)
		}
	}
	s.queue = append(s.queue, i)
	return nil
}

// step waits for one thing to happen.
func (s *submission) step(ctx context.Context, look <-chan time.Time) error {
	toSend, first := s.toSend, (*item)(nil)
	if len(s.queue) > 0 {
		first = s.queue[0]
	} else {
		toSend = nil
	}
	select {
	case toSend <- first:
		s.queue = s.queue[1:]
	case r := <-s.sent:
		r.item.sent = true
		return r.err
	case a := <-s.arrived:
		if err := s.receive(a); err != nil || s.weight < s.config.MaxBytes/8 {
			return err
		}
		return s.look(ctx, time.Now())
	case now := <-look:
		return s.look(ctx, now)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// deliver hands over a result, once.
func (s *submission) deliver(i *item, kept []byte) error {
	r, err := decode(kept)
	if err != nil {
		return fmt.Errorf("job %s: what the broker has of it cannot be read: %w", i.ID, err)
	}
	delete(s.waiting, i.ID)
	s.progress = time.Now()
	s.done(i.index, r)
	return nil
}
