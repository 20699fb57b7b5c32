package templates

import (
	"fmt"
	"math"
	"strconv"
)

// Theme is a set of colours that charts and pages are drawn in, written "#rrggbb".
type Theme struct {
	Ink, Muted, Grid, Base, Card, Page string
	Strategies                         map[string]string // by strategy key
}

// Light is the theme of standalone pictures, and of pages by day. A colour
// belongs to a strategy for ever. The style sheet repeats both themes; a test
// holds them together, and checks contrast and colour vision.
func Light() Theme {
	return Theme{
		Ink: "#15181d", Muted: "#666d78", Grid: "#e9e8e4", Base: "#c9c8c3",
		Card: "#ffffff", Page: "#f7f6f2",
		Strategies: map[string]string{
			"fixed": "#c1320f", "exponential": "#ab8a1f", "equal": "#8b4aa8", "full": "#127657",
			"decorrelated": "#3b6fe0", "decorrelated-aws": "#0f97cd", "linear": "#d9579a", "immediate": "#424d66",
		},
	}
}

// Dark is the theme of pages by night.
func Dark() Theme {
	return Theme{
		Ink: "#eceef1", Muted: "#8d96a3", Grid: "#1f252d", Base: "#3a434f",
		Card: "#12161c", Page: "#0d1014",
		Strategies: map[string]string{
			"fixed": "#f0694a", "exponential": "#f0bd1f", "equal": "#a062bd", "full": "#2fdf9d",
			"decorrelated": "#5b8cff", "decorrelated-aws": "#38b6f0", "linear": "#cf86ab", "immediate": "#cbd6f2",
		},
	}
}

// Of returns the colour of a strategy, and ink for one that has none.
func (t Theme) Of(key string) string {
	if c, ok := t.Strategies[key]; ok {
		return c
	}
	return t.Ink
}

// Mix returns the share of a laid over b: what a transparent a looks like on b,
// for renderers that overlap shapes.
func Mix(a, b string, share float64) string {
	x, y := rgb(a), rgb(b)
	out := "#"
	for i := range x {
		out += fmt.Sprintf("%02x", int(math.Round(x[i]*share+y[i]*(1-share))))
	}
	return out
}

// rgb reads "#rrggbb" into channels of 0 to 255; anything else is black.
func rgb(hex string) [3]float64 {
	var out [3]float64
	if len(hex) != 7 {
		return out
	}
	for i := range out {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		out[i] = float64(n)
	}
	return out
}
