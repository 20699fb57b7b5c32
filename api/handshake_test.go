package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

func TestOrigins(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.Origins, c.PublicURL = []string{"https://lab.example.org"}, "https://Public.example.org:8443"
	})
	host := strings.TrimPrefix(lab.url, "http://")
	for _, row := range []struct {
		name    string
		origins []string
		allowed bool
	}{
		{"none", nil, true},
		{"its own", []string{"http://" + host}, true},
		{"its own behind TLS", []string{"https://" + host}, true},
		{"its own in capitals", []string{"HTTP://" + strings.ToUpper(host)}, true},
		{"on the list", []string{"https://lab.example.org"}, true},
		{"on the list, but for the scheme", []string{"http://lab.example.org"}, false},
		{"on the list, but for the port", []string{"https://lab.example.org:444"}, false},
		{"the public one", []string{"https://public.example.org:8443"}, true},
		{"the public one, but for the port", []string{"https://public.example.org"}, false},
		{"null", []string{"null"}, false},
		{"empty", []string{""}, false},
		{"foreign", []string{"https://evil.example"}, false},
		{"suffix", []string{"http://" + host + ".evil.example"}, false},
		{"prefix", []string{"http://evil" + host}, false},
		{"userinfo", []string{"http://" + host + "@evil.example"}, false},
		{"userinfo before ours", []string{"http://evil@" + host}, false},
		{"path", []string{"http://evil.example/" + host}, false},
		{"other scheme", []string{"file://" + host}, false},
		{"two", []string{"http://" + host, "https://evil.example"}, false},
		{"two alike", []string{"http://" + host, "http://" + host}, false},
		{"a list", []string{"http://" + host + ", https://evil.example"}, false},
	} {
		var headers []string
		for _, origin := range row.origins {
			headers = append(headers, "Origin", origin)
		}
		v, response, err := lab.tryDial(t, headers...)
		if (err == nil) != row.allowed {
			t.Errorf("%s: %v", row.name, err)
		}
		if err != nil && (response == nil || response.StatusCode != http.StatusForbidden) {
			t.Errorf("%s: %v", row.name, response)
		}
		if v != nil {
			v.Close()
		}
	}
}

func TestRequestsThatAreNoHandshake(t *testing.T) {
	lab := startLab(t)
	good := []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-Websocket-Version", "13", "Sec-Websocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
	without := func(name, value string) []string {
		headers := append([]string{}, good...)
		for i := 0; i < len(headers); i += 2 {
			if headers[i] == name {
				headers[i+1] = value
			}
		}
		return headers
	}
	for _, row := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"a plain request", nil, http.StatusUpgradeRequired},
		{"another protocol", without("Upgrade", "h2c"), http.StatusUpgradeRequired},
		{"no key", without("Sec-Websocket-Key", ""), http.StatusBadRequest},
		{"a short key", without("Sec-Websocket-Key", "AAAA"), http.StatusBadRequest},
		{"an old version", without("Sec-Websocket-Version", "8"), http.StatusBadRequest},
	} {
		a := lab.ask(t, "GET", streamPath, row.headers...)
		a.problem(t)
		if a.status != row.status {
			t.Errorf("%s: %d, want %d", row.name, a.status, row.status)
		}
	}
	// Offers of compression are turned down, through gzip or not.
	conn, response, err := (&websocket.Dialer{EnableCompression: true}).Dial("ws"+strings.TrimPrefix(lab.url, "http")+streamPath,
		http.Header{"Accept-Encoding": {"gzip"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if response.Header.Get("Sec-Websocket-Extensions") != "" {
		t.Error("compression was agreed upon")
	}
}
