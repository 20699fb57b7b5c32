package exchanged

import (
	"slices"

	"backofflab/exchange/form"
)

// Groups of formats, in their order in lists.
const (
	filesGroup = "Configuration files"
	ownGroup   = "Backoff Lab"
)

var groups = []string{"Go", "Python", "JavaScript", "Java", "C#, Rust, Ruby", filesGroup, ownGroup}

// grouping are languages that are no group of their own. What is neither is a file's.
var grouping = map[string]string{"TypeScript": "JavaScript", "Kotlin": "Java", "C#": "C#, Rust, Ruby", "Rust": "C#, Rust, Ruby", "Ruby": "C#, Rust, Ruby"}

// groupOf is the group in which a list shows a format.
func groupOf(f form.Format) string {
	if f.Key == "link" || f.Key == "json" { // the lab's own
		return ownGroup
	}
	if group, ok := grouping[f.Language]; ok {
		return group
	}
	if slices.Contains(groups, f.Language) {
		return f.Language
	}
	return filesGroup
}

// rank is the place of a group among the others.
func rank(group string) int { return slices.Index(groups, group) }
