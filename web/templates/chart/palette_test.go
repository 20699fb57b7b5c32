package chart

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// The style sheet says the same as the themes.
func TestStyleSheetHasThePalette(t *testing.T) {
	css, err := os.ReadFile("../../static/base.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("no dark theme in the style sheet")
	}
	for _, c := range []struct {
		theme Theme
		css   string
	}{{Light(), light}, {Dark(), dark}} {
		want := map[string]string{
			"ink": c.theme.Ink, "muted": c.theme.Muted, "grid": c.theme.Grid,
			"base": c.theme.Base, "card": c.theme.Card, "page": c.theme.Page,
		}
		for tone, colour := range c.theme.Series {
			want[tone] = colour
			if rule := fmt.Sprintf(".s-%s { --c: var(--%s) }", tone, tone); !strings.Contains(string(css), rule) {
				t.Errorf("no rule %q", rule)
			}
		}
		for name, colour := range want {
			if declaration := "--" + name + ": " + colour + ";"; !strings.Contains(c.css, declaration) {
				t.Errorf("no %q", declaration)
			}
		}
	}
	if !strings.Contains(string(css), "--font: "+fonts+";") {
		t.Errorf("the style sheet has other fonts than %s", fonts)
	}
}

// Marks need 3:1 against what they lie on, text 4.5:1 (WCAG 2.2, 1.4.11, 1.4.3).
func TestContrast(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		for tone, colour := range theme.Series {
			if got := contrast(colour, theme.Card); got < 3 {
				t.Errorf("%s: contrast %.2f on %s", tone, got, theme.Card)
			}
		}
		for _, text := range []string{theme.Ink, theme.Muted} {
			for _, ground := range []string{theme.Card, theme.Page} {
				if got := contrast(text, ground); got < 4.5 {
					t.Errorf("text %s: contrast %.2f on %s", text, got, ground)
				}
			}
		}
	}
}

// Any two series stay apart for every common kind of colour vision, measured
// as the distance in OKLab times 100. The colours were chosen for 7.1 and more.
func TestColourVision(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		for vision, matrix := range visions {
			closest, pair := math.Inf(1), ""
			for a, x := range theme.Series {
				for b, y := range theme.Series {
					if d := distance(matrix, x, y); a < b && d < closest {
						closest, pair = d, a+" and "+b
					}
				}
			}
			if closest < 7 {
				t.Errorf("%s on %s: %s are %.1f apart", vision, theme.Card, pair, closest)
			}
		}
	}
}

// Visions map linear sRGB to what the eye makes of it. Source: Machado, Oliveira
// and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
// Deficiency", 2009, severity 1.
var visions = map[string][9]float64{
	"full vision":  {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

func linear(hex string) [3]float64 {
	c := rgb(hex)
	for i := range c {
		v := c[i] / 255
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

func contrast(a, b string) float64 {
	luminance := func(hex string) float64 {
		c := linear(hex)
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func distance(vision [9]float64, a, b string) float64 {
	x, y := oklab(times(vision, linear(a))), oklab(times(vision, linear(b)))
	return 100 * math.Sqrt((x[0]-y[0])*(x[0]-y[0])+(x[1]-y[1])*(x[1]-y[1])+(x[2]-y[2])*(x[2]-y[2]))
}

// oklab converts linear sRGB. Source: Björn Ottosson, "A perceptual color space
// for image processing", 2020.
func oklab(c [3]float64) [3]float64 {
	for i := range c {
		c[i] = min(1, max(0, c[i]))
	}
	lms := times([9]float64{
		0.4122214708, 0.5363325363, 0.0514459929,
		0.2119034982, 0.6806995451, 0.1073969566,
		0.0883024619, 0.2817188376, 0.6299787005,
	}, c)
	for i := range lms {
		lms[i] = math.Cbrt(lms[i])
	}
	return times([9]float64{
		0.2104542553, 0.7936177850, -0.0040720468,
		1.9779984951, -2.4285922050, 0.4505937099,
		0.0259040371, 0.7827717662, -0.8086757660,
	}, lms)
}

func times(m [9]float64, v [3]float64) [3]float64 {
	var out [3]float64
	for i := range out {
		out[i] = m[3*i]*v[0] + m[3*i+1]*v[1] + m[3*i+2]*v[2]
	}
	return out
}
