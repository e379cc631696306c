//go:build emulator

package runtime

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// root is the repository.
var root = func() string {
	dir, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return dir
}()

// TestMain builds what is tested, whatever stands there: an old bootstrap proves nothing.
func TestMain(m *testing.M) {
	build := exec.Command("make", "-s", "-C", root, "build", ".tools/bare/bootstrap")
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "MAKE") && !strings.HasPrefix(v, "MFLAGS") {
			build.Env = append(build.Env, v)
		}
	}
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "make build: %v\n%s", err, out)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// bootstrap is a function as it is deployed, but for this machine.
func bootstrap(function string) string {
	return filepath.Join(root, "dist", "amd64", function, "bootstrap")
}
