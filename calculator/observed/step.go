package observed

import "time"

// grain finds the resolution of values: the decimals that are written decide. Decimals that are
// zeros throughout, all of them or by groups of three, are not counted: programs write the whole
// seconds that they know as 2.0 or 2.000000.
type grain struct {
	unit   time.Duration // the smallest that is written
	fine   time.Duration // the smallest resolution that is written
	common time.Duration // the greatest common divisor of the values
}

// add takes a value that was written in units with so many decimals.
func (g *grain) add(value, unit time.Duration, decimals int) {
	fine := unit
	for range min(decimals, 15) {
		fine /= 10
	}
	fine = max(1, fine)
	if g.unit == 0 {
		g.unit, g.fine = unit, fine
	}
	g.unit, g.fine = min(g.unit, unit), min(g.fine, fine)
	for value != 0 {
		g.common, value = value, g.common%value
	}
}

// step is the resolution, at least 1 ns.
func (g *grain) step() time.Duration {
	for coarse := g.unit; coarse > max(1, g.fine); coarse /= 1000 {
		if g.common%coarse == 0 {
			return coarse
		}
	}
	return max(1, g.fine)
}
