package templates

import (
	"strings"
	"testing"
)

func TestProblemGolden(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	text := rendered(t, ProblemView(ProblemPage{
		Static: "/static/0", Title: "The scenario has bad values", Detail: "Mend <them>.",
		Fields: []Problem{{Field: "rate", Value: evil, Message: "is not a number"}},
		Ways:   []Way{{"/?rate=" + evil, "Fix it in the lab"}, {"/", "Begin anew"}},
	}))
	golden(t, "problem.html", text)
	if strings.Contains(text, "<script>") || strings.Contains(text, " style=") {
		t.Error("the page lets through what it was given")
	}
}
