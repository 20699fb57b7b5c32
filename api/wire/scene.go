package wire

// SceneAnswer is what the service view of the page is drawn from: a trace, and how this
// page shows it.
type SceneAnswer struct {
	TraceAnswer
	Tone  string `json:"tone"` // class of the strategy's colour in this run
	Words string `json:"words"`
}

// SceneRefusal is what the service view says of a run that is too large for it.
type SceneRefusal struct {
	Detail  string  `json:"detail"`
	Smaller Smaller `json:"smaller"`
}

// Smaller is a scenario like the one that was asked for which may not be too large.
type Smaller struct {
	Query string `json:"query"`
	Words string `json:"words"` // what follows it: "Show 400 clients"
}
