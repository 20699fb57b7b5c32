package kept

import (
	"context"
	"time"
)

// Stats is how much a store holds. What has expired counts until [Store.Expire] deletes it,
// and so do values of other engines.
type Stats struct {
	Values  int64     // how many
	Bytes   int64     // of all values
	File    int64     // bytes of the file, without the log beside it
	Quota   int64     // bytes that the file may have
	Oldest  time.Time // when the oldest value was made; zero where there is none
	Damaged int64     // values set aside
}

// Stats counts what is kept. It looks at every value, if not at its bytes.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	stats := Stats{Quota: s.config.Quota}
	var oldest int64
	err := s.use(ctx, func(db *database) error {
		return db.readers.QueryRowContext(ctx, `
			SELECT count(*), coalesce(sum(length(bytes)), 0), coalesce(min(made), 0),
				(SELECT count(*) FROM damaged),
				(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)
			FROM value`).Scan(&stats.Values, &stats.Bytes, &oldest, &stats.Damaged, &stats.File)
	})
	if stats.Values > 0 {
		stats.Oldest = time.UnixMilli(oldest)
	}
	return stats, s.told("count what is kept", err)
}
