package studied

import (
	"errors"
	"time"

	"backofflab/internal/format"
	"backofflab/studies"
	templates "backofflab/web/templates/study"
)

// StateOf is a study at one moment, but for what its kind shows of it. far says how far it is,
// "12 of 28 cells", and share the same as a number.
func StateOf(s studies.State, far string, share float64) templates.Shown {
	shown := templates.Shown{State: nameOf(s), Share: share, Says: far}
	switch shown.State {
	case templates.Running:
		shown.Says += leftOf(s)
	case templates.Done:
		shown.Share = 1
	case templates.Cancelled:
		shown.Says = "Cancelled at " + far + ". What was simulated is kept for a while: resume to go on from there."
	case templates.Failed:
		shown.Says, shown.Why = "Not finished: "+far+".", whyOf(s.Err)
	}
	return shown
}

func nameOf(s studies.State) string {
	switch {
	case !s.Over:
		return templates.Running
	case errors.Is(s.Err, studies.ErrCancelled):
		return templates.Cancelled
	case s.Err != nil:
		return templates.Failed
	}
	return templates.Done
}

// leftOf is how long a study will still take, where somebody can tell.
func leftOf(s studies.State) string {
	switch {
	case !s.Begun:
		return ": waiting for others to end"
	case s.Left > 0:
		return ", " + format.About(max(s.Left, time.Millisecond)) + " left"
	}
	return ""
}

// whyOf says what ended a study, but not what is the lab's own affair.
func whyOf(err error) string {
	return "The lab could not finish it. Ask again: what was simulated is not simulated anew."
}
