package templates

import "context"

// About is what every page can say of the lab itself.
type About struct {
	Version  string // "" where it is unknown
	Engine   string // version of the engine
	Source   string // address of its source; "" where the operator gave none
	Feedback string // where to write to; the same
}

type aboutKey struct{}

// WithAbout returns a context in which pages are rendered that say it.
func WithAbout(ctx context.Context, a About) context.Context {
	return context.WithValue(ctx, aboutKey{}, a)
}

func aboutOf(ctx context.Context) About {
	a, _ := ctx.Value(aboutKey{}).(About)
	return a
}

// words name the program and its version.
func (a About) words() string {
	if a.Version == "" {
		return "Backoff Lab"
	}
	return "Backoff Lab " + a.Version
}
