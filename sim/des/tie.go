package des

// Of events at one moment and of one kind the order is drawn, by the seed, for each attempt
// anew: in the order of their numbers client 0 would win every race that is a tie.
//
// For one attempt the draw is a permutation of the clients, and can be taken back. So a word
// holds the draw in place of the client, and the order of words is the order of events.

const (
	clientMask = 1<<clientBits - 1

	// Odd, so that they have inverses modulo 2^24.
	scatterA, gatherA = 0x3779b1, 0x8b2f51
	scatterB, gatherB = 0xebca6b, 0xcb9243
)

// Draw returns what events at one moment and of one kind are ordered by, the lowest first:
// of the 2^24 first clients each has another draw for one attempt. Clients above have that of
// their lowest 24 bits. Equal draws are ordered by attempt, then by client.
func Draw(seed uint64, client, attempt uint32) uint32 {
	return scatter(client ^ keyOf(seed, attempt))
}

// scatter permutes the numbers below 2^24; it looks at no higher bits.
func scatter(x uint32) uint32 {
	x = x * scatterA & clientMask
	x ^= x >> (clientBits / 2) // its own inverse
	return x * scatterB & clientMask
}

// gather takes scatter back.
func gather(x uint32) uint32 {
	x = x * gatherB & clientMask
	x ^= x >> (clientBits / 2)
	return x * gatherA & clientMask
}

// keyOf is by what the clients are shuffled for an attempt before they are scattered: the
// finaliser of SplitMix64.
func keyOf(seed uint64, attempt uint32) uint32 {
	x := seed + (uint64(attempt)+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return uint32(x>>40) & clientMask
}

// ties are the keys of a seed.
type ties struct {
	seed uint64
	keys [1 << attemptBits]uint32 // of the attempts that fit into a word
}

func (t *ties) reset(seed uint64) {
	t.seed = seed
	for i := range t.keys {
		t.keys[i] = keyOf(seed, uint32(i))
	}
}

// draw is Draw of an event.
func (t *ties) draw(e Event) uint32 { return Draw(t.seed, e.Client, e.Attempt) }
