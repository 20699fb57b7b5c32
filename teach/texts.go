package teach

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed lessons/*.md guide/*.md
var files embed.FS

// maxFiles is how many texts a directory may have.
const maxFiles = 100

// Lessons are ours, in their order. Nobody may change them.
var Lessons = sync.OnceValue(func() []Lesson { return ours("lessons") })

// Guide are the pages of the guide, in their order. Nobody may change them.
var Guide = sync.OnceValue(func() []Lesson { return ours("guide") })

func ours(folder string) []Lesson {
	within, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder is part of the program
	}
	all, err := Read(within)
	if err != nil {
		panic(err)
	}
	return all
}

// Read reads all texts of a directory, in the order of their numbers and names. A text with
// something wrong in it is among them, with its problems; other files are left alone, and so are
// those that begin with a dot, as editors and systems leave them behind. The error is about the
// directory.
func Read(dir fs.FS) ([]Lesson, error) { return read(dir, Parse) }

func read(dir fs.FS, parse func(string, []byte) Lesson) ([]Lesson, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, err
	}
	var all []Lesson
	for _, e := range entries {
		if e.IsDir() || !isText(e.Name()) {
			continue
		}
		if len(all) == maxFiles {
			return all, fmt.Errorf("a directory of lessons has at most %d files; those after %s are left out", maxFiles, all[maxFiles-1].File)
		}
		all = append(all, readFile(dir, e.Name(), parse))
	}
	slices.SortStableFunc(all, func(a, b Lesson) int { return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.File, b.File)) })
	return apart(all), nil
}

func isText(name string) bool {
	return strings.EqualFold(path.Ext(name), ".md") && name[0] != '.' && !strings.EqualFold(name, "README.md")
}

var errNoFile = errors.New("it is no file")

// readFile reads one text, and no more of it than a text may have. It opens only files, also
// through links: whoever opens a pipe waits for somebody to write.
func readFile(dir fs.FS, name string, parse func(string, []byte) Lesson) Lesson {
	info, err := fs.Stat(dir, name)
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		return unread(name, err)
	}
	f, err := dir.Open(name)
	if err != nil {
		return unread(name, err)
	}
	defer f.Close()
	source, err := io.ReadAll(io.LimitReader(f, MaxTextBytes+1))
	if err != nil {
		return unread(name, err)
	}
	return parse(name, source)
}

func unread(name string, err error) Lesson {
	l := Parse(name, []byte("# "+name))
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	l.Problems = append(l.Problems, Problem{name, 0, "the file cannot be read: " + err.Error()})
	return l
}

// apart gives a problem to whoever has the key of one before, and takes the key away: nothing
// leads to such a text.
func apart(all []Lesson) []Lesson {
	known := map[string]string{"cards": "the cards"}
	for i, l := range all {
		if l.Key == "" {
			continue
		}
		if other, ok := known[l.Key]; ok {
			all[i].Hide(other)
			continue
		}
		known[l.Key] = l.File
	}
	return all
}

// Hide takes the address of a text away, which is that of something else.
func (l *Lesson) Hide(other string) {
	l.Problems = append(l.Problems, Problem{l.File, 0, fmt.Sprintf("the address %s is that of %s already; give the file another name", Path(l.Key), other)})
	l.Key = ""
}

// Find returns the text of a key.
func Find(all []Lesson, key string) (Lesson, bool) {
	i := slices.IndexFunc(all, func(l Lesson) bool { return l.Key == key && l.Key != "" })
	if i < 0 {
		return Lesson{}, false
	}
	return all[i], true
}
