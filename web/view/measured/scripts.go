package measured

import "backofflab/web/templates"

// scripts are those to choose from. What the second kind does to clients was measured: each
// breaks some that are in use.
var scripts = []templates.TestbedScripts{
	{Name: "Examples", Scripts: []templates.TestbedScript{
		{Key: "outage", Name: "A short outage", Text: "503 x5", Help: "Five failures without a hint, then the service."},
		{Key: "asks", Name: "Asks for two seconds", Text: "429 retry-after=2, 200", Help: "Does the client wait as long as it is asked to?"},
		{Key: "date", Name: "Asks with a date", Text: "503 retry-after=date+3s, 200", Help: "The other form of Retry-After."},
		{Key: "breaks", Name: "A connection that breaks", Text: "reset, 200", Help: "Nothing was answered; may this be sent again?"},
	}},
	{Name: "Hostile", Scripts: []templates.TestbedScript{
		{Key: "huge", Name: "A wait of 3,000 years", Text: "429 retry-after=99999999999, 200", Help: "Where the number overflows, clients call again at once."},
		{Key: "words", Name: "A wait in words", Text: "429 retry-after=soon, 200", Help: "Some never come back, some retry at once."},
		{Key: "negative", Name: "A negative wait", Text: "429 retry-after=-5, 200", Help: "Some take it for no wait at all."},
		{Key: "past", Name: "A date that is past", Text: "503 retry-after=date-60s, 200", Help: "A clock is wrong, and many retry at once."},
		{Key: "two", Name: "Two waits", Text: "429 retry-after=1 retry-after=3, 200", Help: "One takes the first, one both, one stops."},
		{Key: "half", Name: "Half an answer", Text: "200 cut, 200", Help: "The status was good, the body is not."},
		{Key: "large", Name: "A large refusal", Text: "503 body=1MB x3, 200", Help: "A client that does not read it opens connection after connection."},
		{Key: "hangs", Name: "No answer for ten seconds", Text: "hang 10s, 200", Help: "A client without a timeout waits."},
	}},
}
