package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"kirifuda/engine"
	"kirifuda/internal/english"
)

// progress displays the progress of an execution.
type progress struct {
	a    *app
	mode string
	bar  *progressbar.ProgressBar
	mu   sync.Mutex
	last time.Time
	now  engine.Progress

	since time.Time // start of the last check of files of earlier attempts
	check *progressbar.ProgressBar
}

func (a *app) startProgress() (*progress, error) {
	p := &progress{a: a, mode: a.progress}
	p.restart()
	if p.mode == "auto" {
		p.mode = "plain"
		if a.stderr.terminal && os.Getenv("TERM") != "dumb" {
			p.mode = "bar"
		}
	}
	if a.quiet {
		p.mode = "none"
	}
	switch p.mode {
	case "bar", "plain", "json", "none":
		return p, nil
	}
	return nil, usageError("--progress %q: choose auto, bar, plain, json or none", a.progress)
}

// checkQuietly is the time after which the check of files of earlier attempts is
// displayed.
const checkQuietly = 2 * time.Second

// checking displays the progress of the check of files of earlier attempts. It is
// called from one goroutine at a time.
func (p *progress) checking(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.since) < checkQuietly {
		return
	}
	switch p.mode {
	case "bar":
		if p.check == nil {
			p.check = p.newBar(total, "chunks")
			p.check.Describe("comparing files with their manifests")
		}
		_ = p.check.Set(done)
	case "plain":
		if p.last == p.since || time.Since(p.last) >= plainEvery {
			p.last = time.Now()
			p.a.note("comparing files with their manifests: %d of %s", done, english.Count(total, "chunk"))
		}
	case "json":
		if time.Since(p.last) >= time.Second || done == total {
			p.last = time.Now()
			p.writeJSON(map[string]any{"checked_chunks": done, "chunks": total})
		}
	}
	if done == total {
		p.clearLocked()
	}
}

// clear removes the bar of the check from the screen.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clearLocked()
}

func (p *progress) clearLocked() {
	if p.check != nil {
		_ = p.check.Finish()
		p.check = nil
	}
	p.restart()
}

func (p *progress) restart() { p.last = time.Now(); p.since = p.last }

func (p *progress) newBar(total int, unit string) *progressbar.ProgressBar {
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(p.a.stderr.w), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30),
		progressbar.OptionEnableColorCodes(false))
}

func (p *progress) writeJSON(v map[string]any) {
	if b, err := json.Marshal(v); err == nil {
		_ = p.a.stderr.raw(append(visibleJSON(b), '\n'))
	}
}

// plainEvery is the time between plain lines.
const plainEvery = 30 * time.Second

func (p *progress) update(now engine.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Done < p.now.Done && now.Total == p.now.Total {
		return // reports of workers may arrive out of order
	}
	p.now = now
	switch p.mode {
	case "bar":
		if p.bar == nil {
			p.bar = p.newBar(now.Total, "runs")
		}
		p.bar.ChangeMax(now.Total)
		text := bytesText(now.Bytes)
		if now.Failed > 0 {
			text += fmt.Sprintf(", %d failed", now.Failed)
		}
		p.bar.Describe(text)
		_ = p.bar.Set(now.Done)
	case "plain":
		if time.Since(p.last) >= plainEvery {
			p.last = time.Now()
			p.a.note("%s", p.line())
		}
	case "json":
		if time.Since(p.last) >= time.Second || now.Done == now.Total {
			p.last = time.Now()
			p.writeJSON(map[string]any{
				"done": now.Done, "total": now.Total, "failed": now.Failed, "bytes": now.Bytes,
				"elapsed_s": now.Elapsed.Seconds(), "runs_per_s": p.rate(), "eta_s": p.eta().Seconds(),
			})
		}
	}
}

func (p *progress) rate() float64 {
	if s := p.now.Elapsed.Seconds(); s > 0 {
		return float64(p.now.Fresh) / s
	}
	return 0
}

func (p *progress) eta() time.Duration {
	if r := p.rate(); r > 0 {
		return time.Duration(float64(p.now.Total-p.now.Done) / r * float64(time.Second)).Round(time.Second)
	}
	return 0
}

func (p *progress) line() string {
	s := fmt.Sprintf("%d of %s, %.1f runs/s, %s left", p.now.Done, english.Count(p.now.Total, "run"), p.rate(), p.eta())
	if p.now.Failed > 0 {
		s += fmt.Sprintf(", %d failed", p.now.Failed)
	}
	return s
}

func (p *progress) end() {
	p.clear()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
