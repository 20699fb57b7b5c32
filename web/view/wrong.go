package view

import (
	"backofflab/internal/format"
	"backofflab/scenario"
)

// WrongChoice is what is wrong with a field that is chosen from a list, which cannot show the value
// that came.
func WrongChoice(p scenario.FieldError) string {
	return "“" + format.Clip(p.Value, 80) + "”: " + p.Message
}
