package templates

import "backofflab/internal/format"

// librariesIn counts them, for people.
func librariesIn(groups []LibraryGroup) string {
	n := 0
	for _, g := range groups {
		n += len(g.Libraries)
	}
	return format.Count(n)
}

// Title is the name of the group: "Python, 100 ms to 10 s".
func (g LibraryGroup) Title() string {
	if g.Common == "" {
		return g.Language
	}
	return g.Language + ", " + g.Common
}
