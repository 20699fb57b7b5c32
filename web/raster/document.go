package raster

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"strings"
)

// deepest is how deep elements may stand within each other.
const deepest = 32

// document is a picture while it is read: what has been read is drawn.
type document struct {
	canvas
	width, height float64
	styles        []style // of the elements around what is read next
	text          *text   // the one that is open; nil: none
}

func (d *document) read(svg []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	d.styles = []style{initial()}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "title" || token.Name.Local == "desc" {
				err = decoder.Skip()
			} else {
				err = d.begin(token)
			}
		case xml.EndElement:
			err = d.end(token.Name.Local)
		case xml.CharData:
			err = d.words(string(token))
		}
		if err != nil {
			return err
		}
	}
}

// begin draws an element, or opens it where it holds others.
func (d *document) begin(e xml.StartElement) error {
	if len(d.styles) > deepest {
		return fmt.Errorf("elements stand deeper than %d in each other", deepest)
	}
	s, err := d.styles[len(d.styles)-1].with(e)
	if err != nil {
		return err
	}
	d.styles = append(d.styles, s)
	name := e.Name.Local
	if (d.picture == nil) != (name == "svg") {
		return fmt.Errorf("%s stands where it does not belong", name)
	}
	if d.text != nil && name != "tspan" {
		return fmt.Errorf("%s stands in a text", name)
	}
	a := attributes{of: e, document: d}
	switch name {
	case "svg":
		err = d.open(&a)
	case "g":
	case "rect":
		d.draw(s, []polygon{roundRect(a.across("x"), a.down("y"), a.across("width"), a.down("height"), a.across("rx"))})
	case "line":
		d.draw(s, []polygon{{points: []point{{a.across("x1"), a.down("y1")}, {a.across("x2"), a.down("y2")}}}})
	case "circle":
		d.draw(s, []polygon{disc(point{a.across("cx"), a.down("cy")}, a.across("r"))})
	case "path":
		var shapes []polygon
		if shapes, err = parsePath(a.get("d")); err == nil {
			d.draw(s, shapes)
		}
	case "text":
		d.text = &text{canvas: &d.canvas}
		d.text.move(&a, s)
	case "tspan":
		if d.text == nil {
			return errors.New("tspan stands outside a text")
		}
		d.text.move(&a, s)
	default:
		return fmt.Errorf("%s is not an element that is drawn", name)
	}
	return errors.Join(err, a.wrong)
}

func (d *document) end(name string) error {
	d.styles = d.styles[:len(d.styles)-1]
	if name != "text" {
		return nil
	}
	err := d.text.flush()
	d.text = nil
	return err
}

func (d *document) words(words string) error {
	if d.text != nil {
		d.text.add(words, d.styles[len(d.styles)-1])
	} else if strings.TrimSpace(words) != "" {
		return fmt.Errorf("%.20q stands outside a text", words)
	}
	return nil
}

// open begins the image. The document has no scale of its own: its view is its size.
func (d *document) open(a *attributes) error {
	width, err := coordinate(a.get("width"))
	if err != nil {
		return err
	}
	height, err := coordinate(a.get("height"))
	if err != nil {
		return err
	}
	if !(width >= 1 && width <= maxSide && height >= 1 && height <= maxSide) {
		return fmt.Errorf("the picture is %g by %g; its sides must be from 1 to %d", width, height, maxSide)
	}
	if view := a.get("viewBox"); view != "" && view != fmt.Sprintf("0 0 %g %g", width, height) {
		return fmt.Errorf("the view is %q, not the size of the picture", view)
	}
	d.width, d.height = width, height
	d.picture = image.NewRGBA(image.Rect(0, 0, int(math.Ceil(width*d.scale)), int(math.Ceil(height*d.scale))))
	return nil
}

func (d *document) draw(s style, shapes []polygon) {
	d.fill(shapes, s.filling())
	if s.stroke.some && s.width > 0 {
		d.fill(s.pen().outline(shapes), s.lining())
	}
}

// roundRect is a rectangle whose corners are quarters of circles.
func roundRect(x, y, width, height, radius float64) polygon {
	radius = max(0, min(radius, width/2, height/2))
	if radius == 0 {
		return polygon{points: []point{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, closed: true}
	}
	const parts = 8
	p := polygon{closed: true}
	for corner, at := range []point{{x + width - radius, y + radius}, {x + width - radius, y + height - radius}, {x + radius, y + height - radius}, {x + radius, y + radius}} {
		for i := range parts + 1 {
			sin, cos := math.Sincos(math.Pi / 2 * (float64(corner-1) + float64(i)/parts))
			p.points = append(p.points, point{at.x + radius*cos, at.y + radius*sin})
		}
	}
	return p
}

// attributes reads those of an element, and keeps what is wrong with them.
type attributes struct {
	of       xml.StartElement
	document *document
	wrong    error
}

func (a *attributes) get(name string) string {
	for _, b := range a.of.Attr {
		if b.Name.Local == name {
			return b.Value
		}
	}
	return ""
}

// across and down are lengths; per cent are of the picture. None is 0.
func (a *attributes) across(name string) float64 { return a.length(name, a.document.width) }
func (a *attributes) down(name string) float64   { return a.length(name, a.document.height) }

func (a *attributes) length(name string, whole float64) float64 {
	value := a.get(name)
	if value == "" {
		return 0
	}
	number, percent := strings.CutSuffix(value, "%")
	n, err := coordinate(number)
	if err != nil {
		a.wrong = errors.Join(a.wrong, fmt.Errorf("%s of %s: %w", name, a.of.Name.Local, err))
	}
	if percent {
		n *= whole / 100
	}
	return n
}
