package api

import (
	"bytes"
	"encoding/json"
	"strconv"

	"backofflab/sim"
	"backofflab/web/templates"
)

const protocolVersion = 1

// The messages of docs/protocol.md. Frames are written by hand: they are many,
// small, and hold nothing that JSON would escape.
type (
	helloMessage struct {
		Type       string            `json:"type"`
		Protocol   int               `json:"protocol"`
		Engine     string            `json:"engine"`
		Run        uint64            `json:"run"`
		From       int               `json:"from"`
		Query      string            `json:"query"`
		BinMS      float64           `json:"bin_ms"`
		Series     []series          `json:"series"`
		Quantities []quantity        `json:"quantities"`
		Charts     string            `json:"charts,omitempty"`
		Fragments  map[string]string `json:"fragments,omitempty"`
	}
	series struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
	quantity struct {
		Key  string `json:"key"`
		Unit string `json:"unit"`
	}
	axisMessage struct {
		Type       string                 `json:"type"`
		Run        uint64                 `json:"run"`
		Load       templates.AxisFragment `json:"load"`
		Completion templates.AxisFragment `json:"completion"`
	}
	progressMessage struct {
		Type    string  `json:"type"`
		Run     uint64  `json:"run"`
		Share   float64 `json:"share"`
		Percent string  `json:"percent"`
		LeftMS  *int64  `json:"left_ms"` // null: not known yet
		Words   string  `json:"words"`
	}
	stoppedMessage struct {
		Type string `json:"type"`
		Run  uint64 `json:"run"`
	}
	doneMessage struct {
		Type      string            `json:"type"`
		Run       uint64            `json:"run"`
		Query     string            `json:"query"`
		Bins      int               `json:"bins"`
		Results   []outcome         `json:"results"`
		Fragments map[string]string `json:"fragments"`
	}
	errorMessage struct {
		Type   string          `json:"type"`
		Run    uint64          `json:"run"`
		Title  string          `json:"title"`
		Detail string          `json:"detail"`
		Fields sim.FieldErrors `json:"fields"`
	}
)

var quantities = []quantity{{"load", "attempts per bin"}, {"completion", "requests"}}

func seriesOf(s sim.Scenario) []series {
	var all []series
	for _, key := range s.Strategies {
		all = append(all, series{key, sim.FleetName(key)})
	}
	return all
}

// encode writes JSON on one line. Markup stays readable: nothing that is sent as
// JSON is ever part of a page's source.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// frameMessage is a frame or a snapshot under construction.
type frameMessage struct {
	kind             string
	run              uint64
	bin, bins        int
	load, completion [][]byte
	spread           []byte
	marks            []int // lengths of all segments before the last bin
}

func (f *frameMessage) append(dst []byte) []byte {
	dst = append(dst, `{"type":"`...)
	dst = append(dst, f.kind...)
	dst = append(dst, `","run":`...)
	dst = strconv.AppendUint(dst, f.run, 10)
	dst = append(dst, `,"bin":`...)
	dst = strconv.AppendInt(dst, int64(f.bin), 10)
	if f.bins != 1 { // most frames have one
		dst = append(dst, `,"bins":`...)
		dst = strconv.AppendInt(dst, int64(f.bins), 10)
	}
	dst = appendSegments(append(dst, `,"load":[`...), f.load)
	dst = appendSegments(append(dst, `],"completion":[`...), f.completion)
	dst = append(dst, `],"range":"`...)
	dst = append(dst, f.spread...)
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

// mark remembers what there is, for cut.
func (f *frameMessage) mark() {
	f.marks = append(f.marks[:0], len(f.spread))
	for i := range f.load {
		f.marks = append(f.marks, len(f.load[i]), len(f.completion[i]))
	}
}

// cut takes back what came since mark.
func (f *frameMessage) cut() {
	f.spread = f.spread[:f.marks[0]]
	for i := range f.load {
		f.load[i] = f.load[i][:f.marks[1+2*i]]
		f.completion[i] = f.completion[i][:f.marks[2+2*i]]
	}
}
