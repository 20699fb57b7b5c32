package chart

// sampleByAttempt has a name to escape, attempts that bring nobody home, and layers.
var sampleByAttempt = ByAttempt{
	Noun: "clients", Last: 3, Top: 1,
	Panels: []ByAttemptPanel{
		{
			Strategy: Strategy{Key: "a>b", Name: "<&> over b", Tone: "gold"}, Caption: Caption{"50.0", "\u00a0% at the first attempt"},
			Made: []float64{1, 0.5, 0.25}, Succeeded: []float64{0.5, 0.25, 0},
			Tables: []ByAttemptTable{
				{Noun: "clients", Rows: []ByAttemptRow{{"1", "4", "2", "50.0", "100.0"}, {"2", "2", "1", "25.0", "50.0"}, {"3", "1", "0", "0.0", "25.0"}}},
				{Of: "Layer a", Noun: "its requests", Rows: []ByAttemptRow{{"1–3", "7", "3", "75.0", "175.0"}}},
			},
		},
		{
			Strategy: Strategy{Key: "full", Name: "Full jitter", Tone: "green"}, Caption: Caption{"100.0", "\u00a0% at the first attempt"},
			Made: []float64{1}, Succeeded: []float64{1},
			Tables: []ByAttemptTable{{Noun: "clients", Rows: []ByAttemptRow{{"1", "4", "4", "100.0", "100.0"}}}},
		},
	},
}
