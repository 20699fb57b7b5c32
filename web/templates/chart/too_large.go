package chart

// TooLarge is a run that needs more than it may take, and what would not.
type TooLarge struct {
	Line string // what it needs, and what is allowed
	Path string // of the largest run that is allowed; "" where there is none
	Try  string // its query
	Use  string // what that changes: "Use 83 000 clients"
	Run  string // where it can be begun all the same: what will come of it
}
