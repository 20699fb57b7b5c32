// Package web holds the static files of the pages, as they are sent: minified,
// and ready compressed.
//
// The sources are plain files in the folder static; nothing is built before the Go
// compiler embeds them. All of it is computed once, when it is first asked for, and
// safe for concurrent use since nobody writes to it afterwards.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

//go:embed static
var static embed.FS

// File is one static file in the forms in which it can be sent. Nobody may change
// them.
type File struct {
	Plain  []byte // minified
	Gzip   []byte // nil where the file is too small for it to pay
	Brotli []byte // the same
}

// files are all that there are, by name: the sources, and the sheets made of them.
var files = sync.OnceValue(func() map[string]File {
	all := map[string]File{}
	for name, source := range sources() {
		all[name] = pack(name, source)
	}
	for name, parts := range sheets {
		var sheet []byte
		for _, part := range parts {
			sheet = append(sheet, all[part].Plain...)
		}
		all[name] = compress(sheet)
	}
	return all
})

// sources are the files of the folder static, by the names under which pages ask
// for them.
func sources() map[string][]byte {
	all := map[string][]byte{}
	err := fs.WalkDir(static, "static", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[path[len("static/"):]], err = static.ReadFile(path)
		return err
	})
	if err != nil {
		panic(err) // an embedded file cannot fail to be read
	}
	return all
}

// Find returns the file of a name, "lab.css".
func Find(name string) (File, bool) {
	f, found := files()[name]
	return f, found
}

// Names returns the names of all files, in order.
func Names() []string { return slices.Sorted(maps.Keys(files())) }

// Version is a short hash over the names and contents of all files as they are
// sent, so that it follows the sources and the minifier. It belongs into their
// URLs: a browser may keep what it has for ever.
var Version = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, name := range Names() {
		sum.Write([]byte(name))
		sum.Write([]byte{0})
		sum.Write(files()[name].Plain)
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
})
