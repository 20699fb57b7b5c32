package validation

import "math"

// The laws of queues that the lab must obey. Rates are per second, times in
// seconds.

// erlangB is the share of requests that c servers without a queue turn away, at an
// offered load of a = rate * service time.
//
//	B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1))
func erlangB(c int, a float64) float64 {
	b := 1.0
	for i := 1; i <= c; i++ {
		b = a * b / (float64(i) + a*b)
	}
	return b
}

// erlangC is the share of requests that wait for one of c servers:
//
//	C = B / (1 - (a/c)(1 - B))
func erlangC(c int, a float64) float64 {
	b := erlangB(c, a)
	return b / (1 - a/float64(c)*(1-b))
}

// waitMMc is the mean wait of M/M/c: C / (c mu - lambda).
func waitMMc(c int, rate, service float64) float64 {
	return erlangC(c, rate*service) / (float64(c)/service - rate)
}

// waitMG1 is the mean wait of M/G/1, by Pollaczek and Khinchine: the second moment
// of the service time, by its squared coefficient of variation, decides.
//
//	W = rho s (1 + cv²) / (2 (1 - rho))
func waitMG1(rate, service, cv2 float64) float64 {
	rho := rate * service
	return rho * service * (1 + cv2) / (2 * (1 - rho))
}

// waitByClass is the mean wait of class k, from 0, where who waits is served by class and nobody is
// interrupted: R / ((1 - s(k-1)) (1 - s(k))), with s(k) the load of the classes up to k and R
// the wait of whoever comes while all servers are busy and nobody waits, which is that of the same queue
// without classes times 1 - s. The loads are of one server.
//
// Source: Cobham, "Priority Assignment in Waiting Line Problems", 1954.
func waitByClass(alike float64, loads []float64, k int) float64 {
	all, before := 0.0, 0.0
	for i, load := range loads {
		all += load
		if i < k {
			before += load
		}
	}
	return alike * (1 - all) / ((1 - before) * (1 - before - loads[k]))
}

// finite is M/M/c/K, c servers and places for K in all: the share of requests that
// find no place, and the mean wait of the others. Its states are those of a birth
// and death process.
func finite(c, places int, rate, service float64) (blocked, wait float64) {
	a := rate * service
	weight, sum, queued := 1.0, 1.0, 0.0
	for n := 1; n <= places; n++ {
		weight *= a / math.Min(float64(n), float64(c))
		sum += weight
		queued += weight * math.Max(0, float64(n-c))
	}
	blocked = weight / sum
	return blocked, queued / sum / (rate * (1 - blocked)) // Little's law
}
