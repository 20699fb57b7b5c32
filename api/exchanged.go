package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/posted"
	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/view/exchanged"
)

// use leads to the page of texts, which had this address.
func (s *Server) use(c echo.Context) error {
	return c.Redirect(http.StatusMovedPermanently, withQuery("/export", c.Request().URL.RawQuery))
}

// export answers with the policy of one strategy as text for other places, as a page.
func (s *Server) export(c echo.Context) error {
	shown, err := s.exportOf(c)
	if err != nil {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.ExportView(shown))
}

// exportFragment answers with the same for a dialog.
func (s *Server) exportFragment(c echo.Context) error {
	shown, err := s.exportOf(c)
	if err != nil {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.ExportTexts(shown))
}

// exportOf reads a link, and beside it which strategy is wanted, and which text first. The run
// says which is ahead; the texts are there without it.
func (s *Server) exportOf(c echo.Context) (templates.Export, error) {
	own, rest := extras(c.Request().URL.RawQuery, "strategy", "format")
	wanted, err := link.Parse(rest)
	if err != nil {
		return templates.Export{}, err
	}
	var known *experiment.Outcome
	found, err := s.simulate(c.Request().Context(), wanted.Scenario, s.pageClass)
	switch {
	case errors.Is(err, context.Canceled):
		return templates.Export{}, err
	case err == nil:
		known = &found
	}
	shown, ok := exchanged.Export(wanted.Scenario, own["strategy"], own["format"], known)
	if !ok {
		return shown, scenario.FieldErrors{scenario.NewFieldError("strategy", own["strategy"], "is none of the scenario's strategies")}
	}
	shown.Static = s.static.prefix
	return shown, nil
}

// exportText answers with one text as a file.
func (s *Server) exportText(c echo.Context) error {
	own, rest := extras(c.Request().URL.RawQuery, "strategy", "format")
	wanted, err := link.Parse(rest)
	if err != nil {
		return err
	}
	code, file, err := exchanged.Code(wanted.Scenario, own["strategy"], own["format"])
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+file+`"`)
	return c.Blob(http.StatusOK, echo.MIMETextPlainCharsetUTF8, []byte(code))
}

// Addresses that take a text by POST.
const (
	importPath     = "/import"
	importFragment = "/fragment/import"
)

// maxPosted bounds what is posted to be read: browsers write each line feed as two bytes.
const maxPosted = 2*exchanged.MostBytes + 64<<10

// importForm answers with the page on which a configuration is pasted, or with a sample of one
// read. Whatever else is in its address is the link from which somebody came.
func (s *Server) importForm(c echo.Context) error {
	return s.sendImport(c, http.StatusOK, sampled(c))
}

// importText answers with what a text that was posted is understood as.
func (s *Server) importText(c echo.Context) error {
	pasted, err := pastedIn(c)
	if err != nil {
		return s.sendTooLong(c, pasted)
	}
	return s.sendImport(c, http.StatusBadRequest, pasted)
}

// importSample and importFragment answer with the same for a page that is there.
func (s *Server) importSample(c echo.Context) error { return s.sendRead(c, sampled(c)) }

func (s *Server) importFragment(c echo.Context) error {
	pasted, err := pastedIn(c)
	if err != nil {
		return s.sendTooLong(c, pasted)
	}
	return s.sendRead(c, pasted)
}

func (s *Server) sendRead(c echo.Context, pasted exchanged.Pasted) error {
	page, _ := exchanged.Import(pasted)
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.ImportReadView(page))
}

// sendImport answers with the page; wrong is the status where the text could not be read.
func (s *Server) sendImport(c echo.Context, wrong int, pasted exchanged.Pasted) error {
	page, ok := exchanged.Import(pasted)
	status := http.StatusOK
	if !ok {
		status = wrong
	}
	if c.Request().Method == http.MethodPost {
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	page.Static = s.static.prefix
	return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.ImportView(page))
}

// sendTooLong answers to a text of which not all was taken.
func (s *Server) sendTooLong(c echo.Context, pasted exchanged.Pasted) error {
	page, _ := exchanged.Import(pasted)
	page.Static, page.Problem = s.static.prefix, exchanged.TooLong
	c.Response().Header().Set("Cache-Control", "no-store")
	markup := templates.ImportView(page)
	if c.Path() == importFragment {
		markup = templates.ImportReadView(page)
	}
	return s.sendMarkup(c, http.StatusRequestEntityTooLarge, echo.MIMETextHTMLCharsetUTF8, markup)
}

// sampled is the sample that an address asks for.
func sampled(c echo.Context) exchanged.Pasted {
	own, rest := extras(c.Request().URL.RawQuery, "sample")
	text, _ := exchanged.Sample(own["sample"])
	return exchanged.Pasted{Text: text, Into: rest}
}

// pastedIn reads the form of the page. A file goes before what stands in the field. The error is
// that it is too long, or no form.
func pastedIn(c echo.Context) (exchanged.Pasted, error) {
	fields, file, err := posted.Form(c, maxPosted)
	if err != nil {
		return exchanged.Pasted{}, err
	}
	return exchanged.Pasted{Text: cmp.Or(file, fields.Get("text")), Format: cmp.Or(fields.Get("as"), fields.Get("format")), Into: fields.Get("into")}, nil
}
