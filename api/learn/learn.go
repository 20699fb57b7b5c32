// Package learn answers with the pages to learn from: lessons, the guide, cards, the index of
// terms, and frames of single questions.
//
// Handlers are safe for simultaneous use. A server's own lessons are read again at every
// request, if they have changed, so that whoever writes one sees it at the next reload.
package learn

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/teach"
	"backofflab/web/templates"
	shown "backofflab/web/templates/lesson"
	"backofflab/web/view/lesson"
)

// Lab is what these pages need of the rest.
type Lab struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Own      string // directory of a teacher's own lessons; "" for none
	Simulate func(context.Context, scenario.Scenario) (experiment.Outcome, error)
	Site     func(*http.Request) string
	Preview  func(c echo.Context, path, title, description string, card link.Link) *templates.Preview
	Send     func(c echo.Context, status int, markup templ.Component) error
	Frame    string // Content-Security-Policy of a frame that asks the lab again

	shelf *teach.Shelf
}

// Route is an address and who answers it.
type Route struct {
	Path    string
	Handler echo.HandlerFunc
}

// Routes are all addresses of these pages. docs/addresses.md says what each is.
func (l Lab) Routes() []Route {
	l.shelf = teach.NewShelf(os.DirFS(l.Own))
	return []Route{
		{shown.LearnPath, l.index},
		{shown.CardsPath, l.cards},
		{shown.CardsPath + ".txt", l.cardsText},
		{shown.LearnPath + "/:key", l.lesson},
		{"/fragment/learn/:key/:block", l.block},
		{"/embed/learn/:key/:block", l.embed},
		{shown.GuidePath, l.contents},
		{shown.TermsPath, l.terms},
		{shown.GuidePath + "/:key", l.guide},
		{"/fragment/guide/:key/:block", l.guideBlock},
	}
}

// own are the lessons of whoever runs the server, and why they are not there.
func (l Lab) own() ([]teach.Lesson, string) {
	if l.Own == "" {
		return nil, ""
	}
	all, err := l.shelf.Read()
	for i := range all {
		all[i].Own = true
		if other, taken := teach.Find(teach.Lessons(), all[i].Key); taken {
			all[i].Hide("the lab's own lesson “" + other.Title + "”")
		}
	}
	var failed *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return all, "The directory of this server's lessons is not there any more."
	case errors.As(err, &failed):
		return all, "The directory of this server's lessons cannot be read: " + failed.Err.Error() + "."
	case err != nil:
		return all, err.Error()
	}
	return all, ""
}

// find returns a lesson, and those among which it stands.
func (l Lab) find(key string) (teach.Lesson, []teach.Lesson, bool) {
	if found, ok := teach.Find(teach.Lessons(), key); ok {
		return found, teach.Lessons(), true
	}
	own, _ := l.own()
	found, ok := teach.Find(own, key)
	return found, own, ok
}

func (l Lab) viewer(c echo.Context) lesson.Viewer {
	return lesson.Viewer{
		Simulate: func(s scenario.Scenario) (experiment.Outcome, error) { return l.Simulate(c.Request().Context(), s) },
		Values:   c.QueryParams(), Site: l.Site(c.Request()),
	}
}

func (l Lab) index(c echo.Context) error {
	own, problem := l.own()
	page := shown.Index{Static: l.Static, Problem: problem}
	page.Lessons, page.Own = entries(teach.Lessons(), teach.Path), entries(own, teach.Path)
	return l.Send(c, http.StatusOK, shown.IndexView(page))
}

func entries(all []teach.Lesson, path func(string) string) []shown.Entry {
	list := make([]shown.Entry, len(all))
	for i, one := range all {
		list[i] = shown.Entry{Path: path(one.Key), Title: one.Title, Idea: one.Idea, Number: one.Number, Broken: len(one.Problems)}
		if one.Key == "" { // no page can say what is wrong
			list[i].Path, list[i].Title = "", one.File
			for _, p := range one.Problems {
				list[i].Problems = append(list[i].Problems, p.Error())
			}
		}
	}
	return list
}

func (l Lab) lesson(c echo.Context) error {
	found, among, ok := l.find(c.Param("key"))
	if !ok {
		return echo.ErrNotFound
	}
	page, err := l.viewer(c).Lesson(found, among)
	if err != nil {
		return err
	}
	page.Static = l.Static
	page.Preview = l.Preview(c, page.Path, found.Title, found.Idea, cardOf(found))
	return l.Send(c, http.StatusOK, shown.PageView(page))
}

// cardOf is the run whose picture stands where a link to a lesson is posted.
func cardOf(l teach.Lesson) link.Link {
	card := link.Link{Scenario: scenario.Default(), Title: l.Title}
	for _, b := range l.Blocks {
		if b.Lab != nil && b.Lab.Shows != teach.ShowsDelays {
			card.Scenario = b.Lab.Scenario
			break
		}
	}
	if len(card.Title) > link.MaxTitle {
		card.Title = ""
	}
	return card
}

func (l Lab) guide(c echo.Context) error {
	found, ok := teach.Find(teach.Guide(), c.Param("key"))
	if !ok {
		return echo.ErrNotFound
	}
	page, err := l.viewer(c).Guide(found, teach.Guide())
	if err != nil {
		return err
	}
	page.Static = l.Static
	page.Preview = l.Preview(c, page.Path, found.Title, found.Idea, cardOf(found))
	return l.Send(c, http.StatusOK, shown.PageView(page))
}

func (l Lab) contents(c echo.Context) error {
	list := entries(teach.Guide(), teach.GuidePath)
	list = append(list, shown.Entry{Path: shown.TermsPath, Title: "Index of terms", Idea: "The words of the field, a sentence for each."})
	return l.Send(c, http.StatusOK, shown.ContentsView(shown.Contents{Static: l.Static, Pages: list}))
}

func (l Lab) terms(c echo.Context) error {
	return l.Send(c, http.StatusOK, shown.TermsView(shown.Terms{Static: l.Static, Groups: lesson.Terms()}))
}

// block answers with one block of a lesson, for a page that has the rest.
func (l Lab) block(c echo.Context) error {
	found, _, ok := l.find(c.Param("key"))
	if !ok {
		return echo.ErrNotFound
	}
	return l.sendBlock(c, found, l.viewer(c).Block)
}

func (l Lab) guideBlock(c echo.Context) error {
	found, ok := teach.Find(teach.Guide(), c.Param("key"))
	if !ok {
		return echo.ErrNotFound
	}
	return l.sendBlock(c, found, l.viewer(c).GuideBlock)
}

func (l Lab) sendBlock(c echo.Context, of teach.Lesson, view func(teach.Lesson, string) (shown.Block, bool, error)) error {
	block, ok, err := view(of, c.Param("block"))
	switch {
	case err != nil:
		return err
	case !ok:
		return echo.ErrNotFound
	}
	return l.Send(c, http.StatusOK, shown.BlockView(block))
}

// embed answers with one block in a frame for the pages of others.
func (l Lab) embed(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", l.Frame)
	middleware.Shareable(h)
	frame := shown.Embed{Static: l.Static, Title: "A question", Path: shown.LearnPath, Missing: true}
	if theme := c.QueryParam("theme"); theme == "light" || theme == "dark" {
		frame.Theme = theme
	}
	found, _, ok := l.find(c.Param("key"))
	if !ok {
		return l.Send(c, http.StatusNotFound, shown.EmbedView(frame))
	}
	frame.Title, frame.Path = found.Title, teach.Path(found.Key)
	block, ok, err := l.viewer(c).Framed(found, c.Param("block"), frame.Theme)
	switch {
	case err != nil:
		return err
	case !ok:
		return l.Send(c, http.StatusNotFound, shown.EmbedView(frame))
	}
	frame.Block, frame.Missing = block, false
	return l.Send(c, http.StatusOK, shown.EmbedView(frame))
}

func (l Lab) cards(c echo.Context) error {
	cards, err := l.viewer(c).Cards(l.all())
	if err != nil {
		return err
	}
	return l.Send(c, http.StatusOK, shown.CardsView(shown.Cards{Static: l.Static, Cards: cards}))
}

func (l Lab) all() []teach.Lesson {
	own, _ := l.own()
	return append(append([]teach.Lesson(nil), teach.Lessons()...), own...)
}

// cardsText answers with a line for each card, as programs for flash cards read it.
func (l Lab) cardsText(c echo.Context) error {
	cards, err := l.viewer(c).Cards(l.all())
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, card := range cards {
		b.WriteString(oneLine(card.Ask) + "\t" + oneLine(card.Answer) + "\n")
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="backoff-lab-cards.txt"`)
	return c.String(http.StatusOK, b.String())
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
