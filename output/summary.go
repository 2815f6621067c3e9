package output

import "path/filepath"

// WriteFan writes the derived table summary/fan. Rows must be sorted by (scenario,
// series, date, q_sh).
func (e *Store) WriteFan(rows []FanRow) error { return writeSummary(e, fanTable, rows) }

// WriteIRF writes the derived table summary/irf. Rows must be sorted by (scenario,
// baseline, series, date, q_sh).
func (e *Store) WriteIRF(rows []IRFRow) error { return writeSummary(e, irfTable, rows) }

// WriteCardBalance writes the derived table summary/card_balance. Rows must be sorted by (scenario,
// run_id, baseline).
func (e *Store) WriteCardBalance(rows []CardBalanceRow) error {
	return writeSummary(e, cardBalanceTable, rows)
}

func writeSummary[T any](e *Store, t *Table, rows []T) error {
	return claimed(e.fs, e.Dir, func() error { return writeDerived(e, t, rows) })
}

func writeDerived[T any](e *Store, t *Table, rows []T) (err error) {
	if err := makeFolder(e.fs, filepath.Join(e.Dir, "tmp")); err != nil {
		return err
	}
	o := Options{PageVersion: e.Layout.PageVersion}
	w, err := newWriter[T](t, e.fs, e.Dir, 0, e.Meta(), &o)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			w.drop()
		}
	}()
	if err := w.appendChecked(rows); err != nil {
		return err
	}
	if err := w.close(); err != nil {
		return err
	}
	path := filepath.Join(e.Dir, filepath.FromSlash(t.dir()), partName(0))
	if err := makeFolder(e.fs, filepath.Dir(path)); err != nil {
		return err
	}
	if err := e.fs.Rename(w.tmp, path); err != nil {
		return ioError(path, err)
	}
	if err := e.fs.SyncDir(filepath.Dir(path)); err != nil {
		return ioError(path, err)
	}
	if err := e.writeIn(viewsName, []byte(e.views())); err != nil {
		return err
	}
	return e.writePackage()
}
