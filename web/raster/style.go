package raster

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
)

// style is what an element hands on to those within it.
type style struct {
	fill, stroke               paint
	width, size, weight        float64
	fillOpacity, strokeOpacity float64
	opacity                    float64 // of this element and all around it
	dashes                     []float64
	cap, join, anchor          string
}

// paint is a colour, or none.
type paint struct {
	colour color.NRGBA
	some   bool
}

// initial is what SVG begins with.
func initial() style {
	return style{
		fill:  paint{color.NRGBA{A: 255}, true},
		width: 1, size: 16, weight: 400, fillOpacity: 1, strokeOpacity: 1, opacity: 1,
		cap: "butt", join: "miter", anchor: "start",
	}
}

// geometry are the attributes that an element reads itself, or that nobody sees.
var geometry = map[string]bool{
	"xmlns": true, "x": true, "y": true, "x1": true, "y1": true, "x2": true, "y2": true, "cx": true, "cy": true, "r": true,
	"rx": true, "width": true, "height": true, "viewBox": true, "d": true, "id": true, "role": true,
	"font-family": true, "lang": true, "space": true, "direction": true, "unicode-bidi": true,
}

// with returns the style of an element within one of style s. An attribute that it
// does not know is an error: what it asks for would be missing.
func (s style) with(e xml.StartElement) (style, error) {
	for _, a := range e.Attr {
		name := a.Name.Local
		if geometry[name] || strings.HasPrefix(name, "aria-") {
			continue
		}
		if err := s.set(name, strings.TrimSpace(a.Value)); err != nil {
			return s, fmt.Errorf("%s of %s: %w", name, e.Name.Local, err)
		}
	}
	return s, nil
}

func (s *style) set(name, value string) (err error) {
	switch name {
	case "fill":
		s.fill, err = readPaint(value)
	case "stroke":
		s.stroke, err = readPaint(value)
	case "stroke-width":
		s.width, err = positive(value)
	case "font-size":
		s.size, err = positive(strings.TrimSuffix(value, "px"))
	case "font-weight":
		s.weight, err = readWeight(value)
	case "fill-opacity":
		s.fillOpacity, err = share(value)
	case "stroke-opacity":
		s.strokeOpacity, err = share(value)
	case "opacity":
		var part float64
		part, err = share(value)
		s.opacity *= part
	case "stroke-dasharray":
		s.dashes, err = readDashes(value)
	case "stroke-linecap":
		s.cap, err = oneOf(value, "butt", "round", "square")
	case "stroke-linejoin":
		s.join, err = oneOf(value, "miter", "round", "bevel")
	case "text-anchor":
		s.anchor, err = oneOf(value, "start", "middle", "end")
	default:
		err = fmt.Errorf("it is not drawn")
	}
	return err
}

func (s style) pen() pen { return pen{s.width, s.dashes, s.cap, s.join, 4} }

// filling and lining are the colours with all their opacities.
func (s style) filling() color.NRGBA { return s.fill.at(s.fillOpacity * s.opacity) }
func (s style) lining() color.NRGBA  { return s.stroke.at(s.strokeOpacity * s.opacity) }

func (p paint) at(opacity float64) color.NRGBA {
	if !p.some {
		return color.NRGBA{}
	}
	c := p.colour
	c.A = uint8(math.Round(float64(c.A) * opacity))
	return c
}

// readPaint reads "#rgb", "#rrggbb" or "none".
func readPaint(value string) (paint, error) {
	if value == "none" {
		return paint{}, nil
	}
	hex, found := strings.CutPrefix(value, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !found || err != nil || len(hex) != 6 {
		return paint{}, fmt.Errorf("%q is no colour", value)
	}
	return paint{color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, true}, nil
}

func readWeight(value string) (float64, error) {
	switch value {
	case "normal":
		return 400, nil
	case "bold":
		return 700, nil
	}
	return positive(value)
}

// readDashes reads lengths of ink and gap; an odd number of them is taken twice.
func readDashes(value string) ([]float64, error) {
	if value == "none" {
		return nil, nil
	}
	var dashes []float64
	sum := 0.0
	for _, field := range strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := positive(field)
		if err != nil {
			return nil, err
		}
		sum += n
		dashes = append(dashes, n)
	}
	if len(dashes)%2 == 1 {
		dashes = append(dashes, dashes...)
	}
	if sum < 0.1 {
		return nil, fmt.Errorf("%q has no length", value)
	}
	return dashes, nil
}

func positive(value string) (float64, error) {
	n, err := coordinate(value)
	if err == nil && n < 0 {
		err = fmt.Errorf("%q is negative", value)
	}
	return n, err
}

func share(value string) (float64, error) {
	n, err := coordinate(value)
	return max(0, min(1, n)), err
}

func oneOf(value string, known ...string) (string, error) {
	for _, k := range known {
		if value == k {
			return value, nil
		}
	}
	return "", fmt.Errorf("%q is not one of %s", value, strings.Join(known, ", "))
}
