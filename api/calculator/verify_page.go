package calculator

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/posted"
	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	"backofflab/internal/format"
	templates "backofflab/web/templates/calculator"
	"backofflab/web/view/calculated"
)

// maxForm bounds the form of the page: browsers write each line feed as two bytes.
const maxForm = 2*observed.MaxPasted + 64<<10

// What is said of a text that is not read.
var (
	tooLongText = "The text is longer than " + format.Plural(observed.MaxPasted, "byte") + ", which is the most that is read. Paste the part that has the retries."
	tooLongForm = tooLongText + " It was too long to be shown again: go back to have it."
	busy        = "The lab is busy. What you pasted is still here: verify it again in a few seconds."
)

// wanted is what the form of the page asks.
type wanted struct {
	calculated.Observed
	query  string // of the policy
	status int    // 0: nothing is wrong so far
}

// Verify answers a form with the whole page, and what was pasted in its field.
func (l Lab) Verify(c echo.Context) error {
	w := wantedIn(c)
	c.Response().Header().Set("Cache-Control", "no-store")
	return l.sendVerified(c, w)
}

// VerifySample answers with the page and a sample in its field. Whatever else is in the address
// is the policy.
func (l Lab) VerifySample(c echo.Context) error {
	key, query := sampled(c.Request().URL.RawQuery)
	return l.sendVerified(c, wanted{Observed: calculated.Observed{Text: calculated.Sample(key), Against: true}, query: query})
}

func (l Lab) sendVerified(c echo.Context, w wanted) error {
	page, asked, status, err := l.page(c, w.query)
	if err != nil {
		return err
	}
	w.Policy = asked
	if err := l.verify(c, &w); err != nil {
		return err
	}
	page.Verify = calculated.Verify(w.Observed)
	return l.SendPage(c, cmp.Or(w.status, status), templates.View(page))
}

// VerifyFragment answers a form with what the script of the page replaces.
func (l Lab) VerifyFragment(c echo.Context) error {
	w := wantedIn(c)
	_, asked, _, err := l.page(c, w.query)
	if err != nil {
		return err
	}
	w.Policy = asked
	if err := l.verify(c, &w); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	status := http.StatusOK // that something is wrong is what it shows
	if w.status == http.StatusRequestEntityTooLarge {
		status = w.status
	}
	return l.SendPage(c, status, templates.VerifiedView(calculated.Verify(w.Observed)))
}

// wantedIn reads the form. A file goes before what stands in the field, and the policy of a
// candidate before that of the page.
func wantedIn(c echo.Context) wanted {
	fields, file, err := posted.Form(c, maxForm)
	if err != nil {
		return wanted{Observed: calculated.Observed{Against: true, Problem: tooLongForm}, status: http.StatusRequestEntityTooLarge}
	}
	return wanted{
		Observed: calculated.Observed{Text: cmp.Or(file, fields.Get(nameText)), Unit: fields.Get(nameUnit), Against: fields.Get("against") != ""},
		query:    cmp.Or(fields.Get("use"), fields.Get(namePolicy)),
	}
}

// verify fills in what the text fits, or why it was not read. The error is that nobody waits for
// it any more.
func (l Lab) verify(c echo.Context, w *wanted) error {
	if w.status != 0 || strings.TrimSpace(w.Text) == "" {
		return nil
	}
	// Browsers send each line feed as two bytes, which are no part of what was pasted.
	text := strings.ReplaceAll(w.Text, "\r\n", "\n")
	if len(text) > observed.MaxPasted {
		w.Problem, w.status = tooLongText, http.StatusRequestEntityTooLarge
		return nil
	}
	turn, err := l.Enter(c.Request().Context())
	if errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil {
		w.Problem, w.status = busy, http.StatusServiceUnavailable
		return nil
	}
	defer turn.Leave()
	log, err := observed.Read([]byte(text), observed.Options{Unit: w.Unit})
	if err != nil {
		w.Problem, w.status = format.Capital(err.Error()), http.StatusBadRequest
		return nil
	}
	var o fit.Options
	if w.Against && w.Policy != nil {
		o.Expected = &w.Policy.Scenario
	}
	result, err := fitted(c, turn, log, o)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		w.Problem, w.status = busy, http.StatusServiceUnavailable
		return nil
	}
	w.Log, w.Result = log, &result
	return nil
}

// sampled takes the key of a sample out of a query.
func sampled(raw string) (key, rest string) {
	var left []string
	for pair := range strings.SplitSeq(raw, "&") {
		if value, ok := strings.CutPrefix(pair, "sample="); ok {
			key = value
			continue
		}
		left = append(left, pair)
	}
	return key, strings.Join(left, "&")
}
