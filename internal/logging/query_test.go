package logging

import (
	"net/url"
	"strings"
	"testing"
)

func TestQuery(t *testing.T) {
	for _, row := range []struct{ name, raw, want string }{
		{"nothing", "", ""},
		{"a scenario", "clients=10&rate=50&strategies=full@20/fixed@80", "clients=10&rate=50&strategies=full@20/fixed@80"},
		{"a title and a note", "rate=50&title=Ann+Smith&note=call%20me&predict=yes", "rate=50&title=...&note=...&predict=yes"},
		{"empty ones", "title=&note&rate=5", "title=&note&rate=5"},
		{"a baseline", "rate=50&with=clients=10;rate=5", "rate=50&with=clients=10;rate=5"},
		{"as a form sends it", "with=rate%3D5%3Bclients%3D10", "with=rate%3D5%3Bclients%3D10"},
		{"a title of the baseline", "with=clients=10;title=Ann;rate=5&rate=50", "with=clients%3D10%3Btitle%3D...&rate=50"},
		{"the same, encoded", "with=clients%3D10%3Bnote%3DAnn", "with=clients%3D10%3Bnote%3D..."},
		{"the same, twice encoded", "with=clients%253D10%253Bnote%253DAnn", "with=clients%253D10%253Bnote%253D..."},
		{"a link in another field", "policy=/compare?title=Ann%26rate=5", "policy=%2Fcompare%3Ftitle%3D..."},
		{"capitals", "TITLE=Ann", "TITLE=..."},
		{"an encoded name", "%74itle=Ann&%2574itle=Ann", "%74itle=...&%2574itle=..."},
		{"a text that holds separators", "title=a;b=Ann%26c&rate=5", "title=...&rate=5"},
		{"a broken baseline", "with=%zz;title=Ann", "with=..."},
		{"a text that belongs into a body", "text=max_retries%3D5&format=tenacity", "text=...&format=tenacity"},
	} {
		if got := Query(row.raw); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

// However deep a title lies, and however it is encoded, its words are not in the log.
func TestQueryHidesWhatIsNested(t *testing.T) {
	raw := "title=Ann"
	for range 6 {
		for _, form := range []string{raw, "rate=5;" + raw, url.QueryEscape("rate=5&" + raw)} {
			if got := Query("a=1&with=" + form); strings.Contains(got, "Ann") {
				t.Errorf("%s: %s", form, got)
			}
		}
		raw = "with=" + url.QueryEscape(raw)
	}
}

func FuzzQuery(f *testing.F) {
	f.Add("rate=5&with=%zz;", ";b=%&c")
	f.Fuzz(func(t *testing.T, before, words string) {
		const secret = "Qm8x"
		if strings.Contains(before, secret) || strings.ContainsAny(words, "&") {
			return
		}
		if got := Query(before + "&title=" + secret + words); strings.Contains(got, secret) {
			t.Errorf("%q", got)
		}
	})
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7":             "192.0.2.0",
		"::ffff:192.0.2.7":      "192.0.2.0",
		"2001:db8:1:2::3":       "2001:db8:1::",
		"2001:db8:1:2::/64":     "2001:db8:1::",
		"fe80::1%eth0":          "fe80::",
		"":                      "unknown",
		"ann@example.org":       "unknown",
		"192.0.2.7, 198.51.0.1": "unknown",
	} {
		if got := Address(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
