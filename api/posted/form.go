package posted

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
)

// drained bounds what is read in vain of a form that is too long: browsers send it to its end.
const drained = 32 << 20

// Form reads the form of a page, of at most so many bytes: its fields, and the text of its file,
// "" where none was chosen. The error is that it is too long, or no form.
func Form(c echo.Context, most int64) (fields url.Values, file string, err error) {
	r := c.Request()
	whole := r.Body
	r.Body = http.MaxBytesReader(c.Response(), whole, most)
	err = r.ParseForm() // whose error the other would hide
	if err == nil {
		err = r.ParseMultipartForm(most)
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		_, _ = io.CopyN(io.Discard, whole, drained) // it is left away whatever happens
		return nil, "", err
	}
	from, about, err := r.FormFile("file")
	if err != nil || about.Size == 0 {
		return r.PostForm, "", nil
	}
	defer from.Close()
	text, err := io.ReadAll(from)
	return r.PostForm, string(text), err
}
