package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/posted"
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
func importAsked(c echo.Context) (asked wire.ImportAsked, err error) {
	err = posted.Text(c, maxImport, &asked, map[string]*string{"text": &asked.Text, "format": &asked.Format, "into": &asked.Into, "replaces": &asked.Replaces})
	switch {
	case errors.Is(err, posted.ErrTooLong):
		return asked, tooLongToImport(fmt.Sprintf("more than %d bytes", maxImport))
	case err != nil:
		return asked, posted.Unreadable("Send the text itself, a form with the field text, or JSON with text, format, into and replaces.")
	case len(asked.Text) > wire.MaxText:
		return asked, tooLongToImport(fmt.Sprintf("%d bytes", len(asked.Text)))
	}
	return asked, nil
}

// tooLongToImport names the bound of a text.
func tooLongToImport(length string) error {
	return posted.TooLong("text", length, "Paste the part that is about retries: at most "+format.Plural(wire.MaxText, "byte")+" are read.")
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
