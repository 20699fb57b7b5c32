package studies

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/studies"
	templates "backofflab/web/templates/study"
	"backofflab/web/view/studied"
)

// pageWait is how long a page waits at most for a study to come to its end. It shows what is
// known then, and is told of the rest.
const pageWait = time.Second

// againAfter is in how many seconds a program may ask again.
const againAfter = 2

// page answers with the whole page. A form that was sent is a link from then on.
func (l Lab) page(k Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		raw := c.Request().URL.RawQuery
		plain := k.Plain(raw)
		if !k.Asks(plain) {
			return l.send(c, http.StatusOK, k.Page(plain, nil))
		}
		study, err := l.asked(c, k, plain)
		if problems, wrong := problemsOf(err); wrong {
			c.Response().Header().Set("Cache-Control", "no-store")
			return l.send(c, http.StatusBadRequest, k.Page(plain, problems))
		}
		if err != nil {
			return err
		}
		if plain != raw {
			return c.Redirect(http.StatusSeeOther, "/"+k.Name+"?"+study.Query())
		}
		page := k.Page(plain, nil)
		return l.sendState(c, page, study, l.known(c.Request().Context(), study, min(pageWait, l.Wait)))
	}
}

// cancelPage ends a study, and answers with what is known of it.
func (l Lab) cancelPage(k Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		raw := c.Request().URL.RawQuery
		study, err := l.asked(c, k, raw)
		if err != nil {
			return err
		}
		s, ok := l.cancel(c.Request().Context(), study)
		if !ok { // it is over by now
			return c.Redirect(http.StatusSeeOther, "/"+k.Name+"?"+study.Query())
		}
		return l.sendState(c, k.Page(raw, nil), study, s)
	}
}

func (l Lab) sendState(c echo.Context, page templates.Page, study Study, s studies.State) error {
	c.Response().Header().Set("Cache-Control", "no-store") // it is another one in a moment
	now := shown(study, s)
	now.Query, now.JSON, now.CSV = page.Shown.Query, page.Shown.JSON, page.Shown.CSV
	page.Shown = now
	return l.send(c, http.StatusOK, page)
}

func (l Lab) send(c echo.Context, status int, page templates.Page) error {
	page.Static = l.Static
	return l.SendPage(c, status, templates.View(page))
}

// shown is a study at one moment.
func shown(study Study, s studies.State) templates.Shown {
	words, share := study.Far(s.Known)
	now := studied.StateOf(s, words, share)
	now.Query, now.Body = study.Query(), study.Body(s.Known)
	return now
}

// json answers with all that is known: 200 at the end, 202 before.
func (l Lab) json(k Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		study, err := l.asked(c, k, c.Request().URL.RawQuery)
		if err != nil {
			return err
		}
		s := l.known(c.Request().Context(), study, l.Wait)
		if s.Over && s.Err != nil {
			return failure(s)
		}
		c.Response().Header().Set("Cache-Control", "no-store")
		status := http.StatusOK
		if !s.Over {
			status = http.StatusAccepted
			c.Response().Header().Set("Retry-After", strconv.Itoa(againAfter))
		}
		return l.sendAnswer(c, status, study, s)
	}
}

// cancelJSON ends a study, and answers with what is known of it.
func (l Lab) cancelJSON(k Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		study, err := l.asked(c, k, c.Request().URL.RawQuery)
		if err != nil {
			return err
		}
		s, ok := l.cancel(c.Request().Context(), study)
		if !ok {
			return &problem.Problem{Status: http.StatusNotFound, Title: "Not under way", Detail: "No such study is under way: it is over, or nobody asked for it."}
		}
		return l.sendAnswer(c, http.StatusOK, study, s)
	}
}

// csv answers with the table of a finished study.
func (l Lab) csv(k Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		study, err := l.asked(c, k, c.Request().URL.RawQuery)
		if err != nil {
			return err
		}
		s := l.known(c.Request().Context(), study, l.Wait)
		switch {
		case s.Over && s.Err != nil:
			return failure(s)
		case !s.Over:
			return &problem.Problem{Status: http.StatusServiceUnavailable, Title: "Not finished", Detail: "The study is still under way. Ask again in a moment."}
		}
		var b strings.Builder
		if err := csv.NewWriter(&b).WriteAll(study.Rows(s.Known)); err != nil {
			return err
		}
		c.Response().Header().Set("Content-Disposition", `attachment; filename="backoff-lab-`+k.Name+`.csv"`)
		return c.Blob(http.StatusOK, "text/csv; charset=utf-8", []byte(b.String()))
	}
}

// failure is the answer to who asks for a study that ended without a result.
func failure(s studies.State) error {
	if s.Err == studies.ErrCancelled {
		return &problem.Problem{Status: http.StatusConflict, Title: "Cancelled", Detail: "Somebody cancelled the study while you waited. Ask again to go on from there."}
	}
	return s.Err
}

// answerOf is a study at one moment, for programs.
func answerOf(study Study, s studies.State) wire.StudyAnswer[any] {
	return wire.StudyAnswer[any]{
		State: studied.StateOf(s, "", 0).State, Query: study.Query(), Done: s.Done, Wanted: s.Wanted,
		LeftMS: s.Left.Milliseconds(), Table: study.Answer(s.Known),
	}
}

// sendAnswer writes the answer in a turn: that of a large study takes a while.
func (l Lab) sendAnswer(c echo.Context, status int, study Study, s studies.State) error {
	leave, err := l.Enter(c.Request().Context())
	if err != nil {
		return err
	}
	defer leave()
	body, err := wire.Encode(answerOf(study, s))
	if err != nil {
		return err
	}
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}
