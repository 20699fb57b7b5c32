package share

import (
	"context"
	"log/slog"
)

// Store is a Group in front of a Cache: a value is computed once for all concurrent
// callers, and cached. Errors are not cached. A store is safe for concurrent use.
type Store[V any] struct {
	*Cache[V]
	making *Group[*Work[V], V]
}

// NewStore returns an empty store. ctx ends what is being made, which messages name so.
func NewStore[V any](ctx context.Context, logger *slog.Logger, name string, bounds Bounds, weigh func(V) int) *Store[V] {
	return &Store[V]{NewCache(bounds, weigh), NewGroup[*Work[V], V](ctx, logger, name)}
}

// Of returns the value of a key, which do makes where it is not kept.
func (s *Store[V]) Of(ctx context.Context, key string, do Do[V]) (V, error) {
	w := s.Join(key, do)
	defer w.Leave()
	return w.Result(ctx)
}

// Join is the work that makes the value of a key, which is over where it is kept. The
// caller must leave it once.
func (s *Store[V]) Join(key string, do Do[V]) *Work[V] {
	if value, ok := s.Get(key); ok {
		return over(value)
	}
	return s.making.Join(key, func(w *Work[V]) (*Work[V], Do[V]) { return w, s.kept(key, do) })
}

// kept wraps do: it looks into the cache again, and caches what do returns.
func (s *Store[V]) kept(key string, do Do[V]) Do[V] {
	return func(ctx context.Context) (V, error) {
		if value, ok := s.Get(key); ok {
			return value, nil
		}
		value, err := do(ctx)
		if err == nil {
			s.Put(key, value)
		}
		return value, err
	}
}

// UnderWay returns the work under way, each with the number of its users.
func (s *Store[V]) UnderWay() map[*Work[V]]int { return s.making.UnderWay() }

// over is work that is done already.
func over[V any](value V) *Work[V] {
	w := &Work[V]{done: make(chan struct{}), value: value}
	close(w.done)
	return w
}
