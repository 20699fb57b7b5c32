package rng

import "math"

// normalQuantile returns z such that a standard normal draw is below z with
// probability u, within 1e-14 of it, relative to it. A draw u is a multiple of
// 2^-53 and stands for all numbers up to the next, so z is taken in the middle,
// at u + 2^-54: z is finite at both ends, beyond -8.2 and 8.2 there is nothing,
// and the values are as far above 0 as below, one by one.
//
// Source: Wichura, Algorithm AS 241: The Percentage Points of the Normal
// Distribution, Applied Statistics 37 (3), 1988, routine PPND16. Its fractions
// are for the middle, the tails, and their far ends.
func normalQuantile(u float64) float64 {
	const half = 1.0 / (1 << 54)
	if q := u - 0.5 + half; math.Abs(q) <= 0.425 {
		return q * middle.at(0.180625-float64(q*q))
	}
	// The share beyond z. Taken from the nearer end, it is exact.
	beyond, sign := u+half, -1.0
	if u >= 0.5 {
		beyond, sign = 1-u-half, 1
	}
	r := math.Sqrt(-Log(beyond))
	if r <= 5 {
		return sign * tail.at(r-1.6)
	}
	return sign * farTail.at(r-5)
}

// fraction is a quotient of two polynomials, coefficients from the constant up.
type fraction struct {
	above, below [8]float64
}

// at computes both polynomials step by step together: neither waits for the other. A loop would
// take twice as many instructions.
func (f *fraction) at(x float64) float64 {
	above, below := f.above[7], f.below[7]
	above, below = float64(above*x)+f.above[6], float64(below*x)+f.below[6]
	above, below = float64(above*x)+f.above[5], float64(below*x)+f.below[5]
	above, below = float64(above*x)+f.above[4], float64(below*x)+f.below[4]
	above, below = float64(above*x)+f.above[3], float64(below*x)+f.below[3]
	above, below = float64(above*x)+f.above[2], float64(below*x)+f.below[2]
	above, below = float64(above*x)+f.above[1], float64(below*x)+f.below[1]
	above, below = float64(above*x)+f.above[0], float64(below*x)+f.below[0]
	return above / below
}

var (
	// In 0.425^2 - q^2, for |q| <= 0.425 and q the distance from one half; times q.
	middle = fraction{
		[8]float64{
			3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
			45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
		},
		[8]float64{
			1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
			21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
		},
	}
	// In r - 1.6, for r = sqrt(-ln(share beyond)) <= 5.
	tail = fraction{
		[8]float64{
			1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
			1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
		},
		[8]float64{
			1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
			0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
		},
	}
	// In r - 5, for r above.
	farTail = fraction{
		[8]float64{
			6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
			0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
		},
		[8]float64{
			1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
			7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
		},
	}
)
