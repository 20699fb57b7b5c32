package format

// Clip keeps a log line to a sane length.
func Clip(s string, longest int) string {
	if len(s) > longest {
		return s[:longest] + "…"
	}
	return s
}
