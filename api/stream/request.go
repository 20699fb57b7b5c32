package stream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// Largest numbers of a request: what a browser counts exactly, and what no run's
// bins come near.
const (
	maxRunID = 1<<53 - 1
	maxFrom  = 1<<31 - 1
	maxBinMS = 1<<31 - 1
	maxTop   = 1<<53 - 1

	maxPanels = 20 // bytes of the structure of panels
)

// request is what a viewer asks for on a socket: docs/protocol.md.
type request struct {
	stop  bool // of a run; else it asks for one
	study bool // it asks for a study
	run   uint64
	kind  string // of a study; "" where a run is asked for
	query string
	from  int
	bin   time.Duration // width of the bins before that; 0: not said

	anyway bool // though it will be stopped at a limit
	load   bool // it draws nothing else of the bins

	kept   chart.Kept // scales that the panels have
	panels string     // the structure of panels that are there; "" for none

	beforeStart bool // a stop that replaced its pending run
}

// parseRequest reads one message. It is strict: one object with the known names,
// each at most once, nothing after it. encoding/json alone would take names in
// any case, the last of several, and fields it does not know.
func parseRequest(message []byte) (request, error) {
	if !utf8.Valid(message) {
		return request{}, errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(message))
	d.UseNumber()
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return request{}, errors.New("not a JSON object")
	}
	var r request
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return request{}, errors.New("not JSON")
		}
		key, _ := name.(string) // in an object, More is followed by a name
		if seen[key] {
			return request{}, fmt.Errorf("%s is there twice", quoted(key))
		}
		seen[key] = true
		if err := r.set(key, d); err != nil {
			return request{}, err
		}
	}
	if _, err := d.Token(); err != nil {
		return request{}, errors.New("not JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return request{}, errors.New("more than one value")
	}
	switch {
	case !seen["type"]:
		return request{}, errors.New("type is required")
	case r.stop && len(seen) > 2, r.stop && len(seen) == 2 && !seen["run"]:
		return request{}, errors.New("a stop has a run and nothing else")
	case !r.stop && !seen["query"]:
		return request{}, errors.New("query is required")
	case r.study != seen["kind"]:
		return request{}, errors.New("a study has a kind, and nothing else has one")
	}
	return r, nil
}

// quoted is a name that fits into a reason: clipped after it is quoted, which makes
// it up to ten times as long.
func quoted(name string) string { return format.Clip(strconv.QuoteToASCII(name), 60) }

// set reads the value of one field.
func (r *request) set(key string, d *json.Decoder) error {
	value, err := d.Token()
	if err != nil {
		return errors.New("not JSON")
	}
	switch key {
	case "type":
		if value != "run" && value != "stop" && value != "study" {
			return errors.New(`type must be "run", "study" or "stop"`)
		}
		r.stop, r.study = value == "stop", value == "study"
	case "query":
		r.query, err = words(key, value)
	case "kind":
		r.kind, err = words(key, value)
	case "run":
		r.run, err = wholeNumber(key, value, maxRunID)
	case "from":
		var from uint64
		from, err = wholeNumber(key, value, maxFrom)
		r.from = int(from)
	case "bin_ms":
		r.bin, err = milliseconds(key, value)
	case "anyway":
		anyway, ok := value.(bool)
		if !ok {
			return errors.New("anyway must be true or false")
		}
		r.anyway = anyway
	case "only":
		if value != "load" {
			return errors.New(`only must be "load"`)
		}
		r.load = true
	case "panels":
		if r.panels, err = words(key, value); err == nil && len(r.panels) > maxPanels {
			err = errors.New("panels must be what the panels say of themselves")
		}
	case "axis_ms":
		r.kept.Time, err = milliseconds(key, value)
	case "near_ms":
		r.kept.Near, err = milliseconds(key, value)
	case "axis_top":
		r.kept.Top, err = positive(key, value, maxTop)
	default:
		err = fmt.Errorf("unknown field %s", quoted(key))
	}
	return err
}

// words takes a text.
func words(key string, value json.Token) (string, error) {
	text, ok := value.(string)
	if !ok || key == "kind" && text == "" {
		return "", errors.New(key + " must be a string")
	}
	return text, nil
}

// milliseconds takes a number as hello has it.
func milliseconds(key string, value json.Token) (time.Duration, error) {
	ms, err := positive(key, value, maxBinMS)
	return time.Duration(math.Round(ms * float64(time.Millisecond))), err
}

func positive(key string, value json.Token, most int) (float64, error) {
	number, _ := value.(json.Number)
	n, err := number.Float64()
	if err != nil || n <= 0 || n > float64(most) {
		return 0, fmt.Errorf("%s must be a number above 0, at most %d", key, most)
	}
	return n, nil
}

// wholeNumber takes plain digits: no sign, no fraction, no exponent.
func wholeNumber(key string, value json.Token, most uint64) (uint64, error) {
	number, ok := value.(json.Number)
	if ok {
		n, err := strconv.ParseUint(number.String(), 10, 64)
		if err == nil && n <= most {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%s must be a whole number from 0 to %d", key, most)
}
