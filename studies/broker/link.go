package broker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// link is a connection and what is behind it.
type link struct {
	config Config
	server *embedded // nil: it is elsewhere
	conn   *nats.Conn
	js     jetstream.JetStream

	furnishing sync.Mutex
	results    jetstream.KeyValue // as are the next two, set before a link is used; they know names alone
	engines    jetstream.KeyValue
	limit      atomic.Int64 // bytes of a result
}

// newLink connects, and furnishes the broker.
func newLink(ctx context.Context, c Config) (l *link, err error) {
	l = &link{config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.close())
		}
	}()
	if c.URL == "" {
		if l.server, err = embed(c); err != nil {
			return l, err
		}
	}
	if l.conn, err = connect(ctx, c, l.server); err != nil {
		return l, err
	}
	if l.js, err = jetstream.New(l.conn, jetstream.WithDefaultTimeout(answerTime)); err != nil {
		return l, err
	}
	return l, l.furnish(ctx)
}

func (l *link) close() error {
	if l.conn != nil {
		l.conn.Close()
	}
	if l.server != nil {
		return l.server.close()
	}
	return nil
}

// furnish makes what is not there of the stream, its consumer and the buckets. What is
// there stays as it is, whoever made it: its limits are those of the broker's operator.
func (l *link) furnish(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	l.furnishing.Lock()
	defer l.furnishing.Unlock()
	if err := l.stream(ctx); err != nil {
		return l.refused("the stream "+jobsName, err)
	}
	if _, err := l.js.CreateOrUpdateConsumer(ctx, jobsName, consumerOf(l.config)); err != nil {
		return l.refused("the consumer of engine version "+l.config.Engine, err)
	}
	results, err := l.bucket(ctx, resultsOf(l.config))
	if err != nil {
		return l.refused("the bucket "+resultsName, err)
	}
	engines, err := l.bucket(ctx, enginesOf(l.config))
	if err != nil {
		return l.refused("the bucket "+enginesName, err)
	}
	if l.results == nil {
		l.results, l.engines = results, engines
	}
	return l.measure(ctx)
}

// A stream that is there is asked for first: to create it once more would need its room twice.
func (l *link) stream(ctx context.Context) error {
	_, err := l.js.Stream(ctx, jobsName)
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	_, err = l.js.CreateStream(ctx, jobsOf(l.config))
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // somebody was faster, with other limits
		return nil
	}
	return err
}

func (l *link) bucket(ctx context.Context, c jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	kv, err := l.js.KeyValue(ctx, c.Bucket)
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return kv, err
	}
	kv, err = l.js.CreateKeyValue(ctx, c)
	if errors.Is(err, jetstream.ErrBucketExists) {
		return l.js.KeyValue(ctx, c.Bucket)
	}
	return kv, err
}

// measure finds how large a result may be: it must fit into a message, and several into
// the bucket.
func (l *link) measure(ctx context.Context) error {
	s, err := l.js.Stream(ctx, resultsStream)
	if err != nil {
		return l.refused("the bucket "+resultsName, err)
	}
	limit := l.conn.MaxPayload() - headroom
	if most := s.CachedInfo().Config.MaxBytes; most > 0 {
		limit = min(limit, most/4)
	}
	l.limit.Store(limit)
	return nil
}

// refused says what a broker does not let us have.
func (l *link) refused(what string, err error) error {
	where := masked(l.config.URL)
	if l.server != nil {
		where = "(embedded)"
	}
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) || errors.Is(err, nats.ErrNoResponders) {
		return fmt.Errorf("the broker at %s has JetStream off, for this account at least; jobs need it (nats-server -js): %w", where, err)
	}
	return fmt.Errorf("the broker at %s refuses %s: %w", where, what, err)
}

// missing reports whether an error says that what we furnished is gone.
func missing(err error) bool {
	for _, one := range []error{
		jetstream.ErrStreamNotFound, jetstream.ErrConsumerNotFound, jetstream.ErrConsumerDoesNotExist, jetstream.ErrConsumerDeleted,
		jetstream.ErrBucketNotFound, jetstream.ErrNoStreamResponse, nats.ErrNoResponders,
	} {
		if errors.Is(err, one) {
			return true
		}
	}
	return false
}

// mend furnishes a broker that has lost what it had, as err says. It returns err.
func (l *link) mend(ctx context.Context, err error) error {
	if missing(err) {
		if worse := l.furnish(ctx); worse != nil {
			return worse
		}
	}
	return err
}

// census asks how many workers and jobs of our engine version there are.
func (l *link) census(ctx context.Context) (*jetstream.ConsumerInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	c, err := l.js.Consumer(ctx, jobsName, consumerName(l.config.Engine))
	if err != nil {
		return nil, l.mend(ctx, err)
	}
	return c.CachedInfo(), nil
}
