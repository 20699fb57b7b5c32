package wire

// ReadAnswer is what GET /api/v1/read answers: the value of a field as links write it, and
// as screens do.
type ReadAnswer struct {
	Field  string `json:"field"`
	Value  string `json:"value"`
	Screen string `json:"screen"`
}
