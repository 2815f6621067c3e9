package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A claim is a file in an experiment's tmp/ that says that a process is writing to the
// directory. Several processes may write to one experiment, such as its shards, so
// claims do not exclude each other; one that is held alone, to replace or to extend the
// experiment, excludes all others. Readers need no claim.
//
// Each process makes its claim first and looks for those of others afterwards, so of
// two that exclude each other at least one sees the other and withdraws. A claim is
// locked by its process, and the lock ends with the process, however it ends, also with
// the machine. Where locks are not known or do not reach, as on network file systems, the
// process is looked for on the same machine; one of an earlier start of the machine has
// ended. Elsewhere the age of the file decides, which a living process renews.

// Claim is a claim of this process to an experiment directory.
type Claim struct {
	fs   fileSystem
	dir  string
	name string // file in tmp/; empty for a directory that cannot be written to
	lock lockedFile
	stop chan struct{}
	done chan struct{}
}

// ErrBusy is wrapped when a claim is refused because of that of another process.
var ErrBusy = errors.New("another process is writing to the directory")

const (
	claimPrefix = "claim-"
	beatEvery   = 15 * time.Second
	// claimLasts is the age at which the claim of a process on another machine counts
	// as abandoned. Network file systems show times with a delay of up to a minute.
	claimLasts = 4 * time.Minute
	// claimWait is the time to wait for a process that has the directory alone.
	claimWait = 10 * time.Second
)

// MakeClaim claims an experiment directory, which is created if it does not exist, for
// writing along with others or alone. The error wraps ErrBusy if another process is in
// the way. For a directory that cannot be written to, such as an archive, the claim is
// empty.
func MakeClaim(dir string, alone bool) (*Claim, error) { return makeClaim(osFS{}, dir, alone) }

func makeClaim(fsys fileSystem, dir string, alone bool) (*Claim, error) {
	for begin := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		c, rival, err := tryClaim(fsys, dir, alone)
		switch {
		case err != nil:
			return nil, err
		case rival == nil:
			return c, nil
		case alone && !rival.Alone, time.Since(begin) > claimWait:
			return nil, fmt.Errorf("%s: %w (%s)", dir, ErrBusy, rival)
		}
	}
}

// tryClaim makes a claim or names a rival.
func tryClaim(fsys fileSystem, dir string, alone bool) (*Claim, *claimant, error) {
	tmp := filepath.Join(dir, "tmp")
	err := makeFolder(fsys, tmp)
	c := &Claim{fs: fsys, dir: tmp}
	if err == nil {
		word := fsys.Nonce()
		c.name = claimPrefix + word[:ownerDigits] + "-" + word[ownerDigits:]
		err = c.write(claimantHere(fsys, alone))
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return &Claim{}, nil, nil
	}
	if err != nil {
		return nil, nil, ioError(dir, err)
	}
	rivals, err := c.others()
	if err != nil {
		_ = c.release()
		return nil, nil, err
	}
	for _, r := range rivals {
		if alone || r.Alone {
			return nil, r, c.release()
		}
	}
	c.stop, c.done = make(chan struct{}), make(chan struct{})
	go beat(c.lock, c.stop, c.done)
	return c, nil, nil
}

// write writes the file of the claim, which is locked before others can see it.
func (c *Claim) write(who *claimant) error {
	b, err := json.Marshal(who)
	if err != nil {
		return err
	}
	hidden := filepath.Join(c.dir, "new-"+c.name)
	f, err := c.fs.Create(hidden)
	if err != nil {
		return err
	}
	_, err = f.Write(append([]byte("\n"), b...))
	if err == nil {
		err = f.Sync() // a claim that cannot be read counts as that of a living process
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		c.lock, err = c.fs.Lock(hidden)
	}
	if err == nil {
		err = c.fs.Rename(hidden, filepath.Join(c.dir, c.name))
	}
	if err != nil {
		if c.lock != nil {
			_ = c.lock.Close()
		}
		_ = c.fs.Remove(hidden)
	}
	return err
}

// others lists the living claims of others.
func (c *Claim) others() ([]*claimant, error) {
	names, err := claims(c.fs, c.dir)
	if err != nil {
		return nil, err
	}
	own, err := c.fs.Stat(filepath.Join(c.dir, c.name))
	if err != nil {
		return nil, ioError(c.name, err)
	}
	var out []*claimant
	for _, n := range names {
		if n == c.name {
			continue
		}
		if who := living(c.fs, filepath.Join(c.dir, n), own.ModTime()); who != nil {
			out = append(out, who)
		}
	}
	return out, nil
}

// claims lists the names of the claims in tmp/.
func claims(fsys fileSystem, tmp string) ([]string, error) {
	entries, err := fsys.ReadDir(tmp)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, ioError(tmp, err)
	}
	var out []string
	for _, f := range entries {
		if strings.HasPrefix(f.Name(), claimPrefix) {
			out = append(out, f.Name())
		}
	}
	return out, nil
}

// beat renews a claim until it is stopped.
func beat(lock lockedFile, stop <-chan struct{}, done chan<- struct{}) {
	defer close(done)
	t := time.NewTicker(beatEvery)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
			_ = lock.Beat() // a full disk does not end the claim
		}
	}
}

// Share lets others in after the directory was held alone.
func (c *Claim) Share() error {
	if c.name == "" {
		return nil
	}
	next, rival, err := tryShare(c)
	if err != nil || rival != nil {
		return errors.Join(err, fmt.Errorf("%s: %w", filepath.Dir(c.dir), ErrBusy))
	}
	old := *c
	*c = *next
	return old.Release()
}

// tryShare makes a second claim beside one that is held alone.
func tryShare(c *Claim) (*Claim, *claimant, error) {
	word := c.fs.Nonce()
	n := &Claim{fs: c.fs, dir: c.dir, name: claimPrefix + word[:ownerDigits] + "-" + word[ownerDigits:]}
	if err := n.write(claimantHere(c.fs, false)); err != nil {
		return nil, nil, ioError(c.dir, err)
	}
	n.stop, n.done = make(chan struct{}), make(chan struct{})
	go beat(n.lock, n.stop, n.done)
	return n, nil, nil
}

// Release ends the claim.
func (c *Claim) Release() error {
	if c == nil || c.stop == nil {
		return nil
	}
	close(c.stop)
	<-c.done
	c.stop = nil
	return c.release()
}

func (c *Claim) release() error {
	err := remove(c.fs, filepath.Join(c.dir, c.name))
	if e := c.lock.Close(); err == nil {
		err = ioError(c.name, e)
	}
	return err
}

// held fails if the claim is gone.
func (c *Claim) held() error {
	if c == nil || c.name == "" {
		return nil
	}
	if _, err := c.fs.Stat(filepath.Join(c.dir, c.name)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: the directory was cleared or taken over while this process was writing", ErrIO)
	} else if err != nil {
		return ioError(c.name, err)
	}
	return nil
}

// claimed calls f under a claim that ends with it.
func claimed(fsys fileSystem, dir string, f func() error) error {
	c, err := makeClaim(fsys, dir, false)
	if err != nil {
		return err
	}
	err = f()
	if e := c.Release(); err == nil {
		err = e
	}
	return err
}
