// Package rng gives one seed many independent, named streams of random numbers.
//
// A draw is a function of (seed, stream, client, attempt) alone. Nothing is
// consumed and there is no state, so the order of events cannot change a draw:
// every strategy meets the same arrivals and the same faults (common random
// numbers), and a difference between two strategies is the strategies'.
//
// The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood 2014,
// with the constants of Stafford's variant 13). It is for simulation, not for
// secrets. All of it is safe for simultaneous use.
//
// A [Distribution] turns one draw into one duration, by inversion. What it takes
// for that, [Log], [Exp] and the normal quantile, is written here from operations
// whose rounding IEEE 754 fixes, because the functions of package math may round
// differently from one machine to the next. A product that goes into a sum stands
// in a conversion, float64(x*y) + z, which forbids the compiler to fuse the two.
package rng

// Stream is one named sequence of a seed.
type Stream uint64

// Name says what a stream is drawn for. The numbers are part of what makes a
// link reproduce its result: a new name gets a new number, none is ever reused.
type Name uint64

// The streams of a run.
const (
	Arrivals     Name = 1  // when a client starts
	Faults       Name = 2  // whether an attempt meets a transient failure
	Permanents   Name = 3  // whether a client's request fails for good
	Jitter       Name = 4  // the drawn part of a backoff delay
	NetworkThere Name = 5  // how long an attempt travels to the service
	NetworkBack  Name = 6  // how long its answer travels
	Service      Name = 7  // how long the service works on an attempt
	RetryAfter   Name = 8  // what a client adds to the wait that the service asked for
	Guards       Name = 9  // the drawn part of what a budget, breaker or throttle decides
	Callers      Name = 10 // which client a request of an open population comes from
	Think        Name = 11 // how long a client of a closed population thinks
	Tokens       Name = 12 // how many tokens a request to an LLM costs
	Crashes      Name = 13 // whether a client crashes
	ReadThere    Name = 14 // how long a read before a write travels to the service
	ReadBack     Name = 15 // how long what it read travels
	Ties         Name = 17 // which of several at one moment comes first

	Spells       Name = 18 // whether a block of spells of failures begins with one
	SpellLengths Name = 19 // how long spells of failures last, and those between
	Hints        Name = 22 // by how much the service lengthens the wait that it asks for
	Outputs      Name = 28 // how many tokens the answer of an LLM has

	replications Name = 16 // the seed of a replication
	branches     Name = 80 // the seed of a branch of a run

	layerJitter     Name = 40 // Jitter, of the outermost of a client's layers, then of the next
	layerRetryAfter Name = 50 // RetryAfter, likewise
	layerGuards     Name = 60 // Guards, likewise

	partArrivals Name = 70 // Arrivals, of the first part of an open population whose parts arrive apart, then of the next
)

// LayerJitter returns the stream of the backoff delays of a layer, 0 for the outermost. The
// innermost has Jitter.
func LayerJitter(layer int) Name { return layerJitter + Name(layer) }

// LayerRetryAfter is LayerJitter of what a layer adds to the wait that was asked for.
func LayerRetryAfter(layer int) Name { return layerRetryAfter + Name(layer) }

// LayerGuards is LayerJitter of what the guards of a layer draw.
func LayerGuards(layer int) Name { return layerGuards + Name(layer) }

// PartArrivals returns the stream of when the requests of a part begin, from 0, where the parts
// of an open population arrive apart.
func PartArrivals(part int) Name { return partArrivals + Name(part) }

const golden = 0x9e3779b97f4a7c15

// New returns the stream of that name.
func New(seed uint64, name Name) Stream {
	return Stream(mix(mix(seed+golden) ^ uint64(name)*golden))
}

// Uint64 returns the draw for a client and an attempt, uniform over all 64-bit
// values.
func (s Stream) Uint64(client, attempt uint32) uint64 {
	return mix(mix(uint64(s)+uint64(client)*golden) + (uint64(attempt)+1)*golden)
}

// Float64 returns the draw for a client and an attempt, uniform over the
// multiples of 2^-53 in [0, 1).
func (s Stream) Float64(client, attempt uint32) float64 {
	return float64(int64(s.Uint64(client, attempt)>>11)) / (1 << 53) // a machine turns whole numbers with a sign into others in one step
}

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
