package templates

import (
	"slices"

	"github.com/a-h/templ"
)

// Addresses of the pages.
const (
	labPath       = "/"
	scenariosPath = "/scenarios"
	helpPath      = "/help"
	proofPath     = "/proof"
	settingsPath  = "/settings"
	glossaryPath  = "/glossary"
	docsPath      = "/docs"
	importPath    = "/import"
	exportPath    = "/export"
	numbersPath   = "/numbers"
	testbedPath   = "/testbed"
	learnPath     = "/learn"

	calculatorPath = "/calculator"
	sweepPath      = "/sweep"
)

// place is a page that the header leads to.
type place struct{ path, name string }

var pages = []place{{labPath, "The lab"}, {scenariosPath, "Scenarios"}, {learnPath, "Learn"}, {calculatorPath, "Calculator"}, {sweepPath, "Sweeps"}, {importPath, "Import"}, {testbedPath, "Testbed"}, {helpPath, "Help"}, {proofPath, "Proof"}}

// pagesBeside are the pages that the header of one leads to. On the first screen of the lab
// three are enough: whoever wants a testbed has settled on settings, and finds it where these
// are used; whoever brings a configuration finds where to paste it among the strategies and the
// scenarios; the calculator and sweeps stand beside the lessons, and the proof is a link of the help. All of them are in the menu.
func pagesBeside(here string) []place {
	if here == labPath {
		return slices.DeleteFunc(pagesInMenu(), func(p place) bool {
			return slices.Contains([]string{testbedPath, importPath, calculatorPath, sweepPath, proofPath}, p.path)
		})
	}
	return pages
}

// pagesInMenu are those that the menu of the lab leads to: all but itself.
func pagesInMenu() []place { return slices.Clone(pages[1:]) }

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
