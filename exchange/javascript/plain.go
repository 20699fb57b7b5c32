package javascript

import (
	"backofflab/exchange/form"
	"backofflab/retry/export"
)

// plain is JavaScript without a library, which is only written.
var plain = form.Format{
	Key: "javascript", Name: "Plain JavaScript", Language: "JavaScript", File: "retry.js",
	Version: "1", Source: "retry/export",
	Sample: "", Write: writePlain,
}

func writePlain(p form.Policy) (string, []string) {
	for _, text := range export.Texts(p.Policy) {
		if text.Key == "javascript" {
			return text.Code, text.Without
		}
	}
	return "", nil
}
