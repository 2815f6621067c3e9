package engine

import (
	"fmt"
	"strings"

	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// Status counts the runs of an experiment by state.
type Status struct {
	State     string `json:"state"`
	Total     int    `json:"total"`
	Pending   int    `json:"pending"`
	Running   int    `json:"running"` // in a chunk that a living process is writing
	Succeeded int    `json:"succeeded"`
	Failed    int    `json:"failed"`
	Aborted   int    `json:"aborted"` // in a chunk that was begun and abandoned
	Bytes     int64  `json:"bytes"`
	// Stage and Message belong to the first failed run.
	Stage   string `json:"stage,omitempty"`
	Message string `json:"message,omitempty"`
	// Points holds the state of each point of the design; nil without a design.
	Points []PointStatus `json:"points,omitempty"`
}

// PointStatus is the state of one point of a design.
type PointStatus struct {
	DesignID  int32  `json:"design_id"`
	State     string `json:"state"` // pending, running, succeeded, failed or aborted
	Succeeded int    `json:"succeeded"`
	Failed    int    `json:"failed"`
	Stage     string `json:"stage,omitempty"`   // stage of the first failed run: build, run or metrics
	Message   string `json:"message,omitempty"` // its message
}

// ReadStatus reads the status of an experiment directory, in which other processes
// may be working.
func ReadStatus(dir string) (*Status, error) {
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return nil, err
	}
	alive, left := out.Begun()
	s := &Status{State: StateRunning, Total: p.Runs()}
	if p.Design != nil {
		s.Points = make([]PointStatus, p.Points())
		for i := range s.Points {
			s.Points[i] = PointStatus{DesignID: int32(i), State: "succeeded"}
		}
	}
	rank := map[string]int{"succeeded": 0, "failed": 1, "aborted": 2, "pending": 3, "running": 4}
	mark := func(ref experiment.Ref, state string) {
		switch state {
		case "succeeded":
			s.Succeeded++
		case "failed":
			s.Failed++
		case "aborted":
			s.Aborted++
		case "running":
			s.Running++
		default:
			s.Pending++
		}
		if s.Points == nil {
			return
		}
		pt := &s.Points[ref.DesignID]
		switch state {
		case "succeeded":
			pt.Succeeded++
		case "failed":
			pt.Failed++
		}
		if rank[state] > rank[pt.State] {
			pt.State = state
		}
	}
	for k := range p.Chunks() {
		_, m, _ := out.State(k, false)
		for i, ref := range p.Chunk(k) {
			switch {
			case m != nil && m.Runs[i].Status == output.StatusOK:
				mark(ref, "succeeded")
			case m != nil:
				mark(ref, "failed")
			case alive[k]:
				mark(ref, "running")
			case left[k]:
				mark(ref, "aborted")
			default:
				mark(ref, "pending")
			}
		}
		if m != nil {
			for i := range m.Tables {
				s.Bytes += m.Tables[i].Bytes
			}
		}
	}
	switch {
	case s.Succeeded+s.Failed == s.Total:
		s.State = StateComplete
	case experiment.StoppedAt(dir) > 0:
		s.State = StateStopped
	case s.Running == 0:
		s.State = "incomplete"
	}
	if s.Failed > 0 && p.Trace >= output.TraceRuns {
		return s, s.explain(out)
	}
	return s, nil
}

// explain adds why runs failed.
func (s *Status) explain(out *output.Store) error {
	columns := []output.Column{{Name: "design_id", Type: output.Int32}, {Name: "error", Type: output.String}}
	finished := func(k int) bool {
		_, m, _ := out.State(k, false)
		return m != nil
	}
	return out.ScanChunks(finished, "runs", columns, func(c *output.Cells) error {
		text := c.String(1)
		if text == "" {
			return nil
		}
		stage, message, ok := strings.Cut(text, ": ")
		if !ok {
			stage, message = "", text
		}
		if s.Message == "" {
			s.Stage, s.Message = stage, message
		}
		if d := int(c.Int32(0)); d < len(s.Points) && s.Points[d].Message == "" {
			s.Points[d].Stage, s.Points[d].Message = stage, message
		}
		return nil
	})
}

// String writes the status in one line.
func (s *Status) String() string {
	return fmt.Sprintf("%s: %d of %s succeeded, %d failed, %d running, %d aborted, %d pending", s.State, s.Succeeded, english.Count(s.Total, "run"), s.Failed, s.Running,
		s.Aborted, s.Pending)
}
