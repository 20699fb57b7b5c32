// Package web holds the static files of the pages.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"sync"
)

//go:embed static
var static embed.FS

// Assets returns the static files, by the names under which pages ask for them.
func Assets() fs.FS {
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the name above is wrong
	}
	return files
}

// Version is a short hash over the names and contents of all static files. It
// belongs into their URLs, so that a browser may keep what it has for ever.
var Version = sync.OnceValue(func() string {
	sum := sha256.New()
	err := fs.WalkDir(Assets(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Assets(), path)
		if err != nil {
			return err
		}
		sum.Write([]byte(path))
		sum.Write([]byte{0})
		sum.Write(data)
		return nil
	})
	if err != nil {
		panic(err) // an embedded file cannot fail to be read
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
})
