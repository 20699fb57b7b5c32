package ranking

// earliest is after how many replications is looked for the first time. With three, t is beyond
// a hundred for a thousand systems, and no difference that far.
const earliest = 4

// nextLook is after how many replications is looked next: at 4, 6, 9 … of the first stage, at
// its end, and then each time a quarter more. So many runs are asked for at once that many
// workers have something to do, and not many more than if each replication was looked at.
func nextLook(n, first int) int {
	switch {
	case n == 0:
		return earliest
	case n >= first:
		return n + max(2, n/4)
	case n+n/2 > first-first/5:
		return first
	}
	return n + n/2
}
