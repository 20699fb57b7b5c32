package form

// Format is a way to write down how something retries.
type Format struct {
	Key      string // in links and flags: "resilience4j"
	Name     string // for people: "resilience4j"
	Language string // "Go", "YAML"
	File     string // name of a file that would hold it: "application.yaml"
	Version  string // of the library whose names and defaults these are
	Source   string // the file that they were read from
	Sample   string // a text of it whose policy is no default: an example on screen, and a row of the table of all pairs

	// Recognise reports whether a text is of this format: a name that no other has is there.
	Recognise func(*Text) bool
	// Read fills a reading with what a text of the format says; nil where it is only written.
	Read func(*Text, *Reading)
	// Write returns a policy in the format, as closely as that can say it, and what whoever uses
	// it must do himself, a sentence each. No code: the format has nothing for the policy, and the
	// sentences say why. Nil where it is only read.
	Write func(Policy) (code string, notes []string)
}
