package export

import "fmt"

// callOf is how the library of a policy is called in a language.
func callOf(p Policy, language string) (string, []string) {
	kind := p.kind()
	return "", []string{fmt.Sprintf("%s is for %s.", kind.Name, kind.Language)}
}
