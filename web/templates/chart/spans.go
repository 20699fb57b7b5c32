package chart

// stretch is a span on its way to a chart: shares of its width.
type stretch struct {
	name     string
	from, to float64
}

// stretches are the spans as far as the time scale reaches.
func (f Frame) stretches() []stretch {
	var seen []stretch
	for _, s := range f.Spans {
		from := f.X().Share(float64(s.From) / float64(f.Bin))
		to := min(1, f.X().Share(float64(s.To)/float64(f.Bin)))
		if s.Name != "" && from < 1 && to > from {
			seen = append(seen, stretch{s.Name, from, to})
		}
	}
	return seen
}
