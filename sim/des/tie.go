package des

import "cmp"

// Of events at one moment and of one kind the order is drawn, by the seed, for each attempt
// anew: in the order of their numbers client 0 would win every race that is a tie. Most
// events are alone at their moment, so draws are made where others are at it.

const (
	drawShift  = attemptBits + clientBits
	clientMask = 1<<clientBits - 1

	// Odd, so that multiplying by them permutes the numbers below 2^24.
	scatterA = 0x3779b1
	scatterB = 0xebca6b
)

// Draw returns what events at one moment and of one kind are ordered by, the lowest first:
// of the 2^24 first clients each has another draw for one attempt. Clients above have that of
// their lowest 24 bits. Equal draws are ordered by attempt, then by client.
func Draw(seed uint64, client, attempt uint32) uint32 {
	return scatter(client ^ keyOf(seed, attempt))
}

// scatter permutes the numbers below 2^24; it looks at no higher bits.
func scatter(x uint32) uint32 {
	x = x * scatterA & clientMask
	x ^= x >> (clientBits / 2)
	return x * scatterB & clientMask
}

// keyOf is by what the clients are shuffled for an attempt before they are scattered: the
// finaliser of SplitMix64.
func keyOf(seed uint64, attempt uint32) uint32 {
	x := seed + (uint64(attempt)+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return uint32(x>>40) & clientMask
}

// rank is where an event stands among those of one moment and kind.
type rank struct{ draw, attempt, client uint32 }

func (q *Queue) rank(w word) rank {
	client, attempt := uint32(w>>attemptBits)&clientMask, uint32(w)&attemptMask
	if w&isWide != 0 {
		v := &q.wide[w&place]
		client, attempt = v.Client, v.Attempt
	}
	if attempt != q.attempt {
		q.attempt, q.key = attempt, keyOf(q.seed, attempt)
	}
	return rank{scatter(client ^ q.key), attempt, client}
}

func (q *Queue) draw(w word) uint32 { return q.rank(w).draw }

func (a rank) compare(b rank) int {
	switch {
	case a.draw != b.draw:
		return cmp.Compare(a.draw, b.draw)
	case a.attempt != b.attempt:
		return cmp.Compare(a.attempt, b.attempt)
	}
	return cmp.Compare(a.client, b.client)
}

// settle puts words that are sorted by moment and kind in order.
func (q *Queue) settle(words []word) {
	for from := 0; from < len(words); {
		moment, wide, to := words[from]>>kindShift, word(0), from
		for to < len(words) && words[to]>>kindShift == moment {
			wide |= words[to]
			to++
		}
		switch {
		case to-from == 1:
		case wide&isWide != 0:
			q.settleWide(words[from:to])
		default:
			q.settleMoment(words[from:to])
		}
		from = to
	}
}

// settleMoment puts words of one moment and kind in order, none of them wide. While it sorts
// them the draw is in the place of what they share, and the attempt before the client.
func (q *Queue) settleMoment(words []word) {
	moment, last, key := words[0]&^place, ^word(0), uint32(0)
	for i, w := range words {
		client, attempt := w>>attemptBits&clientMask, w&attemptMask
		if attempt != last {
			last, key = attempt, keyOf(q.seed, uint32(attempt))
		}
		words[i] = word(scatter(uint32(client)^key))<<drawShift | attempt<<clientBits | client
	}
	q.sorter.sortDrawn(words)
	for i, w := range words {
		words[i] = moment | w&clientMask<<attemptBits | w>>clientBits&attemptMask
	}
}

// settleWide is settleMoment where some are wide: it sorts their draws, and then those whose
// draws are equal, of which there are hardly any.
func (q *Queue) settleWide(words []word) {
	q.draws = q.draws[:0]
	for i, w := range words {
		q.draws = append(q.draws, word(q.draw(w))<<drawShift|word(i))
	}
	q.sorter.sortDrawn(q.draws)
	q.moment = append(q.moment[:0], words...)
	for i, d := range q.draws {
		words[i] = q.moment[d&(1<<drawShift-1)]
		for k := i; k > 0 && q.draws[k-1]>>drawShift == d>>drawShift && q.rank(words[k]).compare(q.rank(words[k-1])) < 0; k-- {
			words[k], words[k-1] = words[k-1], words[k]
		}
	}
}
