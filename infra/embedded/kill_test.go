package embedded_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"holdfast/infra/embedded"
	"holdfast/shared/records/table"
)

// childFolder names the folder in which this program, started once more, shall write until it is killed.
const childFolder = "EMBEDDED_TEST_CHILD_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(childFolder); folder != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(folder))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const pairs = 6 // goroutines in the child, each with a pair of items

func pairKeys(i int) (a, b table.Key) {
	return table.Key{PK: fmt.Sprint("a", i), SK: "s"}, table.Key{PK: fmt.Sprint("b", i), SK: "s"}
}

// writeUntilKilled adds to pairs of items, sends a message for each addition, and prints a line once both are durable.
func writeUntilKilled(folder string) error {
	tb, err := embedded.OpenTable(folder, nil)
	if err != nil {
		return err
	}
	qs, err := embedded.OpenQueues(folder, time.Now)
	if err != nil {
		return err
	}
	q, err := qs.Queue("orders", 3)
	if err != nil {
		return err
	}
	fmt.Println("open")
	failed := make(chan error)
	for i := range pairs {
		go func() { failed <- addToPair(tb, q, i) }()
	}
	return <-failed
}

func addToPair(tb *embedded.Table, q *embedded.Queue, i int) error {
	ctx := context.Background()
	a, b := pairKeys(i)
	for {
		got, err := tb.Get(ctx, true, a, b)
		if err != nil {
			return err
		}
		v := got[a].Version
		due := table.Key{PK: fmt.Sprint("d", i), SK: fmt.Sprint(v + 1)}
		if err := tb.Write(ctx, put(table.Item{Key: a, Due: due}, v), put(table.Item{Key: b, Body: make([]byte, v%3000)}, v)); err != nil {
			return err
		}
		if err := q.Send(ctx, "", 0, fmt.Appendf(nil, "%d.%d", i, v+1)); err != nil {
			return err
		}
		fmt.Printf("%d.%d\n", i, v+1)
	}
}

// killAfter starts the child, kills it after some lines, and returns all lines it had printed.
func killAfter(t *testing.T, folder string, lines int) (printed []string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), childFolder+"="+folder)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(out)
	for {
		if len(printed) == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			lines = -1
		}
		line, err := r.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		printed = append(printed, line[:len(line)-1])
	}
	if err := cmd.Wait(); err == nil || lines >= 0 {
		t.Fatalf("the child ended by itself after %d lines: %v", len(printed), err)
	}
	return printed
}

func TestAKillLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	acknowledged := make(map[string]bool)
	for _, lines := range []int{0, 1, 2, 40, 150, 300} {
		for _, line := range killAfter(t, folder, lines) {
			if line != "open" {
				acknowledged[line] = true
			}
		}
		checkPairs(t, folder, acknowledged)
	}
	checkMessages(t, folder, acknowledged)
}

// checkPairs requires that both items of a pair stand at one version, no older than acknowledged, and so does the index.
func checkPairs(t *testing.T, folder string, acknowledged map[string]bool) {
	t.Helper()
	tb, err := embedded.OpenTable(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tb.Close()
	for i := range pairs {
		a, b := pairKeys(i)
		got, err := tb.Get(t.Context(), true, a, b)
		if err != nil {
			t.Fatal(err)
		}
		v := got[a].Version
		if got[b].Version != v || newest(acknowledged, i) > v {
			t.Errorf("pair %d stands at %d and %d, acknowledged was %d", i, v, got[b].Version, newest(acknowledged, i))
		}
		p, err := tb.Query(t.Context(), table.Query{Index: table.Due, PK: fmt.Sprint("d", i)})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(p.Items); n > 1 || v > 0 && (n == 0 || p.Items[0].Due.SK != strconv.FormatUint(v, 10)) {
			t.Errorf("pair %d at version %d has index entries %+v", i, v, p.Items)
		}
	}
}

// newest is the last version of a pair that was acknowledged.
func newest(acknowledged map[string]bool, pair int) (version uint64) {
	for line := range acknowledged {
		var i int
		var v uint64
		if _, err := fmt.Sscanf(line, "%d.%d", &i, &v); err == nil && i == pair {
			version = max(version, v)
		}
	}
	return version
}

// checkMessages requires that every acknowledged message is in the queue, once.
func checkMessages(t *testing.T, folder string, acknowledged map[string]bool) {
	t.Helper()
	qs, err := embedded.OpenQueues(folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer qs.Close()
	q, err := qs.Queue("orders", 3)
	if err != nil {
		t.Fatal(err)
	}
	times := make(map[string]int)
	for ms := receive(t, q); len(ms) > 0; ms = receive(t, q) {
		for _, m := range ms {
			times[string(m.Body)]++
		}
	}
	for body := range acknowledged {
		if times[body] != 1 {
			t.Errorf("acknowledged message %s is there %d times", body, times[body])
		}
	}
	if len(acknowledged) < 300 {
		t.Errorf("only %d messages were acknowledged", len(acknowledged))
	}
}
