package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"
)

// liarDisk is a simulated disk that promises no more than POSIX does. What was not
// synced may be lost, torn or reordered when the power is cut: the content of a file
// needs Sync, its name and that of a folder need SyncDir of the folder above. Changes of
// names come or not each by itself, in one folder and across folders, whatever was
// written before or after them; a name that moves to another folder may be lost in both.
// Any call can fail, and any call can be the last of a process.
type liarDisk struct {
	rng      *rand.Rand
	files    map[string]*liarFile // as processes see them
	dirs     map[string]bool
	disk     map[string]*liarFile // what a cut leaves for certain
	kept     map[string]bool      // folders that a cut leaves for certain
	unsynced []liarChange         // changes of names that a cut may leave or not, in order

	locks   map[string]bool
	life    uint64 // number of the process
	clock   time.Duration
	booted  time.Duration // when the machine was last started, by the clock
	boots   int
	nonces  uint32
	calls   int                     // of this process
	faults  map[int]liarFault       // by number of the call
	ignored func(op, p string) bool // calls that do nothing: what would be if the program did not make them
	dead    bool
	misread bool // a read has failed
}

type liarFile struct {
	now    []byte // as processes see it
	synced []byte
	when   time.Duration // last write, by the clock
}

// liarChange gives a name to a file, or to a folder, or takes it away.
type liarChange struct {
	name   string
	file   *liarFile // nil for a removal or a folder
	folder bool
	gone   bool   // the folder is removed
	with   string // the name that a rename takes away; it goes only if the new one comes or is in another folder
}

type liarFault int

const (
	liarCut    liarFault = iota // the power is cut before the call
	liarKill                    // the process is killed before the call; the disk is not
	liarFull                    // no space: this call and the next few
	liarBroken                  // an I/O error
)

func (f liarFault) String() string {
	return []string{"liarCut", "liarKill", "liarFull", "liarBroken"}[f]
}

// errCut ends a process.
var errCut = errors.New("the process has ended")

func newLiarDisk(seed uint64) *liarDisk {
	return &liarDisk{
		rng: rand.New(rand.NewPCG(seed, 1)), files: map[string]*liarFile{}, disk: map[string]*liarFile{}, locks: map[string]bool{},
		dirs: map[string]bool{"/": true}, kept: map[string]bool{"/": true},
	}
}

// boot starts a process with faults at some calls.
func (d *liarDisk) boot(faults map[int]liarFault) {
	d.life++
	d.calls, d.nonces, d.faults, d.dead = 0, 0, faults, false
	d.locks = map[string]bool{}
}

// call counts a call and makes it fail if it is to.
func (d *liarDisk) call(op, name string) error {
	if d.dead {
		panic(errCut)
	}
	d.calls++
	d.clock += time.Millisecond
	fault, ok := d.faults[d.calls]
	for back := 1; !ok && back <= 4; back++ { // a disk stays full for a while
		if f, was := d.faults[d.calls-back]; was && f == liarFull {
			fault, ok = f, true
		}
	}
	if !ok {
		return nil
	}
	writes := slices.Contains([]string{"mkdir", "create", "write", "link", "rename", "scratch"}, op)
	switch fault {
	case liarCut:
		d.cut()
		fallthrough
	case liarKill:
		d.dead = true
		panic(errCut)
	case liarFull:
		if writes {
			return &fs.PathError{Op: op, Path: name, Err: syscall.ENOSPC}
		}
	case liarBroken:
		if op == "stat" {
			return nil
		}
		d.misread = d.misread || !writes
		return &fs.PathError{Op: op, Path: name, Err: syscall.EIO}
	}
	return nil
}

// cut leaves what is certain and some of the rest.
func (d *liarDisk) cut() {
	d.boots++
	d.clock += time.Duration(1+d.rng.IntN(600)) * time.Second // without power
	d.booted = d.clock
	for _, c := range d.unsynced {
		if d.rng.IntN(2) == 0 {
			if c.with != "" && path.Dir(c.with) != path.Dir(c.name) && d.rng.IntN(4) == 0 {
				delete(d.disk, c.with)
			}
			continue
		}
		switch {
		case c.gone: // with all that was in it
			delete(d.kept, c.name)
		case c.folder:
			d.kept[c.name] = true
		case c.file != nil:
			d.disk[c.name] = c.file
			if c.with != "" && d.rng.IntN(2) == 0 {
				delete(d.disk, c.with)
			}
		default:
			delete(d.disk, c.name)
		}
	}
	d.unsynced = nil
	for changed := true; changed; { // what is in a lost folder is lost
		changed = false
		for p := range d.kept {
			if p != "/" && !d.kept[path.Dir(p)] {
				delete(d.kept, p)
				changed = true
			}
		}
	}
	d.files, d.dirs = map[string]*liarFile{}, map[string]bool{}
	for p := range d.kept {
		d.dirs[p] = true
	}
	names := make([]string, 0, len(d.disk))
	for p := range d.disk {
		names = append(names, p)
	}
	slices.Sort(names) // the same draws for the same seed
	torn := map[*liarFile]bool{}
	for _, p := range names {
		f := d.disk[p]
		if !d.kept[path.Dir(p)] {
			delete(d.disk, p)
			continue
		}
		if !torn[f] && !bytes.Equal(f.now, f.synced) {
			f.synced = d.tear(f)
		}
		torn[f] = true
		f.now = f.synced
		d.files[p] = f
	}
}

// tear is what a cut leaves of a file that was not synced.
func (d *liarDisk) tear(f *liarFile) []byte {
	switch d.rng.IntN(4) {
	case 0:
		return f.synced
	case 1:
		return bytes.Clone(f.now)
	case 2:
		return bytes.Clone(f.now[:d.rng.IntN(len(f.now)+1)])
	}
	out := bytes.Clone(f.now) // the length is there, a block is not
	if n := len(out); n > 0 {
		from := d.rng.IntN(n)
		clear(out[from:min(n, from+1+d.rng.IntN(n))])
	}
	return out
}

func (d *liarDisk) skips(op, p string) bool { return d.ignored != nil && d.ignored(op, p) }

func missing(op, p string) error { return &fs.PathError{Op: op, Path: p, Err: fs.ErrNotExist} }

func (d *liarDisk) MkdirAll(dir string) error {
	if err := d.call("mkdir", dir); err != nil {
		return err
	}
	for p := dir; !d.dirs[p]; p = path.Dir(p) {
		d.dirs[p] = true
		d.unsynced = append(d.unsynced, liarChange{name: p, folder: true})
	}
	return nil
}

func (d *liarDisk) Create(p string) (outFile, error) {
	if err := d.call("create", p); err != nil {
		return nil, err
	}
	if !d.dirs[path.Dir(p)] {
		return nil, missing("create", p)
	}
	if d.files[p] != nil {
		return nil, &fs.PathError{Op: "create", Path: p, Err: fs.ErrExist}
	}
	f := &liarFile{when: d.clock}
	d.files[p] = f
	d.unsynced = append(d.unsynced, liarChange{name: p, file: f})
	return &liarWriter{d, f, p}, nil
}

func (d *liarDisk) Scratch(p string) (scratchFile, error) {
	return nil, &fs.PathError{Op: "scratch", Path: p, Err: syscall.ENOTSUP} // the tests have no open row group that is so large
}

type liarWriter struct {
	d *liarDisk
	f *liarFile
	p string
}

func (w *liarWriter) Write(b []byte) (int, error) {
	if err := w.d.call("write", w.p); err != nil {
		n := len(b) / 2
		w.f.now = append(slices.Clip(w.f.now), b[:n]...)
		return n, err
	}
	w.f.when = w.d.clock
	w.f.now = append(slices.Clip(w.f.now), b...)
	return len(b), nil
}

func (w *liarWriter) Sync() error {
	if err := w.d.call("sync", w.p); err != nil {
		return err
	}
	if !w.d.skips("sync", w.p) {
		w.f.synced = w.f.now
	}
	return nil
}

func (w *liarWriter) Close() error { return w.d.call("close", w.p) }

type liarReader struct {
	*bytes.Reader
	d *liarDisk
	p string
	f *liarFile
}

func (r *liarReader) Stat() (fs.FileInfo, error) { return liarInfo{path.Base(r.p), r.f, false}, nil }
func (r *liarReader) Close() error               { return nil }

func (d *liarDisk) Open(p string) (inFile, error) {
	if err := d.call("open", p); err != nil {
		return nil, err
	}
	f := d.files[p]
	if f == nil {
		return nil, missing("open", p)
	}
	return &liarReader{bytes.NewReader(f.now), d, p, f}, nil
}

type liarInfo struct {
	name string
	f    *liarFile // nil for a folder
	dir  bool
}

func (i liarInfo) Name() string { return i.name }
func (i liarInfo) Size() int64 {
	if i.f == nil {
		return 0
	}
	return int64(len(i.f.now))
}
func (i liarInfo) Mode() fs.FileMode { return i.Type() }
func (i liarInfo) ModTime() time.Time {
	if i.f == nil {
		return time.Unix(0, 0)
	}
	return time.Unix(0, 0).Add(i.f.when)
}
func (i liarInfo) IsDir() bool                { return i.dir }
func (i liarInfo) Sys() any                   { return nil }
func (i liarInfo) Info() (fs.FileInfo, error) { return i, nil }
func (i liarInfo) Type() fs.FileMode {
	if i.dir {
		return fs.ModeDir
	}
	return 0
}

func (d *liarDisk) Stat(p string) (fs.FileInfo, error) {
	if err := d.call("stat", p); err != nil {
		return nil, err
	}
	if f := d.files[p]; f != nil {
		return liarInfo{path.Base(p), f, false}, nil
	}
	if d.dirs[p] {
		return liarInfo{path.Base(p), nil, true}, nil
	}
	return nil, missing("stat", p)
}

func (d *liarDisk) ReadDir(dir string) ([]fs.DirEntry, error) {
	if err := d.call("readdir", dir); err != nil {
		return nil, err
	}
	if !d.dirs[dir] {
		return nil, missing("readdir", dir)
	}
	var out []fs.DirEntry
	for p, f := range d.files {
		if path.Dir(p) == dir {
			out = append(out, liarInfo{path.Base(p), f, false})
		}
	}
	for p := range d.dirs {
		if p != "/" && path.Dir(p) == dir {
			out = append(out, liarInfo{path.Base(p), nil, true})
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

func (d *liarDisk) Rename(from, to string) error {
	if err := d.call("rename", to); err != nil {
		return err
	}
	f := d.files[from]
	if f == nil || !d.dirs[path.Dir(to)] {
		return missing("rename", from)
	}
	d.files[to] = f
	delete(d.files, from)
	d.unsynced = append(d.unsynced, liarChange{name: to, file: f, with: from})
	if d.locks[from] {
		delete(d.locks, from)
		d.locks[to] = true
	}
	return nil
}

func (d *liarDisk) Link(from, to string) error {
	if err := d.call("link", to); err != nil {
		return err
	}
	f := d.files[from]
	if f == nil {
		return missing("link", from)
	}
	if d.files[to] != nil {
		return &fs.PathError{Op: "link", Path: to, Err: fs.ErrExist}
	}
	d.files[to] = f
	d.unsynced = append(d.unsynced, liarChange{name: to, file: f})
	return nil
}

func (d *liarDisk) Remove(p string) error {
	if err := d.call("remove", p); err != nil {
		return err
	}
	if d.files[p] == nil {
		return missing("remove", p)
	}
	delete(d.files, p)
	d.unsynced = append(d.unsynced, liarChange{name: p})
	return nil
}

// RemoveAll removes what it lists one by one, as that of os does.
func (d *liarDisk) RemoveAll(p string) error {
	if err := d.call("remove", p); err != nil {
		return err
	}
	if d.files[p] != nil {
		delete(d.files, p)
		d.unsynced = append(d.unsynced, liarChange{name: p})
		return nil
	}
	if !d.dirs[p] {
		return nil
	}
	entries, err := d.ReadDir(p)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.RemoveAll(path.Join(p, e.Name())); err != nil {
			return err
		}
	}
	delete(d.dirs, p)
	d.unsynced = append(d.unsynced, liarChange{name: p, folder: true, gone: true})
	return nil
}

func (d *liarDisk) Machine() machine {
	return machine{Host: "liar", Boot: fmt.Sprint("boot ", d.boots), Up: d.clock - d.booted}
}

func (d *liarDisk) SyncDir(dir string) error {
	if err := d.call("syncdir", dir); err != nil {
		return err
	}
	if !d.dirs[dir] {
		return missing("syncdir", dir)
	}
	if d.skips("syncdir", dir) {
		return nil
	}
	var rest []liarChange
	for _, c := range d.unsynced {
		switch {
		case path.Dir(c.name) != dir:
			rest = append(rest, c)
		case c.gone:
			rest = d.keepNone(c.name, rest)
		case c.folder:
			d.kept[c.name] = true
		case c.file != nil:
			d.disk[c.name] = c.file
			if c.with != "" { // the other folder has not been synced
				rest = append(rest, liarChange{name: c.with})
			}
		default:
			delete(d.disk, c.name)
		}
	}
	d.unsynced = rest
	return nil
}

// keepNone removes a folder from the disk, with all that was in it, and returns the
// changes that do not concern it.
func (d *liarDisk) keepNone(dir string, changes []liarChange) []liarChange {
	inside := func(p string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }
	maps.DeleteFunc(d.kept, func(p string, _ bool) bool { return inside(p) })
	maps.DeleteFunc(d.disk, func(p string, _ *liarFile) bool { return inside(p) })
	return slices.DeleteFunc(changes, func(c liarChange) bool { return inside(c.name) })
}

func (d *liarDisk) Nonce() string {
	d.nonces++
	return fmt.Sprintf("%016x%08x", d.life, d.nonces)
}

func (d *liarDisk) Lock(p string) (lockedFile, error) {
	if err := d.call("lock", p); err != nil {
		return nil, err
	}
	if d.files[p] == nil {
		return nil, missing("lock", p)
	}
	d.locks[p] = true
	return &liarLock{d, p}, nil
}

func (d *liarDisk) Locked(p string) (bool, error) {
	if d.files[p] == nil {
		return false, missing("lock", p)
	}
	return d.locks[p], nil
}

type liarLock struct {
	d *liarDisk
	p string
}

func (*liarLock) Beat() error  { return nil }
func (*liarLock) Close() error { return nil }

var _ io.Reader = (*liarReader)(nil)
