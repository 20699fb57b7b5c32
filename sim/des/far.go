package des

import "time"

// far keeps what happens after the windows that lie ready, by lap.
type far struct {
	laps  map[int64][]remote
	spare [][]remote
}

// remote is an event in a lap to come.
type remote struct {
	at   time.Duration
	word word // of its own window
}

func (f *far) add(lap int64, r remote) {
	if f.laps == nil {
		f.laps = map[int64][]remote{}
	}
	list, ok := f.laps[lap]
	if n := len(f.spare); !ok && n > 0 {
		list, f.spare = f.spare[n-1], f.spare[:n-1]
	}
	f.laps[lap] = append(list, r)
}

// take returns what happens in a lap, and forgets it. It is valid until the next
// call of add.
func (f *far) take(lap int64) []remote {
	list, ok := f.laps[lap]
	if ok {
		delete(f.laps, lap)
		f.spare = append(f.spare, list[:0])
	}
	return list
}

// first is the first lap in which anything happens. There must be one.
func (f *far) first() int64 {
	first, some := int64(0), false
	for lap := range f.laps {
		if !some || lap < first {
			first, some = lap, true
		}
	}
	return first
}

func (f *far) clear() {
	for lap := range f.laps {
		f.take(lap)
	}
}
