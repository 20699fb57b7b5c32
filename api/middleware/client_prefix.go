package middleware

import (
	"net/netip"
)

// ClientPrefix is what counts as one client: an IPv4 address, or the /64 of an IPv6 one,
// since one line has all 2^64 of its addresses.
func ClientPrefix(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap()
	if a.Is6() {
		if prefix, err := a.Prefix(64); err == nil { // without a zone
			return prefix.String()
		}
	}
	return a.String()
}
