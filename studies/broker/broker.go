package broker

import (
	"context"
	"errors"
	"sync"

	"github.com/nats-io/nats.go"
)

// ErrClosed is what calls of a closed Broker return.
var ErrClosed = errors.New("the broker is closed")

// Broker is a connection to a broker, or the promise of an embedded one.
type Broker struct {
	config Config
	ctx    context.Context // ends with Close
	end    context.CancelCauseFunc
	begun  chan struct{} // closed once there is a link

	mu    sync.Mutex
	link  *link          // nil: the embedded broker was not needed yet
	calls sync.WaitGroup // of Do and Work
}

// Open connects to the broker of c, and says in words what is wrong with its URL, its
// credentials, its TLS, its version or its JetStream. Where c has no URL nothing is
// started before the first Do. ctx bounds the connecting alone.
func Open(ctx context.Context, c Config) (*Broker, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	b := &Broker{config: c.filled(), begun: make(chan struct{})}
	b.ctx, b.end = context.WithCancelCause(context.Background())
	if c.URL == "" {
		return b, nil
	}
	if _, err := b.enter(ctx); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	b.calls.Done()
	return b, nil
}

// Close ends all calls, and the embedded broker. It waits for them: a worker has its Grace.
func (b *Broker) Close() error {
	b.mu.Lock()
	b.end(ErrClosed)
	b.mu.Unlock()
	b.calls.Wait()
	if b.link == nil {
		return nil
	}
	return b.link.close()
}

// enter begins a call: it starts the embedded broker if there is none. Whoever gets a link
// calls calls.Done.
func (b *Broker) enter(ctx context.Context) (*link, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx.Err() != nil {
		return nil, ErrClosed
	}
	if b.link == nil {
		l, err := newLink(ctx, b.config)
		if err != nil {
			return nil, err
		}
		b.link = l
		close(b.begun)
		if b.config.URL != "" && !b.config.WorkerOnly {
			b.calls.Go(func() { l.announce(b.ctx) })
		}
	}
	b.calls.Add(1)
	return b.link, nil
}

// Status is what a broker has to do, as it knows itself.
type Status struct {
	Connected bool // false also for an embedded broker that was not needed yet
	Server    string
	Workers   int // that wait for a job or have one
	Waiting   int // jobs
	UnderWay  int // jobs
}

// Status asks the broker how it stands with the jobs of this engine version.
func (b *Broker) Status(ctx context.Context) (Status, error) {
	select {
	case <-b.begun:
	default:
		return Status{}, nil
	}
	s := Status{Connected: b.link.conn.Status() == nats.CONNECTED, Server: b.link.conn.ConnectedUrlRedacted()}
	if !s.Connected {
		return s, nil
	}
	info, err := b.link.census(ctx)
	if err != nil {
		return s, err
	}
	s.Workers, s.UnderWay, s.Waiting = info.NumWaiting+info.NumAckPending, info.NumAckPending, int(info.NumPending)
	return s, nil
}
