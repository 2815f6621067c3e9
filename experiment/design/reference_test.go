package design

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

const testdata = "../testdata"

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(testdata, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// readIntegers reads a file of whole numbers and multiplies them by 2^-bits.
func readIntegers(t *testing.T, name string, bits int) [][]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join(testdata, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := newMatrix(len(rows), len(rows[0]))
	for i, row := range rows {
		for j, s := range row {
			k, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			out[i][j] = math.Ldexp(float64(k), -bits)
		}
	}
	return out
}

func TestSobolEqualsSciPyAndSALib(t *testing.T) {
	for _, c := range []struct {
		file       string
		bits, skip int
	}{
		{"sobol_scipy_40x256.csv", 8, 0},
		{"sobol_salib_40x256.csv", 8, 0},
		{"sobol_scipy_256_late.csv", 21, 1<<20 - 8},
	} {
		want := readIntegers(t, c.file, c.bits)
		for d := 1; d <= len(want[0]); d++ {
			seq, err := NewSobolSequence(d, SobolOptions{Unscrambled: true})
			if err != nil {
				t.Fatal(err)
			}
			got, err := seq.Points(c.skip, len(want))
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				for j := range got[i] {
					if got[i][j] != want[i][j] {
						t.Fatalf("%s: %d coordinates, point %d, coordinate %d = %v, want %v", c.file, d, i, j, got[i][j], want[i][j])
					}
				}
			}
		}
	}
}

func TestSaltelliEqualsSALib(t *testing.T) {
	var ref struct {
		Problem    Problem
		Base, Skip int
		Cases      []struct {
			Groups      []string
			SecondOrder bool `json:"second_order"`
			Points      [][]float64
		}
	}
	readJSON(t, "saltelli.json", &ref)
	worst := 0.0
	for _, c := range ref.Cases {
		axes := []Axis{
			{Name: "a", Scale: UniformScale, Lower: -1.5, Upper: 4},
			{Name: "b", Scale: LogScale, Lower: 0.01, Upper: 100},
			{Name: "c", Scale: NormalScale, Mean: 250, SD: 40},
			{Name: "e", Scale: LinearScale, Lower: 0, Upper: 3},
		}
		if c.Groups != nil {
			axes[0].Group, axes[2].Group = "g", "g"
		}
		d, err := Saltelli(axes, ref.Base, SaltelliOptions{SecondOrder: c.SecondOrder, SobolOptions: SobolOptions{Unscrambled: true, Skip: ref.Skip}})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Points) != len(c.Points) {
			t.Fatalf("groups %v, second order %t: %d rows, want %d", c.Groups, c.SecondOrder, len(d.Points), len(c.Points))
		}
		for i, p := range d.Points {
			for j, v := range p {
				want := c.Points[i][j]
				diff := math.Abs(v.Number-want) / math.Max(1, math.Abs(want))
				worst = max(worst, diff)
				if diff > 1e-13 {
					t.Fatalf("groups %v, second order %t: row %d, %s = %v, want %v", c.Groups, c.SecondOrder, i, axes[j].Name, v, want)
				}
			}
		}
		p, err := NewProblem(axes)
		if err != nil {
			t.Fatal(err)
		}
		want := ref.Problem
		want.Groups = c.Groups
		got, _ := json.Marshal(p)
		exp, _ := json.Marshal(want)
		if string(got) != string(exp) {
			t.Errorf("problem is\n%s\nwant\n%s", got, exp)
		}
	}
	t.Logf("largest relative difference from SALib: %.2g", worst)
}

func TestMorrisTrajectoryEqualsSALib(t *testing.T) {
	var ref struct {
		Trajectory struct {
			Group, Place, Signs []int
			Start               []float64
			Levels              int
			Rows                [][]float64
		}
	}
	readJSON(t, "morris.json", &ref)
	r := ref.Trajectory
	up := make([]bool, len(r.Signs))
	for j, s := range r.Signs {
		up[j] = s > 0
	}
	// Row k of SALib's permutation matrix has its one in the column at which
	// group k moves.
	got := newMatrix(len(r.Rows), len(r.Start))
	trajectory(got, r.Start, up, r.Place, r.Group, MorrisDelta(r.Levels))
	for i := range got {
		for j := range got[i] {
			if math.Abs(got[i][j]-r.Rows[i][j]) > 1e-15 {
				t.Fatalf("row %d is %v, want %v", i, got[i], r.Rows[i])
			}
		}
	}
}
