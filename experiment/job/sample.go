package job

import (
	"encoding/binary"
	"errors"
	"math"

	"backofflab/experiment"
	"backofflab/sim"
)

// figures are those of a sample, in its order.
var figures = experiment.Sampled()

// Figure returns the place of a figure in samples, by its name in replications.
func Figure(name string) (place int, ok bool) {
	for i, f := range figures {
		if f.Name == name {
			return i, true
		}
	}
	return 0, false
}

// Sample is what came of a task. It is not changed once made.
type Sample struct {
	Failed string  // why there is none: a sentence; "" where there is
	Fleets []Fleet // in the order of the scenario
}

// Fleet are the figures of one fleet, by place and replication; NaN where a run has none.
type Fleet [][]float64

// Runs is how many replications the sample has.
func (s Sample) Runs() int {
	if len(s.Fleets) == 0 {
		return 0
	}
	return len(s.Fleets[0][0])
}

// Of returns the values of a figure, by its name, of a fleet, by its place.
func (s Sample) Of(fleet int, name string) []float64 {
	place, ok := Figure(name)
	if !ok {
		panic("job: no figure " + name)
	}
	return s.Fleets[fleet][place]
}

func newSample(fleets, runs int) Sample {
	s := Sample{Fleets: make([]Fleet, fleets)}
	for i := range s.Fleets {
		all := make([]float64, len(figures)*runs)
		for range figures {
			s.Fleets[i] = append(s.Fleets[i], all[:runs:runs])
			all = all[runs:]
		}
	}
	return s
}

func (s Sample) put(run int, results []sim.Result) {
	for i, r := range results {
		for place, f := range figures {
			x, ok := f.In(r)
			if !ok {
				x = math.NaN()
			}
			s.Fleets[i][place][run] = x
		}
	}
}

// Joined are the replications of samples of one scenario, in their order, as one sample; a
// failed one where one of them is.
func Joined(samples []Sample) Sample {
	runs, fleets := 0, 0
	for _, s := range samples {
		if s.Failed != "" {
			return s
		}
		runs, fleets = runs+s.Runs(), len(s.Fleets)
	}
	all := newSample(fleets, runs)
	for i, fleet := range all.Fleets {
		for place, column := range fleet {
			column = column[:0]
			for _, s := range samples {
				column = append(column, s.Fleets[i][place]...)
			}
		}
	}
	return all
}

// The form of samples in bytes: a version, the length of the reason and the reason; then,
// where there is none, the numbers of fleets, figures and replications, and the values as
// IEEE 754, all in little endian.
const formVersion = 1

// MarshalBinary writes the sample. Equal samples have equal bytes.
func (s Sample) MarshalBinary() ([]byte, error) {
	b := binary.AppendUvarint([]byte{formVersion}, uint64(len(s.Failed)))
	if b = append(b, s.Failed...); s.Failed != "" {
		return b, nil
	}
	b = binary.AppendUvarint(b, uint64(len(s.Fleets)))
	b = binary.AppendUvarint(b, uint64(len(figures)))
	b = binary.AppendUvarint(b, uint64(s.Runs()))
	for _, fleet := range s.Fleets {
		for _, column := range fleet {
			for _, x := range column {
				b = binary.LittleEndian.AppendUint64(b, bits(x))
			}
		}
	}
	return b, nil
}

// bits are those of a number, of NaN always the same.
func bits(x float64) uint64 {
	if x != x {
		x = math.NaN()
	}
	return math.Float64bits(x)
}

// ErrDamaged is the error of bytes that are no sample.
var ErrDamaged = errors.New("these bytes are no sample")

// UnmarshalBinary reads a sample. The error is ErrDamaged.
func (s *Sample) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != formVersion {
		return ErrDamaged
	}
	reason, b, ok := number(b[1:])
	if !ok || reason > len(b) || reason > 0 && reason < len(b) {
		return ErrDamaged
	}
	if reason > 0 {
		*s = Sample{Failed: string(b[:reason])}
		return nil
	}
	fleets, b, ok1 := number(b)
	places, b, ok2 := number(b)
	runs, b, ok3 := number(b)
	if !ok1 || !ok2 || !ok3 || places != len(figures) || fleets*places*runs == 0 || fleets*places*runs*8 != len(b) {
		return ErrDamaged
	}
	*s = newSample(fleets, runs)
	for _, fleet := range s.Fleets {
		for _, column := range fleet {
			for r := range column {
				column[r] = math.Float64frombits(binary.LittleEndian.Uint64(b))
				b = b[8:]
			}
		}
	}
	return nil
}

// number reads a count that is small enough for three of them to be multiplied.
func number(b []byte) (n int, rest []byte, ok bool) {
	x, size := binary.Uvarint(b)
	if size <= 0 || x > 1<<20 {
		return 0, nil, false
	}
	return int(x), b[size:], true
}

// Bytes is about how many bytes a sample of so many fleets and replications has.
func Bytes(fleets, runs int) int { return 64 + 8*len(figures)*fleets*runs }
