package chart

import (
	"fmt"
	"math"
	"strconv"
)

// Theme is a set of colours that charts and pages are drawn in, written "#rrggbb".
type Theme struct {
	Ink, Muted, Grid, Base, Card, Page string
	Series                             map[string]string // by tone
}

// Light is the theme of standalone pictures, and of pages by day. The style sheet
// repeats both themes; a test holds them together, and checks contrast and colour
// vision.
func Light() Theme {
	return Theme{
		Ink: "#15181d", Muted: "#666d78", Grid: "#e9e8e4", Base: "#c9c8c3",
		Card: "#ffffff", Page: "#f7f6f2",
		Series: map[string]string{
			"vermillion": "#c1320f", "gold": "#ab8a1f", "plum": "#8b4aa8", "green": "#127657",
			"blue": "#3b6fe0", "sky": "#0f97cd", "pink": "#d9579a", "slate": "#424d66",
			"brick": "#6e3732", "bronze": "#4b2d00", "violet": "#4b0587", "leaf": "#698c5f",
			"iris": "#967dff", "ocean": "#1905eb", "magenta": "#8c00aa", "ash": "#1e3750",
		},
	}
}

// Dark is the theme of pages by night.
func Dark() Theme {
	return Theme{
		Ink: "#eceef1", Muted: "#8d96a3", Grid: "#1f252d", Base: "#3a434f",
		Card: "#12161c", Page: "#0d1014",
		Series: map[string]string{
			"vermillion": "#f0694a", "gold": "#f0bd1f", "plum": "#a062bd", "green": "#2fdf9d",
			"blue": "#5b8cff", "sky": "#38b6f0", "pink": "#cf86ab", "slate": "#cbd6f2",
			"brick": "#be5f64", "bronze": "#786400", "violet": "#a51ec8", "leaf": "#87ff82",
			"iris": "#005aff", "ocean": "#3c698c", "magenta": "#c30a78", "ash": "#a0becd",
		},
	}
}

// of returns the colour of a tone, and ink for one that there is not.
func (t Theme) of(tone string) string {
	if c, ok := t.Series[tone]; ok {
		return c
	}
	return t.Ink
}

// mix returns the share of a laid over b: what a transparent a looks like on b,
// for renderers that overlap shapes.
func mix(a, b string, share float64) string {
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
