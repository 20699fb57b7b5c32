package scenario

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/retry"
)

// MaxStrategies is how many fleets a scenario compares at most: as many as fit
// one picture.
const MaxStrategies = 8

// A fleet is what one run's clients are made of: all on one strategy, "full", or
// a mix of several, "exponential@20/full@80", with shares in whole per cent. A strategy may
// be layers, see Layers.

// MaxParts bounds the strategies of a mix.
const MaxParts = 5

// Share is a share of a fleet.
type Share struct {
	Strategy string
	Percent  int
}

// Shares takes a fleet's key apart. A single strategy is one part of 100 %.
func Shares(key string) ([]Share, error) {
	if !strings.ContainsAny(key, "@/") {
		strategy, err := readLayers(key)
		if err != nil {
			return nil, err
		}
		return []Share{{strategy, 100}}, nil
	}
	if strings.Count(key, "/") >= MaxParts {
		return nil, sentence("Mix at most %s.", format.Plural(MaxParts, "strategy"))
	}
	var parts []Share
	total := 0
	for member := range strings.SplitSeq(key, "/") {
		name, share, _ := strings.Cut(member, "@")
		name, err := readLayers(name)
		if err != nil {
			return nil, err
		}
		percent, ok := parseWhole(share, 1, 99)
		if !ok {
			return nil, sentence("Give %s a share from 1 to 99 per cent, for example %s@50.", name, name)
		}
		if slices.ContainsFunc(parts, func(p Share) bool { return p.Strategy == name }) {
			return nil, sentence("Name %s once in a mix.", name)
		}
		parts = append(parts, Share{name, int(percent)})
		total += int(percent)
	}
	if total != 100 {
		return nil, sentence("The shares of a mix must add up to 100 %%, and these are %s %%.", format.Count(total))
	}
	slices.SortStableFunc(parts, func(a, b Share) int { return CompareFleets(a.Strategy, b.Strategy) })
	return parts, nil
}

// readFleet brings a fleet's key into its one form.
func readFleet(key string) (string, error) {
	parts, err := Shares(key)
	if err != nil {
		return "", err
	}
	if len(parts) == 1 {
		return parts[0].Strategy, nil
	}
	members := make([]string, len(parts))
	for i, p := range parts {
		members[i] = p.Strategy + "@" + strconv.Itoa(p.Percent)
	}
	return strings.Join(members, "/"), nil
}

// CompareFleets orders strategies as retry lists them, then libraries, then mixes.
func CompareFleets(a, b string) int {
	if c := rank(a) - rank(b); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

func rank(key string) int {
	switch {
	case strings.Contains(key, "@"):
		return 1001
	case strings.HasPrefix(key, "lib:"), strings.HasPrefix(key, "client:"):
		return 1000
	}
	if layers := Layers(key); len(layers) > 1 || layers[0].Own != "" {
		return 1000
	}
	return slices.IndexFunc(retry.Kinds(), func(k retry.Kind) bool { return k.Key == key })
}

// FleetName is a fleet's name on screen: "Full jitter", or
// "20 % No jitter, 80 % Full jitter".
func FleetName(key string) string {
	parts, err := Shares(key)
	if err != nil {
		return key
	}
	if len(parts) == 1 {
		return strategyName(parts[0].Strategy)
	}
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = format.Share(float64(p.Percent)/100) + " " + strategyName(p.Strategy)
	}
	return strings.Join(names, ", ")
}

// FleetShorts are names of at most [retry.MaxShort] letters for the fleets of one
// comparison, no two alike: "Decorrelated", or "Mix 20:80".
func FleetShorts(keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = fleetShort(key)
	}
	for i, name := range names {
		for letter := 'b'; slices.Contains(names[:i], names[i]); letter++ { // what differs has no room
			names[i] = fit(name, retry.MaxShort-2) + " " + string(letter)
		}
	}
	return names
}

func fleetShort(key string) string {
	parts, err := Shares(key)
	if err != nil {
		return key
	}
	if len(parts) == 1 {
		return strategyShort(key)
	}
	if len(parts) > 3 {
		return "Mix of " + strconv.Itoa(len(parts))
	}
	shares := make([]string, len(parts))
	for i, p := range parts {
		shares[i] = strconv.Itoa(p.Percent)
	}
	return "Mix " + strings.Join(shares, ":")
}

// stride walks through the residues of 100 so that any few clients in a row are
// spread over all shares; it has no divisor in common with 100.
const stride = 61

// CountShares says how many of so many clients belong to each of the shares.
func CountShares(parts []Share, clients int) []int {
	counts := make([]int, len(parts))
	for i, p := range parts {
		counts[i] = clients / 100 * p.Percent
	}
	for id := range clients % 100 {
		counts[ShareOf(parts, uint32(id))]++
	}
	return counts
}

// ShareOf says which of the shares a client belongs to. Of every hundred clients
// each part has exactly its per cent.
func ShareOf(parts []Share, client uint32) int {
	if len(parts) == 1 {
		return 0
	}
	at := int(uint64(client) * stride % 100)
	for i, p := range parts {
		if at < p.Percent {
			return i
		}
		at -= p.Percent
	}
	return len(parts) - 1
}

// ClientOf is the n-th client of a part, from 0: of every hundred clients in a row it has some.
func ClientOf(parts []Share, part, n int) uint32 {
	var own []uint32
	for client := range uint32(100) {
		if ShareOf(parts, client) == part {
			own = append(own, client)
		}
	}
	return uint32(n/len(own)*100) + own[n%len(own)]
}

// MaxPriority is the last priority that clients may have.
const MaxPriority = 9

// ofPart are the fields that clients may have of their own besides their policy: what they
// are to the service, whatever layer of theirs sends an attempt, and when they send one.
var ofPart = []string{"start", "offered", "cost", "priority"}

// ownOfPart returns the first own setting of a layer that is the client's, if there is one.
func ownOfPart(l Layer) (name string, ok bool) {
	for _, pair := range ownPairs(l.Own) {
		if name, _, _ := strings.Cut(pair, "="); slices.Contains(ofPart, name) {
			return name, true
		}
	}
	return "", false
}

// owns reports whether a strategy has a setting of its own that is the client's.
func owns(strategy string, names ...string) bool {
	return slices.ContainsFunc(ownPairs(Layers(strategy)[0].Own), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(names, name)
	})
}

// Apart reports whether the requests of an open population's parts arrive as processes of
// their own, because one of them has its own rate or start; else they share one.
func Apart(fleet string) bool {
	parts, _ := Shares(fleet)
	return len(parts) > 1 && slices.ContainsFunc(parts, func(p Share) bool { return owns(p.Strategy, "start", "offered") })
}

// HasStartOrRate reports whether any part of a fleet has a start or a rate of its own.
func HasStartOrRate(fleet string) bool {
	return strings.Contains(fleet, "start=") || strings.Contains(fleet, "offered=")
}

// OfferedBy is how many requests a second a part of a fleet begins in an open population,
// before ramp and spike: its own, or its share.
func (s Scenario) OfferedBy(p Share) float64 {
	if owns(p.Strategy, "offered") {
		return s.For(p.Strategy).Offered
	}
	return s.Offered * float64(p.Percent) / 100
}

// OfferedTo is how many requests a second all parts of a fleet begin together.
func (s Scenario) OfferedTo(fleet string) float64 {
	if !strings.Contains(fleet, "offered=") {
		return s.Offered
	}
	parts, _ := Shares(fleet)
	sum := 0.0
	for _, p := range parts {
		sum += s.OfferedBy(p)
	}
	return sum
}

// LatestStart is the latest time from which clients of any part start.
func (s Scenario) LatestStart() time.Duration {
	latest := s.Start
	for _, fleet := range s.Strategies {
		if !strings.Contains(fleet, "start=") {
			continue
		}
		parts, _ := Shares(fleet)
		for _, p := range parts {
			latest = max(latest, s.For(p.Strategy).Start)
		}
	}
	return latest
}

// Costs returns the least and the most points that an attempt of any client takes of a limiter
// that counts points.
func (s Scenario) Costs() (least, most int) {
	if !slices.ContainsFunc(s.Strategies, func(fleet string) bool { return strings.Contains(fleet, "cost=") }) {
		return s.Cost, s.Cost
	}
	least = math.MaxInt
	for _, fleet := range s.Strategies {
		parts, _ := Shares(fleet)
		for _, part := range parts {
			cost := s.For(part.Strategy).Cost
			least, most = min(least, cost), max(most, cost)
		}
	}
	return least, most
}
