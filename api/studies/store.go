package studies

import (
	"context"

	"backofflab/internal/share"
)

// memoryBounds are those of what is kept where nothing else keeps it: samples are some hundred
// bytes for each replication, tables up to some megabytes.
var memoryBounds = share.Bounds{Count: 20_000, Weight: 48 << 20, Each: 8 << 20}

// Memory is a store of studies in the memory of the process. It forgets what was not asked for
// for longest.
type Memory struct {
	values *share.Cache[[]byte]
}

// NewMemory returns an empty one.
func NewMemory() Memory {
	return Memory{share.NewCache(memoryBounds, func(b []byte) int { return len(b) })}
}

func place(kind, key string) string { return kind + " " + key }

// Many returns what there is of some values.
func (m Memory) Many(_ context.Context, kind string, keys []string) (map[string][]byte, error) {
	found := map[string][]byte{}
	for _, key := range keys {
		if b, ok := m.values.Get(place(kind, key)); ok {
			found[key] = b
		}
	}
	return found, nil
}

// PutAll keeps values.
func (m Memory) PutAll(_ context.Context, kind string, values map[string][]byte) error {
	for key, b := range values {
		m.values.Put(place(kind, key), b)
	}
	return nil
}
