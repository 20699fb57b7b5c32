package scenario

import (
	"strings"
	"sync"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario/typed"
)

// otherStrategies are what people call strategies besides their keys and names.
var otherStrategies = map[string]string{
	"constant": "fixed", "no-delay": "immediate", "no-backoff": "immediate",
	"exponential-backoff": "exponential", "expo": "exponential", "exp": "exponential",
	"plus-minus": "proportional", "aws": "decorrelated-aws",
}

// strategyWords are the keys of strategies by whatever names one of them alone: its key, also
// without lib:, its name, also without "jitter", "delay" and what follows a comma.
var strategyWords = sync.OnceValue(func() map[string]string {
	keys, twice := map[string]string{}, map[string]bool{}
	add := func(word, key string) {
		if before, ok := keys[word]; ok && before != key {
			twice[word] = true
		}
		keys[word] = key
	}
	kinds := append(library.Kinds(), retry.Kinds()...)
	for _, kind := range kinds {
		first, _, _ := strings.Cut(kind.Name, ",")
		for _, name := range []string{kind.Name, first, strings.TrimPrefix(kind.Key, "lib:")} {
			word := typed.Word(name)
			add(word, kind.Key)
			add(strings.TrimSuffix(strings.TrimSuffix(word, "-jitter"), "-delay"), kind.Key)
		}
	}
	for word, key := range otherStrategies {
		add(word, key)
	}
	for word := range twice {
		delete(keys, word)
	}
	for _, kind := range library.Clients() {
		keys[typed.Word(kind.Name)] = kind.Key
		keys[typed.Word(kind.Key)] = kind.Key
	}
	for _, kind := range kinds { // a key names its own strategy, whoever else is called so
		keys[typed.Word(strings.TrimPrefix(kind.Key, "lib:"))] = kind.Key
	}
	for _, kind := range kinds {
		keys[typed.Word(kind.Key)] = kind.Key
	}
	return keys
})

// typedFleets reads the names of strategies where commas between them are commas of names,
// too. What it does not know stays as it is.
func typedFleets(members []string) []string {
	members = closed(members)
	var fleets []string
	for len(members) > 0 {
		n := min(longestName, len(members))
		key, ok := typedFleet(strings.Join(members[:n], ","))
		for !ok && n > 1 {
			n--
			key, ok = typedFleet(strings.Join(members[:n], ","))
		}
		fleets, members = append(fleets, key), members[n:]
	}
	return fleets
}

// longestName is how many commas, and one, a name has at most.
const longestName = 3

// closed puts together what a comma in brackets has taken apart.
func closed(members []string) []string {
	var whole []string
	open := 0
	for _, member := range members {
		if open > 0 {
			whole[len(whole)-1] += "," + member
		} else {
			whole = append(whole, member)
		}
		open += strings.Count(member, "(") - strings.Count(member, ")")
	}
	return whole
}

// typedFleet reads the name of a strategy, or of each part of a mix.
func typedFleet(text string) (key string, ok bool) {
	if key, ok := typedLayers(text); ok {
		return key, true
	}
	parts := strings.Split(text, "/")
	for i, part := range parts {
		name, share, mixed := strings.Cut(part, "@")
		key, ok := typedLayers(name)
		if !ok || !mixed {
			return strings.TrimSpace(text), false
		}
		parts[i] = key + "@" + strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(share), "%"))
	}
	return strings.Join(parts, "/"), true
}

// typedLayers reads the name of a strategy, or of each of its layers.
func typedLayers(text string) (key string, ok bool) {
	if key, ok := strategyWords()[typed.Word(text)]; ok {
		return key, true
	}
	layers := Layers(strings.ReplaceAll(text, " over ", ">"))
	keys := make([]string, len(layers))
	for i, l := range layers {
		key, ok := strategyWords()[typed.Word(l.Strategy)]
		if !ok {
			return "", false
		}
		keys[i] = Layer{key, typedOwn(l.Own)}.Key()
	}
	return strings.Join(keys, ">"), true
}

// typedOwn reads a strategy's own settings as screens write them: "attempts 4, base 1s".
func typedOwn(own string) string {
	if strings.Contains(own, "=") {
		return own
	}
	pairs := strings.Split(own, ", ")
	for i, pair := range pairs {
		pairs[i] = strings.ReplaceAll(strings.Replace(pair, " ", "=", 1), " or ", "|")
	}
	return strings.Join(pairs, " ")
}

// noStrategy says that a text is no strategy, and which it may have been.
func noStrategy(text string) error {
	var all []string
	for _, kind := range append(retry.Kinds(), library.Kinds()...) {
		all = append(all, strings.TrimPrefix(kind.Key, "lib:"), kind.Name)
	}
	for _, kind := range library.Clients() {
		all = append(all, kind.Key)
	}
	near := strategyWords()[typed.Word(typed.Nearest(strings.TrimPrefix(text, "lib:"), all))]
	if near != "" {
		near += " (" + FleetName(near) + ")"
	}
	return unknown("strategy", text, near, "Choose from "+strings.Join(StrategyKeys(), ", ")+", or write lib: and a library's name, client: for a whole client, a mix such as exponential@20/full@80, or layers such as exponential>client:openai-python.")
}
