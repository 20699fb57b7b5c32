package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"path"

	"github.com/andybalholm/brotli"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"
)

// smallest is the size in bytes from which compression pays for the headers that
// it takes.
const smallest = 512

// minifiers say how a kind of file is made smaller without another meaning, by the
// end of its name. Other kinds stay as they are.
var minifiers = map[string]minify.Minifier{
	".css": &css.Minifier{},
	".js":  &js.Minifier{},
	".svg": &svg.Minifier{},
}

// minified makes of a source what is sent. A source that its minifier does not
// understand is a mistake in the tree, which the first start shows.
func minified(name string, source []byte) []byte {
	m, ok := minifiers[path.Ext(name)]
	if !ok {
		return source
	}
	var small bytes.Buffer
	if err := m.Minify(minify.New(), &small, bytes.NewReader(source), nil); err != nil {
		panic(fmt.Sprintf("static file %s: %v", name, err))
	}
	return small.Bytes()
}

// compress takes the time that the best levels need: it happens once.
func compress(plain []byte) File {
	f := File{Plain: plain}
	if len(plain) < smallest {
		return f
	}
	var small bytes.Buffer
	zip, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		panic(err) // there is no such level
	}
	f.Gzip = squeeze(zip, &small, plain)
	f.Brotli = squeeze(brotli.NewWriterLevel(&small, brotli.BestCompression), &small, plain)
	return f
}

// squeeze returns what a writer makes of the plain bytes in the buffer that it
// writes to, or nil where that is no less.
func squeeze(w io.WriteCloser, into *bytes.Buffer, plain []byte) []byte {
	into.Reset()
	_, err := w.Write(plain)
	if closed := w.Close(); err != nil || closed != nil {
		panic(fmt.Sprint(err, closed)) // a buffer takes everything
	}
	if into.Len() >= len(plain) {
		return nil
	}
	return bytes.Clone(into.Bytes())
}
