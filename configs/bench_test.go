package configs_test

import (
	"testing"

	"kirifuda/configs"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		mustLoad(b, "japan-sale", options())
	}
}

func BenchmarkWith(b *testing.B) {
	base := mustLoad(b, "japan-sale", options())
	for b.Loop() {
		if _, err := base.With("jp_mof.sale_usd_bn=77", "days=200"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	base := mustLoad(b, "japan-sale", options())
	for b.Loop() {
		configs.Digest(base)
	}
}
