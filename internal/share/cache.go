package share

import (
	"container/list"
	"sync"
)

// Bounds are the limits of a cache.
type Bounds struct {
	Count  int // of values
	Weight int // of all of them
	Each   int // of one: a heavier one is not kept
}

// Cache is an LRU cache bounded in number and weight. It is safe for concurrent use; values
// are shared with all callers, and must not be changed.
type Cache[V any] struct {
	bounds Bounds
	weigh  func(V) int

	mu     sync.Mutex
	byKey  map[string]*list.Element
	latest *list.List // of entries, the latest first
	weight int        // of all of them
}

type entry[V any] struct {
	key    string
	value  V
	weight int
}

// NewCache returns an empty cache. weigh is asked once for each value.
func NewCache[V any](bounds Bounds, weigh func(V) int) *Cache[V] {
	return &Cache[V]{bounds: bounds, weigh: weigh, byKey: map[string]*list.Element{}, latest: list.New()}
}

// Get returns the value of a key, which from now on is the latest.
func (c *Cache[V]) Get(key string) (value V, kept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	place, kept := c.byKey[key]
	if !kept {
		return value, false
	}
	c.latest.MoveToFront(place)
	return place.Value.(entry[V]).value, true
}

// Put adds a value, and evicts the least recently used. The first value of a key stays.
func (c *Cache[V]) Put(key string, value V) {
	one := entry[V]{key, value, c.weigh(value)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok || one.weight > c.bounds.Each {
		return
	}
	c.byKey[key] = c.latest.PushFront(one)
	c.weight += one.weight
	for len(c.byKey) > c.bounds.Count || c.weight > c.bounds.Weight {
		gone := c.latest.Remove(c.latest.Back()).(entry[V])
		delete(c.byKey, gone.key)
		c.weight -= gone.weight
	}
}

// Held is the number of values, and their weight.
func (c *Cache[V]) Held() (count, weight int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byKey), c.weight
}
