package stream

import (
	"backofflab/internal/share"
	"backofflab/scenario/link"
)

// parsed is the link that a query stands for, and how the lab writes it. It is not changed.
type parsed struct {
	link.Link
	query string
	asked int // bytes of the query as it came
}

// links are those that were asked for last, so that the many who watch one run have it parsed
// once. One takes a few KB, and as much as a query may have.
type links struct{ kept *share.Cache[*parsed] }

func newLinks() links {
	return links{share.NewCache(share.Bounds{Count: 256, Weight: 1 << 20, Each: 64 << 10}, func(p *parsed) int { return p.asked + len(p.query) })}
}

// parse is link.Parse, kept. The error is that of link.Parse.
func (l links) parse(query string) (*parsed, error) {
	p, ok := l.kept.Get(query)
	if ok {
		return p, nil
	}
	var err error
	p = &parsed{asked: len(query)}
	apart(func() {
		if p.Link, err = link.Parse(query); err == nil {
			p.query = p.Query()
		}
	})
	if err != nil {
		return nil, err
	}
	l.kept.Put(query, p)
	return p, nil
}
