package experiment

// precise reports whether the stopping rule holds after the first n
// replications.
func (e *Experiment) precise(n int) (bool, error) { return false, nil }
