//go:build soak && linux

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// campaign is a small experiment drawn at random.
type campaign struct {
	args  []string
	total int // replications
}

func drawCampaign(r *rand.Rand) campaign {
	n := 6 + r.IntN(30)
	args := strings.Fields(fmt.Sprintf("mc sale-300 --seed %d -n %d --set-both days=%d --trace %s -j %d", r.IntN(1000), n, 3+r.IntN(6),
		[]string{"runs", "panel", "holdings", "full"}[r.IntN(4)], 1+r.IntN(3)))
	if r.IntN(2) == 0 {
		args = append(args, "--chunk-runs", strconv.Itoa(1+r.IntN(5)))
	}
	if r.IntN(2) == 0 {
		args = append(args, "--vs", "baseline")
	}
	return campaign{append(args, "--progress", "none", "--json"), n}
}

// start begins the program with arguments in a directory, under limits of the shell.
func start(t *testing.T, limits string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("bash", append([]string{"-c", limits + ` exec -a sim "$0" "$@"`, program}, args...)...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, &out
}

// dataset is the hash of a complete experiment, as an undisturbed command prints it.
func dataset(t *testing.T, c campaign, dir string) string {
	t.Helper()
	cmd, out := start(t, "", append(c.args, "-o", dir)...)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %v\n%s", c.args, err, out)
	}
	text := out.Bytes()
	var v struct {
		Experiment struct {
			DatasetSHA256 string `json:"dataset_sha256"`
		} `json:"experiment"`
	}
	if err := json.Unmarshal(text[bytes.IndexByte(text, '{'):], &v); err != nil || v.Experiment.DatasetSHA256 == "" {
		t.Fatalf("%v: %v\n%s", c.args, err, text)
	}
	return v.Experiment.DatasetSHA256
}

// finished are the bytes of the manifests of a directory.
func finished(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, _ := filepath.Glob(filepath.Join(dir, "manifest", "*"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f] = string(b)
	}
	return out
}

// damage changes one finished part, as disks and users do, and says how.
func damage(t *testing.T, r *rand.Rand, dir string) string {
	t.Helper()
	parts, _ := filepath.Glob(filepath.Join(dir, "tables", "*", "*"))
	if len(parts) < 2 {
		return ""
	}
	p := parts[r.IntN(len(parts))]
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	how := []string{"flipped", "truncated", "deleted", "swapped"}[r.IntN(4)]
	switch how {
	case "flipped":
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		err = os.WriteFile(p, b, 0o600)
	case "truncated":
		err = os.WriteFile(p, b[:r.IntN(len(b))], 0o600)
	case "deleted":
		err = os.Remove(p)
	case "swapped":
		q := parts[r.IntN(len(parts))]
		other, e := os.ReadFile(q)
		if err = e; err == nil {
			if err = os.WriteFile(p, other, 0o600); err == nil {
				err = os.WriteFile(q, b, 0o600)
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return how
}

// smallDisk mounts a file system of some kilobytes on a folder, if that is allowed.
func smallDisk(dir string, kb int) (unmount func(), ok bool) {
	if os.MkdirAll(dir, 0o700) != nil || syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kb)) != nil {
		return nil, false
	}
	return func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) }, true
}

// Processes are ended in every way at any time, alone and in threes, and parts are
// damaged between them: the last command ends with the rows of an undisturbed one, and
// no chunk that was finished is lost. SIM_KILLS is their number, SIM_SEED repeats.
func TestSoakKills(t *testing.T) {
	heedHangUps(t)
	seed, kills := uint64(time.Now().UnixNano()), 100
	if n, err := strconv.ParseUint(os.Getenv("SIM_SEED"), 10, 64); err == nil {
		seed = n
	}
	if n, err := strconv.Atoi(os.Getenv("SIM_KILLS")); err == nil {
		kills = n
	}
	r := rand.New(rand.NewPCG(seed, 0))
	begin, count, experiments := time.Now(), map[string]int{}, 0
	fmt.Printf("kills: seed %d\n", seed)
	for done := 0; done < kills; experiments++ {
		c := drawCampaign(r)
		base := t.TempDir()
		timed := time.Now()
		want := dataset(t, c, filepath.Join(base, "whole"))
		whole := time.Since(timed)
		dir := filepath.Join(base, "x")
		for range 1 + r.IntN(5) {
			done++
			how := []string{"KILL", "TERM", "HUP", "full disk", "out of memory", "three writers"}[r.IntN(6)]
			count[how]++
			before := finished(t, dir)
			args := append(c.args[:len(c.args):len(c.args)], "-o", dir)
			wait := time.Duration(r.Int64N(int64(whole) + 1))
			switch how {
			case "KILL", "TERM", "HUP":
				cmd, _ := start(t, "", args...)
				time.Sleep(wait)
				_ = cmd.Process.Signal(map[string]syscall.Signal{"KILL": syscall.SIGKILL, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}[how])
				_ = cmd.Wait()
			case "full disk":
				fullDisk(t, r, args, dir, base)
			case "out of memory":
				cmd, _ := start(t, fmt.Sprintf("ulimit -v %d;", 400_000+r.IntN(1_500_000)), args...)
				_ = cmd.Wait()
			case "three writers":
				var group sync.WaitGroup
				killed := r.IntN(3)
				for i := range 3 {
					cmd, _ := start(t, "", append(args[:len(args):len(args)], "--shard", fmt.Sprintf("%d/3", i))...)
					group.Go(func() {
						if i == killed {
							time.Sleep(wait)
							_ = cmd.Process.Kill()
						}
						_ = cmd.Wait()
					})
				}
				group.Wait()
			}
			after := finished(t, dir)
			for f, text := range before {
				if after[f] != text && how != "damaged" {
					t.Errorf("seed %d: %s was lost or changed by %s", seed, filepath.Base(f), how)
				}
			}
			if r.IntN(4) == 0 {
				if d := damage(t, r, dir); d != "" {
					count["part "+d]++
					_ = dataset(t, c, dir) // repairs, so that nothing is missing at the next comparison
				}
			}
		}
		if got := dataset(t, c, dir); got != want {
			t.Errorf("seed %d: %v: dataset %s, want %s", seed, c.args, got, want)
		}
		if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) > 0 {
			t.Errorf("seed %d: left in tmp: %v, %v", seed, left, err)
		}
		cmd, out := start(t, "", "verify", dir)
		if err := cmd.Wait(); err != nil {
			t.Errorf("seed %d: verify: %v\n%s", seed, err, out)
		}
	}
	fmt.Printf("kills: %d in %d experiments, %v, %s\n", kills, experiments, count, time.Since(begin).Round(time.Second))
}

// fullDisk runs the program in a copy of a directory on a small file system and takes
// the copy back, or limits the size of its files where none can be mounted.
func fullDisk(t *testing.T, r *rand.Rand, args []string, dir, base string) {
	t.Helper()
	small := filepath.Join(base, "small")
	unmount, ok := smallDisk(small, 200+r.IntN(4000))
	if !ok {
		cmd, _ := start(t, fmt.Sprintf("ulimit -f %d;", 1+r.IntN(200)), args...)
		_ = cmd.Wait()
		return
	}
	defer unmount()
	on := filepath.Join(small, "x")
	if _, err := os.Stat(dir); err == nil && exec.Command("cp", "-a", dir, on).Run() != nil {
		return // what is there does not fit
	}
	cmd, out := start(t, "", append(args[:len(args)-1:len(args)-1], on)...)
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitOK && code != exitIO {
		t.Errorf("exit code %d on a full disk: %s", code, out)
	}
	if _, err := os.Stat(on); err != nil {
		return
	}
	_ = os.RemoveAll(dir)
	if out, err := exec.Command("cp", "-a", on, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
