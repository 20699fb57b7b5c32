package retry

import (
	"cmp"
	"slices"
	"time"
)

// preset is one line of the tables of libraries: a library with one set of its
// parameters. The key is stable: links carry it.
type preset struct {
	key     string // without "lib:"
	name    string
	version string
	source  string // the file of that version that computes the delay
	Library
}

// ms is the unit of the tables.
const ms = time.Millisecond

// Where a library has no useful defaults, or a jitter that one has to ask for,
// its algorithm is shown with the reference parameters: base 100 ms, factor 2,
// cap 10 s. Such presets say "100 ms to 10 s".
const (
	refBase = 100 * ms
	refCap  = 10 * time.Second
)

// libraries holds the tables of all languages, sorted by key.
var libraries = func() []Kind {
	var kinds []Kind
	for _, table := range []struct {
		language string
		presets  []preset
	}{
		{"Go", goLibraries},
		{"JavaScript", javaScriptLibraries},
		{"Python", pythonLibraries},
		{"Java", javaLibraries},
		{".NET", dotNetLibraries},
		{"C++", proxyLibraries},
	} {
		for _, p := range table.presets {
			kinds = append(kinds, p.kind(table.language))
		}
	}
	slices.SortFunc(kinds, func(a, b Kind) int { return cmp.Compare(a.Key, b.Key) })
	return kinds
}()

func (p preset) kind(language string) Kind {
	return Kind{
		Key: "lib:" + p.key, Name: p.name,
		Formula: p.formula(),
		Source:  p.source,
		Library: true, Language: language, Version: p.version, Cap: p.cap,
		New: func(Params) Strategy { return p.Library },
	}
}
