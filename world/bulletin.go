package world

import (
	"fmt"
)

// checkStatement rejects a statement that publish could not read.
func (w *World) checkStatement(s *Statement) error {
	n := len(w.cfg.Instruments)
	switch {
	case s.Type >= NumStatementTypes:
		return fmt.Errorf("statement type %d does not exist", s.Type)
	case s.Target < -1 || s.Target >= len(w.names):
		return fmt.Errorf("%s: target %d is not an agent", s.Type, s.Target)
	case s.Instrument < -1 || s.Instrument >= n:
		return fmt.Errorf("%s: instrument %d does not exist", s.Type, s.Instrument)
	case s.Instrument < 0 && s.Type == Issuance:
		return fmt.Errorf("%s needs an instrument", s.Type)
	case len(s.Vector) > n:
		return fmt.Errorf("%s: %d elements for %d instruments", s.Type, len(s.Vector), n)
	case s.Type == TariffSector && (s.Good < 0 || s.Good >= len(w.cfg.Facts.Goods)):
		return fmt.Errorf("%s: good %d does not exist", s.Type, s.Good)
	case s.Value-s.Value != 0:
		return fmt.Errorf("%s: the value %g is not finite", s.Type, s.Value)
	}
	for k, x := range s.Vector {
		if x-x != 0 {
			return fmt.Errorf("%s: the value %g for %s is not finite", s.Type, x, w.cfg.Instruments[k].ID)
		}
	}
	return nil
}

// publish puts scripted and pending statements on the bulletin.
func (w *World) publish() error {
	v := &w.view
	v.Bulletin = v.Bulletin[:0]
	for _, s := range w.cfg.Script {
		if s.Day == v.Day {
			v.Bulletin = append(v.Bulletin, s)
		}
	}
	v.Bulletin = append(v.Bulletin, w.pending...)
	w.pending = w.pending[:0]
	clear(v.news)
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		s.Day = v.Day
		target := s.Target
		if target < 0 {
			target = s.Actor
		}
		v.latest[int(s.Type)*v.agents+target] = s.Value
		switch s.Type {
		case PolicyRate:
			for c := range w.cfg.Currencies {
				if w.cfg.Currencies[c].CentralBank == w.names[s.Actor] {
					v.PolicyRatePct[c] = s.Value
				}
			}
		case Fundamentals:
			for k := range s.Vector {
				v.news[k] += s.Vector[k]
			}
			w.gauges.implied += s.Value
		case TariffSector:
			v.sector[s.Good], v.sectors = s.Value, true
		case VolatilityRegime:
			v.Stress = s.Value
		case Issuance:
			v.Issued[s.Instrument] += s.Value
		}
	}
	return nil
}

// checkScript verifies scripted statements.
func (w *World) checkScript() error {
	for _, s := range w.cfg.Script {
		if s.Actor < 0 || s.Actor >= len(w.names) {
			return fmt.Errorf("scripted %s of day %d: agent %d does not exist", s.Type, s.Day, s.Actor)
		}
		if err := w.checkStatement(&s); err != nil {
			return fmt.Errorf("scripted statement of day %d by %q: %w", s.Day, w.names[s.Actor], err)
		}
	}
	return nil
}
