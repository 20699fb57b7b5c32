package study

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What stands on a colour of the maps can be read, and each of them is lighter or darker than
// the one before, by day and by night.
func TestMapsCanBeRead(t *testing.T) {
	css, err := os.ReadFile("../../static/study-maps.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	for name, sheet := range map[string]string{"light": light, "dark": dark[:strings.Index(dark, "\n}\n")]} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--(h\d|on-low|on-high): #([0-9a-f]{6})`).FindAllStringSubmatch(sheet, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		if len(colours) != Steps+2 {
			t.Fatalf("%s has %d colours", name, len(colours))
		}
		rising := colours["h1"] > colours["h0"]
		for i := range Steps {
			class := StepClass(i)
			rule := regexp.MustCompile(`\.` + class + ` \{ background: var\(--` + class + `\); color: var\(--(on-\w+)\) \}`).FindSubmatch(css)
			if rule == nil {
				t.Fatalf("%s has no colours", class)
			}
			if got := contrast(colours[class], colours[string(rule[1])]); got < 4.5 {
				t.Errorf("%s: contrast %.2f of the text on %s", name, got, class)
			}
			if before := fmt.Sprintf("h%d", i-1); i > 0 && (colours[class] > colours[before]) != rising {
				t.Errorf("%s: %s does not go on from %s", name, class, before)
			}
		}
	}
}

// luminance is that of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
