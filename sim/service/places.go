package service

import "math"

// places maps caller and serial of an attempt to its job, for a service that notices when a
// caller hangs up. It is nil, and stores nothing, where the service does not.
type places map[[2]uint32]uint32

// held is the place of an attempt that the limiter holds.
const held = math.MaxUint32

func (p places) put(caller, serial, place uint32) {
	if p != nil {
		p[[2]uint32{caller, serial}] = place
	}
}

// take returns the place of an attempt that is there, and forgets it.
func (p places) take(caller, serial uint32) (place uint32, ok bool) {
	place, ok = p[[2]uint32{caller, serial}]
	delete(p, [2]uint32{caller, serial})
	return place, ok
}
