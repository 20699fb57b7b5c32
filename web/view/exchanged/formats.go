package exchanged

import (
	"slices"

	"backofflab/exchange/form"
)

// own are the formats of the lab itself.
var own = []string{"link", "json"}

// Names of groups that are no language.
const (
	filesGroup = "Configuration files"
	ownGroup   = "Backoff Lab"
)

// files are languages of configurations.
var files = []string{"YAML", "JSON", "INI", "TOML", "Properties", "HCL", "XML"}

// groups are the groups in which lists show formats. A group that is not in here comes after
// the languages.
var groups = []string{"Go", "Python", "JavaScript", "TypeScript", "Java", "Kotlin", "C#", "Rust", "Ruby"}

// groupOf is the group in which a list shows a format.
func groupOf(f form.Format) string {
	switch {
	case slices.Contains(own, f.Key):
		return ownGroup
	case slices.Contains(files, f.Language):
		return filesGroup
	}
	return f.Language
}

// rank is the place of a group among the others.
func rank(group string) int {
	if i := slices.Index(groups, group); i >= 0 {
		return i
	}
	switch group {
	case filesGroup:
		return len(groups) + 1
	case ownGroup:
		return len(groups) + 2
	}
	return len(groups)
}
