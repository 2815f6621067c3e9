package economics_test

import (
	"fmt"
	"runtime"
	"testing"
)

func TestBothSchedulersInTheBaseWorld(t *testing.T) {
	days := 30
	if testing.Short() {
		days = 8
	}
	want := playOn(t, true, "japan-sale-2025", days)
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for _, inline := range []bool{true, false} {
			sameBits(t, fmt.Sprintf("GOMAXPROCS %d, inline %t", procs, inline), want, playOn(t, inline, "japan-sale-2025", days))
		}
	}
}
