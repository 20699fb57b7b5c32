package middleware

import (
	"net/netip"
)

// Household is what counts as one address: an IPv6 line has 2^64 of them.
func Household(address string) string {
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
