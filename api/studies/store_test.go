package studies

import (
	"bytes"
	"strconv"
	"testing"

	"backofflab/studies"
)

// Values of one key and two kinds are two; what is too large, or too old, is not there.
func TestMemoryKeepsALittle(t *testing.T) {
	m, ctx := NewMemory(), t.Context()
	put := func(kind, key string, b []byte) {
		if err := m.PutAll(ctx, kind, map[string][]byte{key: b}); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(kind, key string) string {
		found, err := m.Many(ctx, kind, []string{key, "none"})
		if err != nil || found["none"] != nil {
			t.Fatal(found, err)
		}
		return string(found[key])
	}
	put(studies.SampleKind, "k", []byte("sample"))
	put(studies.StudyKind, "k", []byte("study"))
	put(studies.StudyKind, "large", make([]byte, memoryBounds.Each+1))
	if kept(studies.SampleKind, "k") != "sample" || kept(studies.StudyKind, "k") != "study" || kept(studies.StudyKind, "large") != "" {
		t.Error("it keeps something else")
	}
	full := bytes.Repeat([]byte("x"), memoryBounds.Each)
	for i := range memoryBounds.Weight/memoryBounds.Each + 1 {
		put(studies.StudyKind, strconv.Itoa(i), full)
	}
	if kept(studies.SampleKind, "k") != "" || kept(studies.StudyKind, "0") != "" || len(kept(studies.StudyKind, "1")) != len(full) {
		t.Error("it does not forget what was not asked for for longest")
	}
}
