package raster

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/vector"
)

// Bounds of what is drawn. A document beyond them is refused.
const (
	maxBytes = 8 << 20 // of a document
	MaxScale = 2       // pixels of the image for one of the document
	maxSide  = 4096    // pixels of a document
)

// PNG draws an SVG document as a PNG of scale pixels, 1 to [MaxScale], for one of
// the document. An error says what in the document cannot be drawn.
func PNG(svg []byte, scale int) ([]byte, error) {
	picture, err := draw(svg, scale)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// draw draws an SVG document as [PNG] does, onto a transparent image.
func draw(svg []byte, scale int) (*image.RGBA, error) {
	if len(svg) > maxBytes {
		return nil, fmt.Errorf("the document has %d bytes; the limit is %d", len(svg), maxBytes)
	}
	if scale < 1 || scale > MaxScale {
		return nil, fmt.Errorf("scale is %d, must be from 1 to %d", scale, MaxScale)
	}
	d := &document{canvas: canvas{scale: float64(scale)}}
	if err := d.read(svg); err != nil {
		return nil, err
	}
	if d.picture == nil {
		return nil, fmt.Errorf("there is no svg element")
	}
	return d.picture, nil
}

// canvas is an image that polygons are drawn on, in units of the document.
type canvas struct {
	picture *image.RGBA
	scale   float64
	pen     vector.Rasterizer
}

// fill covers the inside of some closed polygons. Where several lie on each other
// in the same sense of rotation, that counts once.
func (c *canvas) fill(shapes []polygon, with color.NRGBA) {
	box := c.bounds(shapes)
	if box.Empty() || with.A == 0 {
		return
	}
	c.pen.Reset(box.Dx(), box.Dy())
	for _, shape := range shapes {
		for i, p := range shape.points {
			x, y := float32(p.x*c.scale-float64(box.Min.X)), float32(p.y*c.scale-float64(box.Min.Y))
			if i == 0 {
				c.pen.MoveTo(x, y)
			} else {
				c.pen.LineTo(x, y)
			}
		}
		c.pen.ClosePath()
	}
	c.pen.Draw(c.picture, box, image.NewUniform(with), image.Point{})
}

// bounds are the pixels that shapes touch, within the image.
func (c *canvas) bounds(shapes []polygon) image.Rectangle {
	var low, high point
	first := true
	for _, shape := range shapes {
		for _, p := range shape.points {
			if first {
				low, high, first = p, p, false
			}
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	if first {
		return image.Rectangle{}
	}
	return image.Rect(int(low.x*c.scale)-1, int(low.y*c.scale)-1, int(high.x*c.scale)+2, int(high.y*c.scale)+2).
		Intersect(c.picture.Bounds())
}
