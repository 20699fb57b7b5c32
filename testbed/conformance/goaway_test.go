package conformance

import (
	"bytes"
	"errors"
	"testing"
)

func TestFramesAreReadAsWritten(t *testing.T) {
	var b bytes.Buffer
	for _, payload := range [][]byte{nil, []byte("x"), bytes.Repeat([]byte("y"), longestFrame)} {
		if err := writeFrame(&b, frameSettings, flagAck, payload); err != nil {
			t.Fatal(err)
		}
		f, err := readFrame(&b)
		if err != nil || f.kind != frameSettings || f.flags != flagAck || !bytes.Equal(f.payload, payload) {
			t.Errorf("%d bytes: read %d of kind %d, %v", len(payload), len(f.payload), f.kind, err)
		}
	}
	writeFrame(&b, frameData, 0, make([]byte, longestFrame+1))
	if _, err := readFrame(&b); !errors.Is(err, errLongFrame) {
		t.Errorf("a frame that is too long: %v", err)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 0, 1, frameHeaders, flagEnd, 0, 0, 0, 1, 0x82})
	f.Add([]byte{255, 255, 255, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := readFrame(bytes.NewReader(data))
		if err == nil && len(read.payload)+9 > len(data) {
			t.Errorf("read %d bytes of %d", len(read.payload), len(data))
		}
	})
}
