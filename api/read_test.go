package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A form asks what a value means before it asks for a run.
func TestReadOneValue(t *testing.T) {
	lab := startLab(t)
	for _, c := range []struct {
		field, value string
		status       int
		says         string
	}{
		{"base", "1m 30", http.StatusOK, `{"field":"base","value":"1m30s","screen":"90` + "\u00a0" + `s"}`},
		{"clients", "2.5k", http.StatusOK, `"value":"2500","screen":"2` + "\u202f" + `500"`},
		{"timeout", "off", http.StatusOK, `"value":"0s","screen":"Off"`},
		{"strategies", "No jitter, Full jitter", http.StatusOK, `"value":"exponential,full"`},
		{"base", "bananas", http.StatusBadRequest, "Enter a duration from 1\u00a0ms to 1 hour"},
		{"bse", "1s", http.StatusBadRequest, "Did you mean base?"},
		{"", "", http.StatusBadRequest, "There is no setting"},
		{"base", "\xff\x00<script>", http.StatusBadRequest, "Enter a duration"},
		{"clients", strings.Repeat("9", 5000), http.StatusBadRequest, "Shorten the link"},
	} {
		got := lab.get(t, "/api/v1/read?field="+url.QueryEscape(c.field)+"&value="+url.QueryEscape(c.value))
		if got.status != c.status || !strings.Contains(got.body, c.says) {
			t.Errorf("%s=%.40q: %d %s, want %d and %s", c.field, c.value, got.status, got.body, c.status, c.says)
		}
	}
	if got := lab.get(t, "/api/v1/read?field=%zz"); got.status != http.StatusBadRequest {
		t.Errorf("a broken query: %d %s", got.status, got.body)
	}
}
