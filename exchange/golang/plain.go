package golang

import (
	"backofflab/exchange/form"
	"backofflab/retry/export"
)

// plain is Go that needs no library. It is only written: there is nothing to know it by.
var plain = form.Format{
	Key: "go", Name: "Plain Go", Language: "Go", File: "retry.go",
	Version: "1.25", Source: "docs/retry.md",
	Write: writePlain,
}

func writePlain(p form.Policy) (string, []string) {
	for _, text := range export.Texts(p.Policy) {
		if text.Key == "go" {
			return text.Code, text.Without
		}
	}
	return "", nil
}
