package sweep

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/scenario"
)

// Axis is a field of the scenario, and the values that it takes.
type Axis struct {
	Field  string   // name of the field; "" where there is no axis
	Scale  Scale    // how the values lie
	Values []string // as links write them, each once; rising where they are numbers
	Asked  int      // how many values a range was to have: of whole numbers some fall together; 0 of a list
}

// Scale is how the values of an axis lie.
type Scale uint8

// The scales. Values of a list are numbers or words, as they were given.
const (
	List   Scale = iota
	Linear       // evenly
	Log          // each about as many times the one before
)

// MostValues is how many values an axis has at most.
const MostValues = 200

// Numeric reports whether the axis has numbers or durations, between which there are others.
func (a Axis) Numeric() bool {
	f, ok := scenario.FieldNamed(a.Field)
	return ok && (f.IsNumber() || f.IsDuration())
}

// At is where a value lies: a number, or a duration in seconds. Of a word it is its place.
func (a Axis) At(value string) float64 {
	if x, ok := numberOf(a.Field, value); ok {
		return x
	}
	return float64(slices.Index(a.Values, value))
}

// numberOf reads a value of a field, as links write it, as a number.
func numberOf(field, value string) (float64, bool) {
	f, ok := scenario.FieldNamed(field)
	switch {
	case !ok:
		return 0, false
	case f.IsDuration():
		d, err := time.ParseDuration(value)
		return d.Seconds(), err == nil
	case !f.IsNumber():
		return 0, false
	}
	amount, unit, _ := strings.Cut(value, "/")
	x, err := strconv.ParseFloat(amount, 64)
	return x / map[string]float64{"": 1, "m": 60, "h": 3600, "d": 86400}[unit], err == nil
}

// String writes the axis as links do: "cap:lin(1s,1m,7)", "limiter:token-bucket,gcra".
func (a Axis) String() string {
	if a.Field == "" {
		return ""
	}
	if a.Scale == List || !a.even() {
		return a.Field + ":" + strings.Join(a.Values, ",")
	}
	return fmt.Sprintf("%s:%s(%s,%s,%d)", a.Field, [...]string{Linear: "lin", Log: "log"}[a.Scale], a.Values[0], a.Values[len(a.Values)-1], a.Asked)
}

// even reports whether the values are those of the range that has their ends.
func (a Axis) even() bool {
	return slices.Equal(a.Values, a.evenly(a.Values[0], a.Values[len(a.Values)-1], a.Asked))
}

// Logarithmic reports whether the axis is one of multiples: a range that is, or a list of
// numbers that lie more evenly so.
func (a Axis) Logarithmic() bool {
	if a.Scale != List || !a.Numeric() || len(a.Values) < 3 || a.At(a.Values[0]) <= 0 {
		return a.Scale == Log
	}
	return a.widest(math.Log) < a.widest(func(x float64) float64 { return x })
}

// widest is the share of the axis that its widest gap takes, on a scale.
func (a Axis) widest(scale func(float64) float64) float64 {
	widest := 0.0
	for i := range len(a.Values) - 1 {
		widest = max(widest, scale(a.At(a.Values[i+1]))-scale(a.At(a.Values[i])))
	}
	return widest / (scale(a.At(a.Values[len(a.Values)-1])) - scale(a.At(a.Values[0])))
}
