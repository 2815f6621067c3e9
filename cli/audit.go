package cli

import (
	"context"
	"errors"

	"kirifuda/analysis/audit"
	"kirifuda/internal/english"
)

// audit rebuilds the books of an experiment from its trace and prints whether they
// agree with the balances there.
func (a *app) audit(ctx context.Context, dir string) error {
	r, err := audit.Run(ctx, dir)
	var missing *audit.MissingTable
	switch {
	case errors.As(err, &missing):
		return &exit{exitUsage, err}
	case err != nil:
		return err
	case r.Runs == 0:
		return usageError("%s has no finished runs", dir)
	}
	var broken error
	if r.Breach != nil {
		broken = &exit{exitMismatch, r.Breach}
	}
	if a.json {
		if err := a.printJSON(map[string]any{"audit": r.Breach == nil, "report": r}); err != nil {
			return err
		}
		return silent(broken)
	}
	if broken == nil {
		a.print("PASS audit: %s, %s, %s, %s\n", english.Count(r.Runs, "run"), english.Count(r.Days, "day"), english.Count(r.Balances, "balance"),
			english.Count(r.Entries, "entry"))
	}
	return broken
}
