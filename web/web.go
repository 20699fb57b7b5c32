// Package web holds the static files of the pages, as they are sent: minified,
// and ready compressed.
//
// The sources are plain files in the folder static. A build may compress them first, into the
// folder packed; else each is compressed once, when it is first asked for. All of it is safe
// for concurrent use since nobody writes to it afterwards.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"maps"
	"runtime/debug"
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

// plain are all files as they are sent, minified, by name: the sources, and the sheets made of
// them. That takes a few hundredths of a second.
var plain = sync.OnceValue(func() map[string][]byte {
	all := map[string][]byte{}
	for name, source := range sources() {
		all[name] = minified(name, source)
	}
	for name, parts := range sheets {
		var sheet []byte
		for _, part := range parts {
			sheet = append(sheet, all[part]...)
		}
		all[name] = sheet
	}
	return all
})

// files are the same in all forms, each made when it is first asked for: to compress all of
// them well takes seconds, unless that was done before the build.
var files = sync.OnceValue(func() map[string]func() File {
	all := map[string]func() File{}
	for name, body := range plain() {
		all[name] = sync.OnceValue(func() File { return fileOf(body) })
	}
	return all
})

// fileOf is a file in all forms.
func fileOf(plain []byte) File {
	if f, ok := unpack(packed, plain); ok {
		return f
	}
	return compress(plain)
}

// Prepare makes all files, so that nobody waits for them who asks later. Where they are not
// packed that takes some seconds of one core, and a hundred megabytes, which it gives back.
func Prepare() {
	for _, name := range Names() {
		files()[name]()
	}
	debug.FreeOSMemory()
}

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
	if !found {
		return File{}, false
	}
	return f(), true
}

// Inline returns a file as text that stands in a document, and the source by which a
// Content-Security-Policy allows it: the hash of these bytes. Both are empty for a name that is
// no file's.
func Inline(name string) (text, source string) {
	body, found := plain()[name]
	if !found {
		return "", ""
	}
	sum := sha256.Sum256(body)
	return string(body), "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Names returns the names of all files, in order.
func Names() []string { return slices.Sorted(maps.Keys(plain())) }

// Version is a short hash over the names and contents of all files as they are
// sent, so that it follows the sources and the minifier. It belongs into their
// URLs: a browser may keep what it has for ever.
var Version = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, name := range Names() {
		sum.Write([]byte(name))
		sum.Write([]byte{0})
		sum.Write(plain()[name])
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
})
