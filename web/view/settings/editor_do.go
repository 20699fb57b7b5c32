package settings

import (
	"slices"
	"strconv"
	"strings"

	"backofflab/retry"
	"backofflab/scenario"
)

// newLayer is a layer that is added: three attempts, for those of layers multiply.
var newLayer = scenario.Layer{Strategy: "exponential", Own: "attempts=3"}

// do is what a button of the form does: "above.0", "up.0.1", "clear.0.1.base", "unpart.2".
func (e *Edit) do(button string) {
	name, at, _ := strings.Cut(button, ".")
	if name == "part" {
		e.addPart()
		return
	}
	p, i, field, ok := e.placeOf(at)
	if !ok {
		return
	}
	part := &e.parts[p]
	layers := part.layers
	switch {
	case name == "above" && len(layers) < scenario.MaxLayers:
		part.layers = slices.Insert(layers, 0, newLayer)
	case name == "below" && len(layers) < scenario.MaxLayers:
		part.layers = append(layers, newLayer)
	case name == "drop" && len(layers) > 1:
		part.layers = slices.Delete(layers, i, i+1)
	case name == "up" && i > 0:
		layers[i-1], layers[i] = layers[i], layers[i-1]
	case name == "down" && i < len(layers)-1:
		layers[i+1], layers[i] = layers[i], layers[i+1]
	case name == "clear":
		layers[i] = layers[i].Without(field)
		delete(e.wrong, layerID(p, i)+"."+field)
	case name == "unpart" && len(e.parts) > 1:
		percent := part.percent
		e.parts = slices.Delete(e.parts, p, p+1)
		e.parts[0].percent += percent
	}
}

// placeOf reads "0.1.base", or less of it, as a part, a layer of it and a setting.
func (e *Edit) placeOf(text string) (p, i int, field string, ok bool) {
	part, rest, _ := strings.Cut(text, ".")
	layer, field, _ := strings.Cut(rest, ".")
	p, err := strconv.Atoi(part)
	if err != nil || p < 0 || p >= len(e.parts) {
		return 0, 0, "", false
	}
	if layer == "" {
		return p, 0, "", true
	}
	i, err = strconv.Atoi(layer)
	return p, i, field, err == nil && 0 <= i && i < len(e.parts[p].layers)
}

// addPart mixes another strategy in, with half of the share of the largest part.
func (e *Edit) addPart() {
	if len(e.parts) >= scenario.MaxParts {
		return
	}
	largest := 0
	for i, part := range e.parts {
		if part.percent > e.parts[largest].percent {
			largest = i
		}
	}
	half := e.parts[largest].percent / 2
	for _, key := range append([]string{"full", "exponential", "fixed"}, keysOf(retry.Kinds())...) {
		if !slices.ContainsFunc(e.parts, func(part editPart) bool { return part.key() == key }) {
			e.parts[largest].percent -= half
			e.parts = append(e.parts, editPart{half, scenario.Layers(key)})
			return
		}
	}
}

func keysOf(kinds []retry.Kind) []string {
	var keys []string
	for _, kind := range kinds {
		keys = append(keys, kind.Key)
	}
	return keys
}
