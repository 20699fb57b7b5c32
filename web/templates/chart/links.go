package chart

import "net/url"

// apiPath is the address of the same scenario in another form.
func apiPath(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// hereQuery is the address of the lab with a query.
// HereQuery is the address of the page of a query.
func HereQuery(query string) string { return hereQuery(query) }

func hereQuery(query string) string { return apiPath("/", query) }

// GuidePath is the address of a page and heading of the guide.
func GuidePath(place string) string { return "/guide/" + place }

// StrategyPage is the page that takes a strategy of a link apart.
const StrategyPage = "/strategy"

// StrategyPath is its address for one of them.
func StrategyPath(query, key string) string {
	if query != "" {
		query += "&"
	}
	return StrategyPage + "?" + query + "strategy=" + url.QueryEscape(key)
}

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
