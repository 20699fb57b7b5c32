package studies

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/scenario/link"
	templates "backofflab/web/templates/study"
	"backofflab/web/view/studied"
)

// CapPath is the address of the small sweep.
const CapPath = "/fragment/caps"

// Cap answers with a few values of the cap for the page of a run, as markup.
func (l Lab) Cap(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	small, why := studied.CapSweepOf(wanted.Scenario)
	var t sweep.Table
	if why == "" {
		if t, err = l.caps.Of(c.Request().Context(), small.Query(), l.capTable(small)); err != nil {
			return err
		}
	}
	return l.SendPage(c, http.StatusOK, templates.CapSweepView(studied.CapOf(wanted.Scenario, small, t, why)))
}

// capTable simulates a small sweep, in its turn and on one core.
func (l Lab) capTable(small sweep.Sweep) func(context.Context) (sweep.Table, error) {
	return func(ctx context.Context) (sweep.Table, error) {
		leave, err := l.Enter(ctx)
		if err != nil {
			return sweep.Table{}, err
		}
		defer leave()
		return small.Run(ctx, job.Local{Workers: 1}, studied.CapAttempts, func(sweep.Table) {})
	}
}
