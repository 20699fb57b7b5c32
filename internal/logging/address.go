package logging

import (
	"net/netip"
	"strings"
)

// Bits of an address that stay: those of the network, which tell an operator where a crowd
// comes from, and not who is in it.
const (
	bits4 = 24
	bits6 = 48
)

// Address shortens an address, or a prefix of addresses, for the log: 192.0.2.7 becomes
// 192.0.2.0, and 2001:db8:1:2::3 becomes 2001:db8:1::. What is no address is "unknown".
func Address(text string) string {
	text, _, _ = strings.Cut(text, "/")
	a, err := netip.ParseAddr(text)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap().WithZone("")
	bits := bits4
	if a.Is6() {
		bits = bits6
	}
	network, err := a.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return network.Addr().String()
}

// shortened is a text without the whole addresses, with their ports, that stand in it.
func shortened(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		if end, err := netip.ParseAddrPort(strings.TrimSuffix(word, ":")); err == nil {
			words[i] = Address(end.Addr().String()) + word[len(strings.TrimSuffix(word, ":")):]
		}
	}
	return strings.Join(words, " ")
}
