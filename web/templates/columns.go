package templates

// Columns returns the columns of the table of numbers, in the order of
// Row.Cells. A cell that has no value is Never.
func Columns() []Column {
	return []Column{
		{"Peak", "/s", "Attempts in the busiest bin, as a rate"},
		{"Over", "capacity", "The peak as a multiple of the capacity"},
		{"Attempts", "total", "Attempts that reached the service, first tries included"},
		{"Amplif.", "per client", "Amplification: attempts for each request"},
		{"Herd", "index", "Variance over mean of the attempts per bin: 1 is independent arrivals, large a herd"},
		{"Gave up", "clients", "Clients that ran out of attempts or time, or met a permanent failure"},
		{"Median", "s", "Completion time, median of the clients that succeeded"},
		{"90 %", "s", "Completion time, 90th percentile of the clients that succeeded"},
		{"99 %", "s", "Completion time, 99th percentile of the clients that succeeded"},
		{"Max", "s", "Longest completion time of the clients that succeeded"},
	}
}

// Never is what a cell shows that has no value.
const Never = "—"
