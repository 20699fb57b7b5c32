package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/exchange"
	"backofflab/internal/format"
	"backofflab/retry/config"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

const (
	importJSONPath = "/api/v1/import"

	// maxImport bounds a body: JSON and forms write some characters of a text in several.
	maxImport = 4 * wire.MaxText
)

// importJSON reads a configuration that somebody pasted.
func (s *Server) importJSON(c echo.Context) error {
	asked, err := importAsked(c)
	if err != nil {
		return err
	}
	read, err := exchange.Read(asked.Text, asked.Format)
	if err != nil {
		return err
	}
	in := read.Scenario()
	if asked.Into != "" {
		into, err := link.Read(asked.Into)
		if err != nil {
			return err
		}
		if asked.Replaces != "" && !slices.Contains(into.Scenario.Strategies, asked.Replaces) {
			return scenario.FieldErrors{scenario.NewFieldError("replaces", asked.Replaces, "Choose one of the scenario's strategies: "+strings.Join(into.Scenario.Strategies, ", ")+".")}
		}
		if in, err = read.In(into.Scenario, asked.Replaces); err != nil {
			return err
		}
	}
	return sendJSON(c, wire.ImportOf(read, in, s.site(c.Request())))
}

// importAsked reads the body: JSON, a form, or else the text itself, whose format and the rest
// are then in the query.
func importAsked(c echo.Context) (wire.ImportAsked, error) {
	r := c.Request()
	query := r.URL.Query()
	asked := wire.ImportAsked{Format: query.Get("format"), Into: query.Get("into"), Replaces: query.Get("replaces")}
	body, err := bodyOf(c, maxImport)
	switch {
	case errors.Is(err, errTooLong):
		return asked, tooLongToImport(fmt.Sprintf("more than %d bytes", maxImport))
	case err != nil:
		return asked, unreadable
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case echo.MIMEApplicationJSON:
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		err = d.Decode(&asked)
	case echo.MIMEApplicationForm:
		var typed url.Values
		typed, err = url.ParseQuery(string(body))
		asked = wire.ImportAsked{Text: typed.Get("text"), Format: typed.Get("format"), Into: typed.Get("into"), Replaces: typed.Get("replaces")}
	default:
		asked.Text = string(body)
	}
	switch {
	case err != nil:
		return asked, unreadable
	case len(asked.Text) > wire.MaxText:
		return asked, tooLongToImport(fmt.Sprintf("%d bytes", len(asked.Text)))
	}
	return asked, nil
}

var unreadable = &problem.Problem{Status: http.StatusBadRequest, Title: "The body cannot be read", Detail: "Send the text itself, a form with the field text, or JSON with text, format, into and replaces."}

// maxDrained bounds what is read in vain of a body that is too long: a client that still sends
// does not see the answer.
const maxDrained = 16 << 20

// errTooLong says that a body is longer than its bound.
var errTooLong = errors.New("the body is too long")

// bodyOf reads the body of a request, of at most so many bytes.
func bodyOf(c echo.Context, most int64) ([]byte, error) {
	from := c.Request().Body
	body, err := io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(body)) > most {
		c.Response().Header().Set("Connection", "close")
		_, _ = io.CopyN(io.Discard, from, maxDrained)
		return nil, errTooLong
	}
	return body, err
}

// tooLongToImport names the bound of a text.
func tooLongToImport(length string) error {
	return tooLong("text", length, "Paste the part that is about retries: at most "+format.Plural(wire.MaxText, "byte")+" are read.")
}

func tooLong(field, value, message string) error {
	return &problem.Problem{
		Status: http.StatusRequestEntityTooLarge, Title: "The text is too long", Detail: message,
		Fields: scenario.FieldErrors{scenario.NewFieldError(field, value, message)},
	}
}

// exportJSON writes one strategy of a link for other programs, in one format or in all.
func (s *Server) exportJSON(c echo.Context) error {
	own, rest := extras(c.Request().URL.RawQuery, "strategy", "format")
	wanted, err := link.Parse(rest)
	if err != nil {
		return err
	}
	strategy := own["strategy"]
	switch all := config.Strategies(wanted.Scenario); {
	case strategy == "":
		strategy = all[0]
	case !slices.Contains(all, strategy):
		return scenario.FieldErrors{scenario.NewFieldError("strategy", strategy, "Choose one of the scenario's strategies: "+strings.Join(all, ", ")+".")}
	}
	texts, err := textsOf(wanted.Scenario, strategy, own["format"])
	if err != nil {
		return err
	}
	return sendJSON(c, wire.ExportAnswerOf(wanted.Scenario, strategy, texts, s.site(c.Request())))
}

func textsOf(s scenario.Scenario, strategy, key string) ([]exchange.Text, error) {
	if key == "" {
		return exchange.Texts(s, strategy)
	}
	text, err := exchange.Write(s, strategy, key)
	return []exchange.Text{text}, err
}

// formatsJSON lists what is imported and exported.
func formatsJSON(c echo.Context) error { return sendJSON(c, wire.FormatsOf(exchange.Formats())) }

func sendJSON(c echo.Context, answer any) error {
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
