package economics_test

import (
	"math"
	"testing"
	"time"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
)

// BenchmarkDay measures a day of the full base world. The metric min-ns/day is
// that of the quickest twenty days in a row, which other work on the machine
// disturbs least.
func BenchmarkDay(b *testing.B) {
	for name, inline := range map[string]bool{"inline": true, "goroutines": false} {
		b.Run(name, func(b *testing.B) {
			const life, chunk = 120, 20
			s, err := experiment.LoadScenario("japan-sale-2025", agents.Default(), configs.Options{Set: []string{"days=200"}})
			if err != nil {
				b.Fatal(err)
			}
			builder, err := experiment.NewBuilder(s, agents.Default())
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			quickest := math.Inf(1)
			left := 0
			var step func() error
			var end func()
			for i := 0; i < b.N; i += chunk {
				if left < chunk {
					b.StopTimer()
					if end != nil {
						end()
					}
					w, err := builder.Build(experiment.RunOptions{Seed: 1, Run: uint64(i), Inline: inline})
					if err != nil {
						b.Fatal(err)
					}
					step, end, left = w.Step, w.Close, life
					b.StartTimer()
				}
				begin := time.Now()
				for range min(chunk, b.N-i) {
					if err := step(); err != nil {
						b.Fatal(err)
					}
				}
				if b.N-i >= chunk {
					quickest = math.Min(quickest, float64(time.Since(begin).Nanoseconds())/chunk)
				}
				left -= chunk
			}
			b.StopTimer()
			end()
			if !math.IsInf(quickest, 1) {
				b.ReportMetric(quickest, "min-ns/day")
			}
		})
	}
}
