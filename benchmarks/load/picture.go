package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"strings"
)

// Colours and letters are those of the lab's own charts by day.
const (
	ink, muted, grid = "#15181d", "#666d78", "#e9e8e4"
	measuredColour   = "#3b6fe0"
	forecastColour   = "#c1320f"
)

// Measures of the picture, in its own units.
const (
	pictureWidth = 960
	panelHeight  = 300
	plotLeft     = 80
	plotRight    = 40
	plotTop      = 56
	plotBottom   = 58
)

// panel is a rush in the picture.
type panel struct {
	title string
	rush  *rush
}

// writePicture draws what was measured of rushes beside their forecasts, one panel each, on
// one scale of time.
func writePicture(file string, panels []panel) error {
	var longest int
	for _, p := range panels {
		longest = max(longest, last(p.rush.Measured), last(p.rush.Forecast))
	}
	step := tickStep(float64(longest) / 1000)
	end := step * math.Ceil(float64(longest)/1000/step)
	var b strings.Builder
	height := panelHeight * len(panels)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif" role="img">`+"\n", pictureWidth, height, pictureWidth, height)
	b.WriteString("<title>Viewers that are done over time, as measured and as forecast by the lab</title>\n")
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", pictureWidth, height)
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(0 %d)">`+"\n", i*panelHeight)
		drawPanel(&b, p, step, end)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func drawPanel(b *strings.Builder, p panel, step, end float64) {
	const bottom = panelHeight - plotBottom
	x := func(seconds float64) float64 { return plotLeft + seconds/end*(pictureWidth-plotLeft-plotRight) }
	y := func(percent float64) float64 { return bottom - percent/100*(bottom-plotTop) }
	text := func(x, y float64, size int, colour, anchor, words string) {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" font-size="%d" fill="%s" text-anchor="%s">%s</text>`+"\n", x, y, size, colour, anchor, html.EscapeString(words))
	}
	text(plotLeft, 28, 18, ink, "start", p.title)
	for percent := 0.0; percent <= 100; percent += 25 {
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="%s"/>`+"\n", plotLeft, y(percent), pictureWidth-plotRight, grid)
		text(plotLeft-8, y(percent)+5, 14, muted, "end", fmt.Sprintf("%.0f %%", percent))
	}
	for at := 0.0; at <= end+step/2; at += step {
		text(x(at), bottom+20, 14, muted, "middle", fmt.Sprintf("%g s", at))
	}
	text(plotLeft, bottom+44, 14, muted, "start", "time since all came at once; up: share of the viewers whose run is done")
	draw := func(times []int, colour, dash string) {
		var d strings.Builder
		for share, ms := range times {
			if share == 0 {
				fmt.Fprintf(&d, "M%.1f %.1f", x(float64(ms)/1000), y(0))
			}
			fmt.Fprintf(&d, "L%.1f %.1f", x(float64(ms)/1000), y(float64(share)))
		}
		fmt.Fprintf(b, `<path d="%s" fill="none" stroke="%s" stroke-width="3" stroke-linejoin="round"%s/>`+"\n", d.String(), colour, dash)
	}
	draw(p.rush.Forecast, forecastColour, ` stroke-dasharray="9 6"`)
	draw(p.rush.Measured, measuredColour, "")
	legend := func(left float64, colour, dash, words string) {
		fmt.Fprintf(b, `<path d="M%.1f 23h34" stroke="%s" stroke-width="3"%s/>`+"\n", left, colour, dash)
		text(left+42, 28, 14, ink, "start", words)
	}
	legend(580, measuredColour, "", "measured")
	legend(740, forecastColour, ` stroke-dasharray="9 6"`, "forecast by the lab")
}

func last(times []int) int {
	if len(times) == 0 {
		return 0
	}
	return times[len(times)-1]
}

// tickStep is the least of 1, 2 and 5 times a power of ten, in seconds, that needs at most
// ten ticks.
func tickStep(longest float64) float64 {
	for power := 0.1; ; power *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if longest <= 10*n*power {
				return math.Round(n*power*10) / 10
			}
		}
	}
}
