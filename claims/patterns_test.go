package claims

import "slices"

// says is a line of a table: a form of sentence and what it claims.
func says(form string, checks ...check) pattern { return pattern{form: form, checks: checks} }

// patterns are the sentences of a page, by what they are about. The first that fits holds.
var patterns = slices.Concat(ofScenarios, ofVerdicts, ofHeadlines, ofBriefs, ofLines, ofFindings, ofAdvice, ofDelays, ofCharts, ofTables, ofComparisons, ofPages)
