package export

// Text is a policy in the words of one place.
type Text struct {
	Place
	Code    string   // ends with a line feed; "" where the place cannot have the strategy at all
	Without []string // what the code does not say, a sentence each
}

// Place is where a text is used.
type Place struct {
	Key, Name string
	File      string // name of a file that would hold it
	write     func(Policy) (code string, without []string)
}

var places = []Place{
	{"json", "JSON", "retry.json", writeJSON},
	{"go", "Go", "retry.go", writeGo},
	{"python", "Python", "retry.py", writePython},
	{"javascript", "JavaScript", "retry.js", writeJavaScript},
	{"aws", "AWS SDKs", "aws.env", writeAWS},
}

// Texts returns the policy in all places, in the order in which screens show them.
func Texts(p Policy) []Text {
	texts := make([]Text, len(places))
	for i, place := range places {
		code, without := place.write(p)
		texts[i] = Text{place, code, without}
	}
	return texts
}
