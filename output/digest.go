package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrAltered is wrapped when a file of an experiment directory was changed after it was
// written.
var ErrAltered = errors.New("the file was changed")

// Altered marks an error as that of a file that was changed.
func Altered(err error) error { return altered{err} }

type altered struct{ error }

// Unwrap returns the error and its mark.
func (a altered) Unwrap() []error { return []error{a.error, ErrAltered} }

// Names of the members that hold the digests of files.
const (
	planDigest  = "plan_sha256"
	indexDigest = "index_sha256"
)

// PlanDigest is the digest of the text of a plan: the hash of its content, without the
// member that holds the digest, in one spelling.
func PlanDigest(plan []byte) (string, error) { return digestOf(plan, planDigest) }

// CheckPlan checks the text of a plan before it is used: the version of its tables,
// which gives a VersionError, and its digest.
func CheckPlan(plan []byte) error {
	var other *VersionError
	switch err := checkVersion(plan); {
	case errors.As(err, &other):
		return err
	case err != nil:
		return fmt.Errorf("%s: %w", planName, err)
	}
	if err := checkDigest(plan, planDigest); err != nil {
		return Altered(fmt.Errorf("%s: %w", planName, err))
	}
	return nil
}

// digestOf hashes the content of a JSON object: without white space, members sorted.
func digestOf(text []byte, member string) (string, error) {
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // keeps the spelling of numbers
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	delete(v, member)
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

func checkDigest(text []byte, member string) error {
	var v map[string]json.RawMessage
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	stored, ok := v[member]
	if !ok {
		return fmt.Errorf("%s is missing: the file was edited", member)
	}
	want, err := digestOf(text, member)
	if err != nil {
		return err
	}
	if string(stored) != `"`+want+`"` {
		return fmt.Errorf("the content does not match %s: it was edited or damaged", member)
	}
	return nil
}
