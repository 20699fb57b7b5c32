package chart

// apiPath is the address of the same scenario in another form.
func apiPath(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// hereQuery is the address of the lab with a query.
func hereQuery(query string) string { return apiPath("/", query) }

// takeaway is a form in which something of a run can be kept.
type takeaway struct{ name, path, file string }

// chartForms are those of a chart, by its name in addresses.
func chartForms(name string) []takeaway {
	return []takeaway{
		{"SVG", "/chart/" + name + ".svg", "backoff-lab-" + name + ".svg"},
		{"PNG", "/chart/" + name + ".png", "backoff-lab-" + name + ".png"},
	}
}

// tableForms are those of all numbers of a run.
func tableForms() []takeaway {
	return []takeaway{
		{"CSV", "/api/v1/results.csv", "backoff-lab-results.csv"},
		{"CSV, all bins", "/api/v1/run.csv", "backoff-lab-run.csv"},
		{"JSON", "/api/v1/run", "backoff-lab-run.json"},
	}
}
