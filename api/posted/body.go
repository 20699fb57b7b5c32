package posted

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/scenario"
)

// Why a body was not read.
var (
	ErrTooLong    = errors.New("the body is too long")
	ErrUnreadable = errors.New("the body cannot be read")
)

// maxDrained bounds what is read in vain of a body that is too long.
const maxDrained = 16 << 20

// Body reads the body of a request, of at most so many bytes. The error is ErrTooLong, or that of
// the connection.
func Body(c echo.Context, most int64) ([]byte, error) {
	from := c.Request().Body
	body, err := io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(body)) > most {
		c.Response().Header().Set("Connection", "close")
		_, _ = io.CopyN(io.Discard, from, maxDrained)
		return nil, ErrTooLong
	}
	return body, err
}

// textField is the field that a body is by itself, where it is neither JSON nor a form.
const textField = "text"

// Text reads what a program asks of a text: JSON, which fills asked; a form; or else the text
// itself, and what else there is in the query. Fields are those of asked by their names in forms
// and queries. The error is ErrTooLong or ErrUnreadable.
func Text(c echo.Context, most int64, asked any, fields map[string]*string) error {
	fill(fields, c.Request().URL.Query(), func(name string) bool { return name != textField })
	body, err := Body(c, most)
	switch {
	case errors.Is(err, ErrTooLong):
		return err
	case err != nil:
		return ErrUnreadable
	}
	kind, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	switch kind {
	case echo.MIMEApplicationJSON:
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		err = d.Decode(asked)
	case echo.MIMEApplicationForm:
		var typed url.Values
		typed, err = url.ParseQuery(string(body))
		fill(fields, typed, func(string) bool { return true })
	default:
		*fields[textField] = string(body)
	}
	if err != nil {
		return ErrUnreadable
	}
	return nil
}

func fill(fields map[string]*string, from url.Values, takes func(name string) bool) {
	for name, field := range fields {
		if takes(name) {
			*field = from.Get(name)
		}
	}
}

// TooLong is the problem of a text that is longer than its bound.
func TooLong(field, value, message string) error {
	return &problem.Problem{
		Status: http.StatusRequestEntityTooLarge, Title: "The text is too long", Detail: message,
		Fields: scenario.FieldErrors{scenario.NewFieldError(field, value, message)},
	}
}

// Unreadable is the problem of a body that is nothing of what is taken.
func Unreadable(message string) error {
	return &problem.Problem{Status: http.StatusBadRequest, Title: "The body cannot be read", Detail: message}
}
