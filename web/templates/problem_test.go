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
		Ways:   []Way{{"/?rate=" + evil, "Mend it in the lab"}, {"/", "Begin anew"}},
	}))
	golden(t, "problem.html", text)
	if strings.Contains(text, "<script>") || strings.Contains(text, " style=") {
		t.Error("the page lets through what it was given")
	}
}

// The first words are there for the first visit alone.
func TestFirstVisit(t *testing.T) {
	for _, row := range []struct {
		name string
		page Page
		want bool
	}{
		{"untouched", Page{}, true},
		{"something is set", Page{Query: "cap=2s"}, false},
		{"bad values", Page{Problems: []Problem{{Field: "rate"}}}, false},
	} {
		text := rendered(t, presets(row.page))
		if shown := !strings.Contains(text, `data-query="" hidden`); shown != row.want {
			t.Errorf("%s: shown is %t", row.name, shown)
		}
	}
}
