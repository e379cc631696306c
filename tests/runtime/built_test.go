//go:build emulator

package runtime

import (
	"debug/buildinfo"
	"debug/elf"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// largest is what a bootstrap may weigh, unzipped: what is not there need not be paged in before the first answer.
const largest = 12_000_000

func TestBootstrapsAreSmallStaticAndOfAllFunctions(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil || len(sources) != len(functions)+1 { // rehearse runs with a deployment only: tests/template
		t.Fatalf("%d functions there, %d known here, %v", len(sources), len(functions), err)
	}
	for arch, machine := range map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64} {
		for _, source := range sources {
			path := filepath.Join(root, "dist", arch, filepath.Base(filepath.Dir(source)), "bootstrap")
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%9d bytes  %s/%s", info.Size(), arch, filepath.Base(filepath.Dir(path)))
			if info.Size() > largest {
				t.Errorf("%s has %d bytes, more than %d", path, info.Size(), largest)
			}
			checkBuild(t, path, machine)
		}
	}
}

// checkBuild checks that a bootstrap needs nothing of the machine it runs on, and names nothing of the one it was built on.
func checkBuild(t *testing.T, path string, machine elf.Machine) {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Machine != machine || slices.ContainsFunc(f.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		t.Errorf("%s is for %s, or needs a linker", path, f.Machine)
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range info.Settings {
		if s.Key == "-trimpath" || s.Key == "CGO_ENABLED" || s.Key == "-tags" {
			got = append(got, s.Key+"="+s.Value)
		}
	}
	if want := []string{"-tags=lambda.norpc,nethttpomithttp2", "-trimpath=true", "CGO_ENABLED=0"}; !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("%s is built with %q, want %q", path, got, want)
	}
}
