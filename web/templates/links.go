package templates

// apiPath is the address of the same scenario in another form.
func apiPath(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// hereQuery is the address of the lab with a query.
func hereQuery(query string) string { return apiPath("/", query) }
