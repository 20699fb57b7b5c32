package chart

import "strings"

// marksPicture is the layout of the chart of retries as a picture. Its rows go
// downwards, so its scale is upside down.
func marksPicture(m Marks) picture {
	run := Run{Own: m.Own, Lead: m.Lead, Footer: m.Footer, Frame: m.Frame}
	run.Frame.Rate = 0 // it has no line here
	for _, p := range m.Panels {
		run.Series = append(run.Series, Series{Strategy: p.Strategy})
	}
	down := m.scale()
	for i, t := range down.Ticks {
		down.Ticks[i].At = down.Max - t.At
	}
	return picture{run: run, theme: Light(), y: down, columns: pictureColumns(len(m.Panels))}
}

// pictureWords is what a line under the headline has room for.
func (m Marks) pictureWords() string {
	if m.dense() {
		return "The stronger a cell, the more attempts. " + m.tones()
	}
	return "Rows are " + m.order() + ". " + m.tones()
}

// endColour is what is mixed with the card for attempts that ended so.
func (c cell) endColour(end MarkEnd) string {
	if end == Lost {
		return c.theme.Muted
	}
	return c.colour()
}

// marks are the marks of a panel that ended so, as lines of two pixels.
func (c cell) marks(m Marks, p MarkPanel, end MarkEnd) []string {
	const length = 2
	var chunks []string
	var d strings.Builder
	n := 0
	for _, mark := range p.Marks {
		if mark.End != end {
			continue
		}
		x := min(c.px(mark.At), c.right()-length)
		d.WriteString("M" + pixel(x) + " " + pixel(c.rowY(m, float64(mark.Row)+0.5)) + "H" + pixel(x+length))
		if n++; n%markChunk == 0 {
			chunks = append(chunks, d.String())
			d.Reset()
		}
	}
	if d.Len() > 0 {
		chunks = append(chunks, d.String())
	}
	return chunks
}

// rowY is the pixel row of a row of marks.
func (c cell) rowY(m Marks, row float64) float64 {
	return c.bottom - cellHeight*(1-row/float64(m.rows()))
}

// shade is the outline of blocks of cells.
func (c cell) shade(blocks []block) string {
	var d strings.Builder
	for _, b := range blocks {
		left, right := c.left+c.width*float64(b.x)/cellColumns, c.left+c.width*float64(b.x+b.width)/cellColumns
		top, bottom := c.bottom-cellHeight*(1-float64(b.row)/cellRows), c.bottom-cellHeight*(1-float64(b.row+1)/cellRows)
		d.WriteString("M" + pixel(left) + " " + pixel(top) + "H" + pixel(right) + "V" + pixel(bottom) + "H" + pixel(left) + "Z")
	}
	return d.String()
}
