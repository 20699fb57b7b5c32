package sweep

// ReadAxis reads an axis in the form of links, or as people type it. The name is that of the
// field in which it stands, for errors, which are scenario.FieldErrors or a FieldError.
func ReadAxis(name, text string) (Axis, error) { return readAxis(name, text) }

// Near is a number, of a duration in seconds, as links write the nearest value that the field
// takes, with few digits.
func (a Axis) Near(x float64) string { return a.written(x) }
