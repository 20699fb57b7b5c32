package middleware

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestForgedAddressesCountOnlyFromProxies(t *testing.T) {
	direct := AddressOf(nil)
	proxied := AddressOf([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	for _, row := range []struct {
		name, remote string
		forwarded    []string
		direct, via  string
	}{
		{"nothing forwarded", "192.0.2.1:99", nil, "192.0.2.1", "192.0.2.1"},
		{"forged by a client", "192.0.2.1:99", []string{"198.51.100.7"}, "192.0.2.1", "192.0.2.1"},
		{"written by the proxy", "10.1.2.3:99", []string{"198.51.100.7"}, "10.1.2.3", "198.51.100.7"},
		{"forged before the proxy", "10.1.2.3:99", []string{"203.0.113.9, 198.51.100.7"}, "10.1.2.3", "198.51.100.7"},
		{"forged in many headers", "10.1.2.3:99", []string{"203.0.113.9", "198.51.100.7"}, "10.1.2.3", "198.51.100.7"},
		{"not an address", "10.1.2.3:99", []string{"evil, ';--"}, "10.1.2.3", "10.1.2.3"},
	} {
		r := &http.Request{RemoteAddr: row.remote, Header: http.Header{"X-Forwarded-For": row.forwarded, "X-Real-Ip": {"203.0.113.1"}}}
		if row.forwarded == nil {
			r.Header.Del("X-Forwarded-For")
		}
		if got := direct(r); got != row.direct {
			t.Errorf("%s: direct %s, want %s", row.name, got, row.direct)
		}
		if got := proxied(r); got != row.via {
			t.Errorf("%s: by proxy %s, want %s", row.name, got, row.via)
		}
	}
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "pipe": "pipe",
	} {
		if got := ClientPrefix(address); got != want {
			t.Errorf("%q counts as %q, want %q", address, got, want)
		}
	}
}
