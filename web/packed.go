package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed packed
var embedded embed.FS

// packed are files that were compressed before the build, if any were. They have the hash of
// what is in them for a name, so that none can be older than its source.
var packed = func() fs.FS {
	all, err := fs.Sub(embedded, "packed")
	if err != nil {
		panic(err) // the name is valid
	}
	return all
}()

// The ends of their names, by coding.
const (
	gzipped  = ".gz"
	brotlied = ".br"
)

// nameOf is the name of a file in packed, without its end.
func nameOf(plain []byte) string {
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:16])
}

// unpack returns a file that was compressed before; false where it was not.
func unpack(from fs.FS, plain []byte) (File, bool) {
	name := nameOf(plain)
	gz, err := fs.ReadFile(from, name+gzipped)
	if err != nil {
		return File{}, false
	}
	br, err := fs.ReadFile(from, name+brotlied)
	return File{Plain: plain, Gzip: gz, Brotli: br}, err == nil
}

// Pack compresses all files into a directory, and removes those there that are of older
// sources. What is there already stays.
func Pack(directory string) error {
	wanted := map[string]bool{}
	for _, plain := range plain() {
		if len(plain) < smallest {
			continue
		}
		name := filepath.Join(directory, nameOf(plain))
		wanted[name+gzipped], wanted[name+brotlied] = true, true
		if _, there := unpack(os.DirFS(directory), plain); there {
			continue
		}
		f := compress(plain)
		if f.Gzip == nil || f.Brotli == nil {
			continue // it is no smaller
		}
		if err := errors.Join(write(name+gzipped, f.Gzip), write(name+brotlied, f.Brotli)); err != nil {
			return err
		}
	}
	for _, end := range []string{gzipped, brotlied} {
		old, err := filepath.Glob(filepath.Join(directory, "*"+end))
		if err != nil {
			return err
		}
		for _, name := range old {
			if !wanted[name] {
				if err := os.Remove(name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// write writes a file that is there as a whole or not at all.
func write(name string, content []byte) error {
	half := name + ".half"
	if err := os.WriteFile(half, content, 0o644); err != nil {
		return err
	}
	return os.Rename(half, name)
}
