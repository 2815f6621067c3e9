package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ScanParts reads some columns of a table from all parts of finished chunks in
// order, whatever their manifests say of their content and whichever program wrote
// them: it is for checks of what the files hold. found is false if there are none.
func ScanParts(dir, table string, columns []Column, row func(*Cells) error) (found bool, err error) {
	var other *VersionError
	if _, err := OpenStore(dir); errors.As(err, &other) {
		return false, err
	}
	parts, err := Parts(dir, table)
	if err != nil {
		return false, &readError{file: "tables/" + table, err: err}
	}
	for _, path := range parts {
		if begun(dir, filepath.Base(path)) {
			continue
		}
		found = true
		if err := scanColumns(osFS{}, dir, "tables/"+table+"/"+filepath.Base(path), columns, true, row); err != nil {
			return true, err
		}
	}
	return found, nil
}

// begun reports whether a part is of a chunk that is not finished.
func begun(dir, part string) bool {
	if _, err := os.Stat(filepath.Join(dir, planName)); err != nil {
		return false
	}
	m := partRule.FindStringSubmatch(part)
	if m == nil {
		return false
	}
	k, err := strconv.Atoi(m[1])
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, filepath.FromSlash(manifestName(k))))
	return errors.Is(err, fs.ErrNotExist)
}

// foreign reports whether another program wrote the part.
func (p *readPart) foreign() bool {
	by := p.file.Metadata().CreatedBy
	return by != "" && !strings.HasPrefix(by, creator)
}

// creator begins the name of the program in footers.
const creator = "kirifuda"

// Reduced says what a trace leaves out: the number of decimals to which it is
// rounded, −1 if it keeps all, and whether days are left out.
func Reduced(dir string) (decimals int, thinned bool) {
	e, err := OpenStore(dir)
	if err != nil {
		return -1, false
	}
	decimals = -1
	if e.Layout.Digits != nil {
		decimals = *e.Layout.Digits
	}
	return decimals, e.Layout.Every > 1
}
