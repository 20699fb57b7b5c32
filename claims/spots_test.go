package claims

import "testing"

// A spot that no page has holds nothing: an id that was renamed would take its sentences out
// of all tests.
func TestEverySpotIsOnAPage(t *testing.T) {
	ask := lab()
	seen := map[string]bool{}
	for _, query := range []string{
		"", "runs=5&with=rate%3D30%26strategies%3Dfull,fixed", "preset=thundering-herd",
	} {
		p := open(t, ask, query)
		if p == nil {
			t.Fatalf("/?%s has no page", query)
		}
		for _, s := range spots {
			seen[s.path] = seen[s.path] || len(p.markup.all(s.path)) > 0
		}
	}
	for _, s := range spots {
		if !seen[s.path] && s.place != "notice" { // a page that streams has one, and no run
			t.Errorf("no page has the %s, %s", s.place, s.path)
		}
	}
}
