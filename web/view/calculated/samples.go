package calculated

import (
	"embed"

	templates "backofflab/web/templates/calculator"
)

//go:embed samples
var sampleFiles embed.FS

// samples are texts to try, each by the name of its file.
var samples = []struct{ key, name string }{
	{"delays", "Delays of four requests"},
	{"log", "A log in whole seconds"},
	{"json", "JSON, a line each"},
	{"sentences", "Lines of p-retry"},
	{"csv", "CSV of something odd"},
}

// Sample is a text to try; "" where there is none of that key.
func Sample(key string) string {
	for _, s := range samples {
		if s.key == key {
			text, _ := sampleFiles.ReadFile("samples/" + key + ".txt") // a test reads them all
			return string(text)
		}
	}
	return ""
}

// samplesOf are all of them, beside a policy.
func samplesOf(query string) (all []templates.Sample) {
	for _, s := range samples {
		path := verifyPath + "?sample=" + s.key
		if query != "" {
			path += "&" + query
		}
		all = append(all, templates.Sample{Key: s.key, Name: s.name, Text: Sample(s.key), Path: path + "#verify"})
	}
	return all
}
