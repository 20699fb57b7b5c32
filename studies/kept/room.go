package kept

import (
	"context"
	"database/sql"
	"fmt"
)

// page is the size of a page of the file, in bytes: the one that SQLite begins files with.
const page = 4096

// fixedPages is what a transaction can take besides its values: new levels of the trees.
const fixedPages = 16

// spaceOf is how many bytes of pages a value of so many bytes can take. A large one has
// pages to itself, each with a pointer to the next; small ones share pages that are at
// least half full.
func spaceOf(size int64) int64 {
	if size > page/2 {
		return (size/(page-4) + 2) * page
	}
	return 2 * size
}

// bound makes the file stay below the quota: a file that is larger, since its quota was,
// loses what was used longest ago and is written anew.
func (db *database) bound(ctx context.Context, quota int64) error {
	pages, err := number(ctx, db.writer, "PRAGMA page_count")
	if err != nil || pages <= quota/page {
		return err
	}
	return db.shrink(ctx, quota/page)
}

func (db *database) shrink(ctx context.Context, most int64) error {
	err := inTx(ctx, db.writer, func(tx *sql.Tx) error { return evict(ctx, tx, most-most/8) })
	if err != nil {
		return err
	}
	_, err = db.writer.ExecContext(ctx, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// makeRoom lets values go until so many pages are free below the quota, and forbids SQLite
// to use more.
func (s *Store) makeRoom(ctx context.Context, tx *sql.Tx, need int64) error {
	most, err := number(ctx, tx, fmt.Sprintf("PRAGMA max_page_count=%d", s.config.Quota/page))
	if err != nil {
		return err
	}
	return evict(ctx, tx, most-need)
}

// evict lets damaged values go, and then those used longest ago, until at most so many
// pages are in use. It ends with the values: what is then in use is not theirs.
func evict(ctx context.Context, tx *sql.Tx, most int64) error {
	over, err := excess(ctx, tx, most)
	if err != nil || over <= 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM damaged"); err != nil {
		return err
	}
	for {
		over, err := excess(ctx, tx, most)
		if err != nil || over <= 0 {
			return err
		}
		gone, err := leastUsed(ctx, tx, over*page)
		if err != nil || gone == 0 {
			return err
		}
	}
}

// excess is how many pages are in use beyond so many.
func excess(ctx context.Context, tx *sql.Tx, most int64) (int64, error) {
	used, err := number(ctx, tx, "SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count")
	return used - most, err
}

// leastUsed deletes values of so many bytes in all, or somewhat more, and returns how many
// it deleted.
func leastUsed(ctx context.Context, tx *sql.Tx, bytes int64) (int64, error) {
	result, err := tx.ExecContext(ctx, `
		DELETE FROM value WHERE id IN (
			SELECT id FROM (
				SELECT id, sum(length(bytes)) OVER (ORDER BY used, id ROWS UNBOUNDED PRECEDING) - length(bytes) AS before
				FROM (SELECT id, used, bytes FROM value ORDER BY used, id LIMIT 256)
			) WHERE before < ?)`, bytes)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
