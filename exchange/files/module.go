package files

import (
	"slices"
	"strconv"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// module is one part of resilience4j for one instance: what it says itself, then the
// configurations that it is based on.
type module struct {
	name   string
	levels []*tree.Node
}

// get is what a module says of a key.
func (m module) get(name string) *tree.Node {
	for _, level := range m.levels {
		if n := level.Get(name); n != nil {
			return n
		}
	}
	return nil
}

// overridden tells of what a module is based on, where it says the same itself.
func (m module) overridden(r *form.Reading) {
	for i, level := range m.levels {
		for _, n := range level.All() {
			nearer := module{levels: m.levels[:i]}.get(n.Name)
			if nearer != nil {
				r.Tell(n, "The "+n.Name+" of line "+strconv.Itoa(nearer.Line)+" holds in its place.")
			}
		}
	}
}

// there reports whether the text has the module.
func (m module) there() bool { return len(m.levels) > 0 }

// node is where the module stands.
func (m module) node() *tree.Node {
	if !m.there() {
		return nil
	}
	return m.levels[0]
}

// modules are the instances of a part of resilience4j; of a text without them the nodes that
// have one of some keys.
func modules(root []*tree.Node, part string, keys ...string) (all []module) {
	for _, block := range tree.Find(root, part) {
		configs := block.Get("configs")
		instances := append(slices.Clone(block.Get("instances").All()), block.Get("backends").All()...)
		if len(instances) == 0 {
			instances = configs.All()
		}
		for _, instance := range instances {
			all = append(all, module{instance.Name, based(instance, configs)})
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, key := range keys {
		for _, n := range holders(root, key) {
			return []module{{n.Name, []*tree.Node{n}}}
		}
	}
	return nil
}

// based is an instance and the configurations that hold where it says nothing.
func based(instance, configs *tree.Node) []*tree.Node {
	levels := []*tree.Node{instance}
	for range 5 {
		last := levels[len(levels)-1]
		name := "default"
		if base := last.Get("baseConfig"); base != nil {
			base.Take()
			name = base.Text
		} else if len(levels) > 1 {
			break
		}
		if config := configs.Get(name); config != nil && !slices.Contains(levels, config) {
			levels = append(levels, config)
		}
	}
	return levels
}

// ofName is the module of an instance of the same name, or else the first.
func ofName(all []module, name string) module {
	if i := slices.IndexFunc(all, func(m module) bool { return m.name == name }); i >= 0 {
		return all[i]
	}
	if len(all) > 0 {
		return all[0]
	}
	return module{}
}
