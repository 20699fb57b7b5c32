package templates

import "github.com/a-h/templ"

// Addresses of the pages.
const (
	labPath       = "/"
	scenariosPath = "/scenarios"
	helpPath      = "/help"
	proofPath     = "/proof"
	settingsPath  = "/settings"
	glossaryPath  = "/glossary"
	docsPath      = "/docs"
	usePath       = "/use"
	numbersPath   = "/numbers"
	testbedPath   = "/testbed"
)

// place is a page that the header leads to.
type place struct{ path, name string }

var pages = []place{{labPath, "The lab"}, {scenariosPath, "Scenarios"}, {testbedPath, "Testbed"}, {helpPath, "Help"}, {proofPath, "Proof"}}

// pagesBeside are the pages that the header of one leads to. In the lab its own
// name would say nothing.
func pagesBeside(here string) []place {
	if here == labPath {
		return pages[1:]
	}
	return pages
}

// currentPage marks the page that is shown.
func currentPage(here bool) templ.Attributes {
	if !here {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// chosen marks one of several links to parts of the same page.
func chosen(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// filled paints a group with a gradient of the same document.
func filled(id string) templ.Attributes {
	return templ.Attributes{"fill": "url(#" + id + ")", "stroke": "url(#" + id + ")"}
}
