package wire

import (
	"bytes"
	"encoding/json"
	"strconv"

	"backofflab/scenario"
)

const ProtocolVersion = 2

// The messages of docs/protocol.md. Frames are written by hand: they are many,
// small, and hold nothing that JSON would escape.
//
// Those that all who watch a run get alike are without their heads: [AppendHead] writes what
// is one viewer's own, and [Rest] the other fields, once for all.
type (
	// HelloMessage is the rest of a "hello", whose head has "from" as well.
	HelloMessage struct {
		Protocol   int               `json:"protocol"`
		Engine     string            `json:"engine"`
		Query      string            `json:"query"`
		BinMS      float64           `json:"bin_ms"`
		Series     []Series          `json:"series"`
		Quantities []Quantity        `json:"quantities"`
		Charts     string            `json:"charts,omitempty"`
		Panels     *Panels           `json:"panels,omitempty"` // in place of charts
		Fragments  map[string]string `json:"fragments,omitempty"`
	}
	Series struct {
		Key   string `json:"key"`
		Name  string `json:"name"`
		Short string `json:"short"`
	}
	// Panels is a chart.Panels.
	Panels struct {
		Data map[string]string `json:"data"`
		Pale string            `json:"pale,omitempty"`
	}
	Quantity struct {
		Key  string `json:"key"`
		Unit string `json:"unit"`
	}
	// AxisMessage is the rest of an "axis".
	AxisMessage struct {
		Load       Axis `json:"load"`
		Completion Axis `json:"completion"`
	}
	// Axis is a chart.AxisFragment. Its own type here keeps templates out of whoever reads
	// answers of the lab without drawing any.
	Axis struct {
		View  string `json:"view"`
		HTML  string `json:"html"`
		Time  string `json:"time,omitempty"`
		Dense bool   `json:"dense,omitempty"`
	}
	// ProgressMessage is the rest of a "progress".
	ProgressMessage struct {
		Share   float64 `json:"share"`
		Percent string  `json:"percent"`
		LeftMS  *int64  `json:"left_ms"` // null: not known yet
		Words   string  `json:"words"`
	}
	StoppedMessage struct {
		Type string `json:"type"`
		Run  uint64 `json:"run"`
	}
	// FiguresMessage is the rest of "figures".
	FiguresMessage struct {
		Fragments map[string]string `json:"fragments"`
	}
	// DoneMessage is the rest of a "done".
	DoneMessage struct {
		Query     string            `json:"query"`
		Bins      int               `json:"bins"`
		Results   []Object          `json:"results"`
		Fragments map[string]string `json:"fragments"`
	}
	ErrorMessage struct {
		Type   string               `json:"type"`
		Run    uint64               `json:"run"`
		Title  string               `json:"title"`
		Detail string               `json:"detail"`
		Fields scenario.FieldErrors `json:"fields"`
		Notice string               `json:"notice,omitempty"` // of a run that is too large: markup

		// RetryMS is when it can be asked for again, in milliseconds, each viewer at another
		// moment; 0: nobody knows.
		RetryMS int64 `json:"retry_ms,omitempty"`
	}
)

// SeriesOf are the strategies of a scenario, in its order.
func SeriesOf(s scenario.Scenario) []Series {
	var all []Series
	shorts := scenario.FleetShorts(s.Strategies)
	for i, key := range s.Strategies {
		all = append(all, Series{Key: key, Name: scenario.FleetName(key), Short: shorts[i]})
	}
	return all
}

// Quantities are what a stream draws of each strategy.
var Quantities = []Quantity{{Key: "load", Unit: "attempts per bin"}, {Key: "completion", Unit: "requests"}}

// Encode writes JSON on one line. Markup stays readable: nothing that is sent as
// JSON is ever part of a page's source.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// AppendHead begins a message with its type and the number by which a viewer knows its run.
func AppendHead(dst []byte, kind string, run uint64) []byte {
	dst = append(append(append(dst, `{"type":"`...), kind...), `","run":`...)
	return strconv.AppendUint(dst, run, 10)
}

// AppendLastHead is AppendHead of the bins after which none follow.
func AppendLastHead(dst []byte, kind string, run uint64) []byte {
	return append(AppendHead(dst, kind, run), `,"last":true`...)
}

// HeadRoom is how many bytes a head of a frame takes at most.
const HeadRoom = len(`{"type":"frame","run":9007199254740991`)

// AppendHelloHead is AppendHead of a "hello" from a bin on.
func AppendHelloHead(dst []byte, run uint64, from int) []byte {
	return strconv.AppendInt(append(AppendHead(dst, "hello", run), `,"from":`...), int64(from), 10)
}

// Rest is what follows the head of a message: the fields of v, which has one at least.
func Rest(v any) ([]byte, error) {
	rest, err := Encode(v)
	if err != nil {
		return nil, err
	}
	rest[0] = ',' // instead of the brace, which the head has
	return rest, nil
}

// FrameMessage is the rest of a "frame" or a "snapshot" under construction. For who draws no
// completion curves Completion is nil: their segments and the range are left out.
type FrameMessage struct {
	Bin, Bins        int
	Load, Completion [][]byte
	Spread           []byte
	marks            []int // lengths of all segments before the last bin
}

// Append appends it, without the head.
func (f *FrameMessage) Append(dst []byte) []byte {
	dst = append(dst, `,"bin":`...)
	dst = strconv.AppendInt(dst, int64(f.Bin), 10)
	if f.Bins != 1 { // most frames have one
		dst = append(dst, `,"bins":`...)
		dst = strconv.AppendInt(dst, int64(f.Bins), 10)
	}
	dst = appendSegments(append(dst, `,"load":[`...), f.Load)
	if f.Completion == nil {
		return append(dst, `]}`...)
	}
	dst = appendSegments(append(dst, `],"completion":[`...), f.Completion)
	dst = append(dst, `],"range":"`...)
	dst = append(dst, f.Spread...)
	return append(dst, `"}`...)
}

func appendSegments(dst []byte, segments [][]byte) []byte {
	for i, segment := range segments {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), segment...), '"')
	}
	return dst
}

// Mark remembers what there is, for cut.
func (f *FrameMessage) Mark() {
	f.marks = append(f.marks[:0], len(f.Spread))
	for _, segments := range [][][]byte{f.Load, f.Completion} {
		for _, segment := range segments {
			f.marks = append(f.marks, len(segment))
		}
	}
}

// Cut takes back what came since mark.
func (f *FrameMessage) Cut() {
	f.Spread = f.Spread[:f.marks[0]]
	marks := f.marks[1:]
	for _, segments := range [][][]byte{f.Load, f.Completion} {
		for i := range segments {
			segments[i] = segments[i][:marks[i]]
		}
		marks = marks[len(segments):]
	}
}
