package stream

import (
	"backofflab/api/wire"
	"backofflab/scenario"
)

func seriesOf(s scenario.Scenario) []wire.Series {
	var all []wire.Series
	for _, key := range s.Strategies {
		all = append(all, wire.Series{Key: key, Name: scenario.FleetName(key)})
	}
	return all
}

var quantities = []wire.Quantity{{Key: "load", Unit: "attempts per bin"}, {Key: "completion", Unit: "requests"}}
