package library

import (
	"cmp"
	"slices"
	"time"

	"backofflab/retry"
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
var libraries = func() []retry.Kind {
	var kinds []retry.Kind
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
		{"Rust", rustLibraries},
		{"Ruby", rubyLibraries},
		{"Kubernetes", kubernetesLibraries},
	} {
		for _, p := range table.presets {
			kinds = append(kinds, p.kind(table.language))
		}
	}
	slices.SortFunc(kinds, func(a, b retry.Kind) int { return cmp.Compare(a.Key, b.Key) })
	return kinds
}()

func (p preset) kind(language string) retry.Kind {
	kind := retry.Kind{
		Key: "lib:" + p.key, Name: p.name, Short: shorts[p.key],
		Formula: p.formula(),
		Source:  p.source,
		Library: true, Language: language, Version: p.version, Cap: p.cap, Checked: checked(p.key),
		New: func(retry.Params) retry.Strategy { return p.Library },
	}
	if p.rejectedBase > 0 {
		kind.Rejected = func(retry.Params) retry.Strategy { return p.afterRejection() }
	}
	return kind
}

// Kinds lists the published libraries, sorted by key. The caller owns the
// slice.
func Kinds() []retry.Kind { return slices.Clone(libraries) }

// byKey holds the libraries and their clients for Lookup.
var byKey = func() map[string]retry.Kind {
	m := make(map[string]retry.Kind, len(libraries)+len(wholeClients))
	for _, kind := range append(Clients(), libraries...) {
		m[kind.Key] = kind
	}
	return m
}()

// Lookup returns the strategy with that key, a library's or one of retry's own,
// and whether there is one.
func Lookup(key string) (retry.Kind, bool) {
	if kind, ok := byKey[key]; ok {
		return kind, true
	}
	return retry.Lookup(key)
}
