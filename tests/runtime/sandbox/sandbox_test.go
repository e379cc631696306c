package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// This test's own binary is the function that it runs.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		os.Exit(m.Run())
	}
	switch os.Getenv("START") {
	case "exits":
		os.Exit(3)
	case "hangs":
		select {}
	}
	lambda.Start(play)
}

// play does what its event says.
func play(ctx context.Context, do string) (string, error) {
	what, with, _ := strings.Cut(do, " ")
	switch what {
	case "fail":
		return "", errors.New(with)
	case "panic":
		panic(with)
	case "exit":
		os.Exit(4)
	case "hang":
		select {}
	case "fill":
		return strings.Repeat("x", largest), nil // and two quotes
	case "print":
		fmt.Println(with)
	case "meet":
		resp, err := http.Get(with)
		if err != nil {
			return "", err
		}
		return resp.Status, resp.Body.Close()
	case "left":
		until, _ := ctx.Deadline()
		return time.Until(until).String(), nil
	case "name":
		lc, _ := lambdacontext.FromContext(ctx)
		return lambdacontext.FunctionName + " " + lc.InvokedFunctionArn, nil
	}
	return fmt.Sprint(os.Getpid()), nil
}

func fleet(t *testing.T, change func(*Function)) *Fleet {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	fn := Function{Name: "play", Binary: self, Timeout: 20 * time.Second, Log: t.Output()}
	if change != nil {
		change(&fn)
	}
	f := New(fn)
	t.Cleanup(f.Close)
	return f
}

// ask invokes and returns what was said.
func ask(t *testing.T, f *Fleet, do string) (string, Answer) {
	t.Helper()
	event, err := json.Marshal(do)
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Invoke(t.Context(), event)
	if err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	var said string
	if err := json.Unmarshal(a.Body, &said); err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	return said, a
}

// fails invokes what must fail, and checks how.
func fails(t *testing.T, f *Fleet, do, typ string) {
	t.Helper()
	event, err := json.Marshal(do)
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Invoke(t.Context(), event)
	var failure *Failure
	if !errors.As(err, &failure) || failure.Type != typ || a.Body != nil {
		t.Errorf("%s: %q, %v, want %s", do, a.Body, err, typ)
	}
}

func TestTheSecondInvocationIsWarm(t *testing.T) {
	t.Parallel()
	f := fleet(t, nil)
	one, first := ask(t, f, "pid")
	two, second := ask(t, f, "pid")
	if !first.Cold || second.Cold || one != two {
		t.Errorf("cold %t by %s, then cold %t by %s", first.Cold, one, second.Cold, two)
	}
	if first.Init <= 0 || first.Took <= 0 || second.Init != 0 || second.Took <= 0 {
		t.Errorf("took %s and %s, then %s and %s", first.Init, first.Took, second.Init, second.Took)
	}
}

func TestWhatHappensToAProcessDecidesWhetherTheNextIsWarm(t *testing.T) {
	t.Parallel()
	for do, want := range map[string]struct {
		typ  string
		cold bool
	}{
		"fail because": {"errorString", false}, "panic at once": {"string", true}, "exit": {Exited, true}, "hang": {TimedOut, true},
		"fill": {TooLarge, true},
	} {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			f := fleet(t, func(fn *Function) {
				if do == "hang" {
					fn.Timeout = time.Second
				}
			})
			before, _ := ask(t, f, "pid")
			fails(t, f, do, want.typ)
			after, a := ask(t, f, "pid")
			if a.Cold != want.cold || (before == after) == want.cold {
				t.Errorf("cold %t, by %s after %s", a.Cold, after, before)
			}
		})
	}
}

func TestAProcessThatDiesIdleIsReplaced(t *testing.T) {
	t.Parallel()
	f := fleet(t, nil)
	ask(t, f, "pid")
	f.Signal(os.Kill)
	if _, a := ask(t, f, "pid"); !a.Cold {
		t.Error("the dead answered")
	}
}

func TestAFunctionThatCannotStartSaysHow(t *testing.T) {
	t.Parallel()
	fails(t, fleet(t, func(fn *Function) { fn.Env = []string{"START=exits"} }), "pid", Exited)
	fails(t, fleet(t, func(fn *Function) { fn.Env, fn.Start = []string{"START=hangs"}, time.Second }), "pid", TimedOut)
	f := fleet(t, func(fn *Function) { fn.Binary = "/nowhere" })
	if _, err := f.Invoke(t.Context(), []byte(`""`)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}

func TestAsManyAsMayRunAtOnce(t *testing.T) {
	t.Parallel()
	const most = 3
	var mu sync.Mutex
	here, release := 0, make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		if here++; here == most {
			close(release) // nobody leaves before all have come
		}
		mu.Unlock()
		<-release
	}))
	defer server.Close()
	f := fleet(t, func(fn *Function) { fn.Most = most })
	var wait sync.WaitGroup
	for range most {
		wait.Go(func() { ask(t, f, "meet "+server.URL) })
	}
	wait.Wait()
	pids := map[string]bool{}
	for range most * 5 {
		wait.Go(func() {
			pid, _ := ask(t, f, "pid")
			mu.Lock()
			defer mu.Unlock()
			pids[pid] = true
		})
	}
	wait.Wait()
	if len(pids) > most {
		t.Errorf("%d processes, want at most %d", len(pids), most)
	}
}

func TestAProcessKnowsWhatLambdaTellsIt(t *testing.T) {
	t.Parallel()
	f := fleet(t, nil)
	if said, _ := ask(t, f, "name"); !strings.HasPrefix(said, "play arn:aws:lambda:") {
		t.Errorf("it is called %q", said)
	}
	said, _ := ask(t, f, "left")
	if left, err := time.ParseDuration(said); err != nil || left <= 0 || left > 20*time.Second {
		t.Errorf("%s left, %v", said, err)
	}
}

func TestWhatIsPrintedIsKept(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	f := fleet(t, func(fn *Function) { fn.Log = &out })
	ask(t, f, "print something")
	f.Close()
	if !strings.Contains(out.String(), "something\n") {
		t.Errorf("kept %q", &out)
	}
}

func TestAnInvocationThatIsCalledOffEndsItsProcess(t *testing.T) {
	t.Parallel()
	f := fleet(t, nil)
	ask(t, f, "pid")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := f.Invoke(ctx, []byte(`"hang"`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("called off: %v", err)
	}
	if _, a := ask(t, f, "pid"); !a.Cold {
		t.Error("what was called off went on")
	}
}
