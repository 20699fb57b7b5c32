package raster

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const head = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="60" viewBox="0 0 100 60" font-size="12"><title>t</title><rect width="100%" height="100%" fill="#ffffff"></rect>`

func drawn(t *testing.T, body string, scale int) *image.RGBA {
	t.Helper()
	picture, err := draw([]byte(head+body+"</svg>"), scale)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func rgb(n uint32) color.RGBA { return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255} }

func TestPixels(t *testing.T) {
	const red, white = 0xff0000, 0xffffff
	for _, c := range []struct {
		name, body string
		x, y       int
		want       uint32
	}{
		{"a rectangle", `<rect x="10" y="10" width="20" height="20" fill="#f00"/>`, 20, 20, red},
		{"and beside it", `<rect x="10" y="10" width="20" height="20" fill="#f00"/>`, 31, 20, white},
		{"a round corner", `<rect x="10" y="10" width="20" height="20" rx="8" fill="#ff0000"/>`, 10, 10, white},
		{"half a pixel is half the colour", `<rect x="10.5" y="10" width="20" height="20" fill="#ff0000"/>`, 10, 20, 0xff7f7f},
		{"half the opacity too", `<g opacity=".5"><rect x="10" y="10" width="20" height="20" fill="#ff0000"/></g>`, 20, 20, 0xff7f7f},
		{"a path of absolute commands", `<path fill="#ff0000" d="M10 10H30V30H10Z"/>`, 29, 29, red},
		{"of relative ones, and lines without a letter", `<path fill="#ff0000" d="m10,10 20,0 0,20h-20z"/>`, 29, 29, red},
		{"numbers that touch", `<path fill="#ff0000" d="M10.5.5l20-.0v20h-20z"/>`, 20, 10, red},
		{"a second shape after Z begins where the first did", `<path fill="#ff0000" d="M10 10H20V20H10ZV5H15V10Z"/>`, 12, 7, red},
		{"two ways round cancel", `<path fill="#ff0000" d="M10 10H30V30H10ZM15 15V25H25V15Z"/>`, 20, 20, white},
		{"no fill", `<path fill="none" d="M10 10H30V30H10Z"/>`, 20, 20, white},
		{"a line", `<path stroke="#ff0000" stroke-width="4" d="M10 20H30"/>`, 20, 21, red},
		{"ends with its last point", `<path stroke="#ff0000" stroke-width="4" d="M10 20H30"/>`, 31, 20, white},
		{"or after it", `<path stroke="#ff0000" stroke-width="4" stroke-linecap="square" d="M10 20H30"/>`, 31, 20, red},
		{"the tip of a miter", `<path fill="none" stroke="#ff0000" stroke-width="8" d="M10 30H30V50"/>`, 33, 27, red},
		{"and of a bevel", `<path fill="none" stroke="#ff0000" stroke-width="8" stroke-linejoin="bevel" d="M10 30H30V50"/>`, 33, 26, white},
		{"a round join fills the corner", `<path fill="none" stroke="#ff0000" stroke-width="8" stroke-linejoin="round" d="M10 30H30V50"/>`, 32, 28, red},
		{"a closed line closes", `<path fill="none" stroke="#ff0000" stroke-width="2" d="M10 10H30V30Z"/>`, 20, 20, red},
		{"overlaps count once", `<path fill="none" stroke="#ff0000" stroke-opacity=".5" stroke-width="4" d="M10 20H30H10"/>`, 20, 20, 0xff7f7f},
		{"a dash", `<path stroke="#ff0000" stroke-width="4" stroke-dasharray="4 3" d="M10 20H60"/>`, 17, 20, red},
		{"a gap", `<path stroke="#ff0000" stroke-width="4" stroke-dasharray="4 3" d="M10 20H60"/>`, 15, 20, white},
		{"one length is dash and gap", `<path stroke="#ff0000" stroke-width="4" stroke-dasharray="5" d="M10 20H60"/>`, 17, 20, white},
		{"dashes go round corners", `<path fill="none" stroke="#ff0000" stroke-width="4" stroke-dasharray="10 4" d="M10 20H16V50"/>`, 16, 23, red},
		{"a line element", `<line x1="0" x2="50%" y1="30" y2="30" stroke="#ff0000" stroke-width="4"/>`, 49, 30, red},
		{"a circle", `<circle cx="50" cy="30" r="10" fill="#ff0000"/>`, 57, 30, red},
		{"beyond the picture is nothing", `<rect x="-50" y="-50" width="999" height="70" fill="#ff0000"/>`, 99, 5, red},
	} {
		for scale := 1; scale <= MaxScale; scale++ {
			got := drawn(t, c.body, scale).RGBAAt(c.x*scale+scale/2, c.y*scale+scale/2)
			if c.name == "half a pixel is half the colour" && scale == 2 {
				continue // there it is a whole one
			}
			if want := rgb(c.want); near(got.R, want.R) && near(got.G, want.G) && near(got.B, want.B) {
				continue
			}
			t.Errorf("%s at scale %d: %v, want %06x", c.name, scale, got, c.want)
		}
	}
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) <= 2 }

// ink is the box around whatever is not white.
func ink(picture *image.RGBA) image.Rectangle {
	var box image.Rectangle
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			if picture.RGBAAt(x, y) != rgb(0xffffff) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestText(t *testing.T) {
	const style = ` y="40" fill="#000000" font-size="20"`
	box := func(body string) image.Rectangle { return ink(drawn(t, body, 1)) }
	start := box(`<text x="10"` + style + `>Hill</text>`)
	if start.Min.X < 9 || start.Min.X > 13 || start.Max.Y < 40 || start.Max.Y > 41 || start.Dy() < 13 || start.Dy() > 18 {
		t.Errorf("a text at 10, 40 has its ink in %v", start)
	}
	if end := box(`<text x="90" text-anchor="end"` + style + `>Hill</text>`); end.Max.X < 87 || end.Max.X > 91 {
		t.Errorf("a text that ends at 90 has its ink in %v", end)
	}
	if middle := box(`<text x="50" text-anchor="middle"` + style + `>Hill</text>`); max(middle.Min.X+middle.Max.X, 100)-min(middle.Min.X+middle.Max.X, 100) > 4 {
		t.Errorf("a text around 50 has its ink in %v", middle)
	}
	if heavy := box(`<text x="10" font-weight="700"` + style + `>Hill</text>`); heavy.Dx() <= start.Dx() {
		t.Errorf("bold is %d wide, plain %d", heavy.Dx(), start.Dx())
	}
	whole, parts := box(`<text x="10"`+style+`>Hill</text>`), box(`<text x="10"`+style+`>Hi<tspan font-weight="400">ll</tspan></text>`)
	if whole != parts {
		t.Errorf("in one piece %v, in two %v", whole, parts)
	}
	if two := box(`<text` + style + `><tspan x="10" y="20">H</tspan><tspan x="60" y="50">H</tspan></text>`); two.Dx() < 60 || two.Dy() < 40 {
		t.Errorf("two places have their ink in %v", two)
	}
	if kerned, loose := box(`<text x="5"`+style+`>AVAVA</text>`), box(`<text x="5"`+style+`>A<tspan>V</tspan><tspan>A</tspan><tspan>V</tspan><tspan>A</tspan></text>`); kerned.Dx() > loose.Dx() {
		t.Errorf("with kerning %d wide, without %d", kerned.Dx(), loose.Dx())
	}
	if one, many := box(`<text x="5"`+style+`>a b</text>`), box("<text x=\"5\""+style+">\n a  \n b </text>"); one != many {
		t.Errorf("one space gives %v, several %v", one, many)
	}
}

// What the fonts lack is seen, but for what shows nothing anywhere.
func TestCharacters(t *testing.T) {
	for _, c := range "×·…–—“”‘’≤±é߀ΩЖ😀漢م" {
		if box := ink(drawn(t, fmt.Sprintf(`<text x="10" y="40" font-size="20">%c</text>`, c), 1)); box.Dx() < 2 {
			t.Errorf("%c leaves no ink", c)
		}
	}
	gap := func(between string) int {
		return ink(drawn(t, `<text x="10" y="40" font-size="20">l`+between+`l</text>`, 1)).Dx()
	}
	for name, c := range map[string]string{"thin": "\u2009", "no-break": "\u00a0", "narrow no-break": "\u202f"} {
		if width := gap(c) - gap(""); width < 2 || width > 12 {
			t.Errorf("a %s space is %d pixels wide", name, width)
		}
	}
	for name, c := range map[string]string{"joiner": "\u200d", "right to left": "\u202e", "variant": "\ufe0f"} {
		if width := gap(c) - gap(""); width != 0 {
			t.Errorf("a %s is %d pixels wide", name, width)
		}
	}
}

func TestRefuses(t *testing.T) {
	open := strings.TrimSuffix(head, ">")
	for name, svg := range map[string]string{
		"nothing":                  ``,
		"no picture":               `<g></g>`,
		"an unknown element":       head + `<image href="x"/></svg>`,
		"an unknown attribute":     head + `<rect transform="scale(2)"/></svg>`,
		"a named colour":           head + `<rect fill="red"/></svg>`,
		"a variable":               head + `<rect fill="var(--c)"/></svg>`,
		"a curve":                  head + `<path d="M0 0C1 1 2 2 3 3"/></svg>`,
		"a path without beginning": head + `<path d="L1 1"/></svg>`,
		"a broken path":            head + `<path d="M1"/></svg>`,
		"numbers after the end":    head + `<path d="M1 1L2 2Z 3 3"/></svg>`,
		"no number":                head + `<path d="MNaN 1"/></svg>`,
		"a coordinate far away":    head + `<path d="M1e9 1"/></svg>`,
		"steps far away":           head + `<path d="M9e5 1h9e5"/></svg>`,
		"dashes of no length":      head + `<path stroke="#000" stroke-dasharray="0 0" d="M0 0H9"/></svg>`,
		"a picture in a picture":   head + `<svg width="9" height="9"></svg></svg>`,
		"another view":             strings.Replace(head, "0 0 100 60", "0 0 50 30", 1) + `</svg>`,
		"too large":                `<svg width="5000" height="10"></svg>`,
		"no size":                  `<svg width="NaN" height="10"></svg>`,
		"words outside a text":     head + `<g>words</g></svg>`,
		"a tspan outside a text":   head + `<tspan>words</tspan></svg>`,
		"a path in a text":         head + `<text><path d=""/></text></svg>`,
		"half a document":          open,
		"too deep":                 head + strings.Repeat("<g>", 99),
		"too long":                 head + strings.Repeat(" ", maxBytes),
	} {
		if _, err := PNG([]byte(svg), 1); err == nil {
			t.Errorf("%s is drawn", name)
		}
	}
	for _, scale := range []int{-1, 0, MaxScale + 1} {
		if _, err := PNG([]byte(head+"</svg>"), scale); err == nil {
			t.Errorf("scale %d is drawn", scale)
		}
	}
}

// The pictures that package templates keeps as examples, many at once: with the race
// detector this is the test that nothing is shared.
func TestDrawsThePictures(t *testing.T) {
	files, err := filepath.Glob("../templates/chart/testdata/*.svg")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	var all sync.WaitGroup
	for _, file := range files {
		svg, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for scale := 1; scale <= MaxScale; scale++ {
			all.Go(func() {
				body, err := PNG(svg, scale)
				if err != nil {
					t.Errorf("%s: %v", file, err)
					return
				}
				config, err := png.DecodeConfig(bytes.NewReader(body))
				if err != nil || config.Width != 1200*scale {
					t.Errorf("%s at scale %d is %d wide (%v)", file, scale, config.Width, err)
				}
			})
		}
	}
	all.Wait()
}

func FuzzPNG(f *testing.F) {
	f.Add([]byte(head + `<path stroke="#000" stroke-dasharray="1 2" d="m1-1h.5v1z"/><text x="1">a<tspan y="3">b</tspan></text></svg>`))
	f.Fuzz(func(t *testing.T, svg []byte) {
		if len(svg) > 2000 {
			return
		}
		if picture, err := draw(svg, 1); err == nil && picture == nil {
			t.Error("neither a picture nor an error")
		}
	})
}

func BenchmarkPNG(b *testing.B) {
	svg, err := os.ReadFile("../templates/chart/testdata/load_picture.svg")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Draw", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := draw(svg, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("PNG", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := PNG(svg, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
}
