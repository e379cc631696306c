package awslambda

import (
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"holdfast/infra/account"
)

// Env holds what a function is started with: its settings, its log and its metrics.
type Env struct {
	Account account.Account
	Stack   string

	// Instance names this process among those of the function.
	Instance string

	Log     *slog.Logger
	Metrics *Metrics

	getenv     func(string) string
	missing    []string // settings that are not set
	accountErr error
	zoneErr    error
}

// FromEnv reads the environment of the process.
func FromEnv() *Env { return readEnv(os.Getenv, os.Stdout) }

func readEnv(getenv func(string) string, out io.Writer) *Env {
	e := &Env{getenv: getenv, Log: NewLog(out, getenv("AWS_LAMBDA_LOG_LEVEL"))}
	e.Account, e.accountErr = account.FromEnv(getenv)
	e.Stack = e.Setting("HOLDFAST_STACK")
	e.Instance = instanceOf(getenv("AWS_LAMBDA_LOG_STREAM_NAME"))
	// provided.al2023 has no time zones: they lie beside the bootstrap, in the archive
	// that ZONEINFO names.
	_, e.zoneErr = time.LoadLocation("Asia/Shanghai")
	e.Metrics = NewMetrics(out, e.Stack, getenv("AWS_LAMBDA_FUNCTION_NAME"), time.Now)
	return e
}

// instanceOf returns the end of the name of a process's log stream, which is its own:
// "2026/06/01/[7]0123456789abcdef".
func instanceOf(logStream string) string {
	return logStream[strings.LastIndexByte(logStream, ']')+1:]
}

// Setting reads a variable that must be set. Start reports those that are not.
func (e *Env) Setting(name string) string {
	v := e.getenv(name)
	if v == "" {
		e.missing = append(e.missing, name)
	}
	return v
}

// Start serves invocations until Lambda ends the process. A function that was not set up
// right logs why and exits.
func (e *Env) Start(f Function) {
	if !e.isReady() {
		os.Exit(1)
	}
	f.Log = e.Log
	f.Metrics = e.Metrics
	f.Now = time.Now
	lambda.Start(&f)
}

// isReady reports whether the function can start, and logs each reason why it cannot.
func (e *Env) isReady() bool {
	ready := true
	if e.accountErr != nil {
		ready = false
		e.Log.Error("the function cannot start", "error", e.accountErr)
	}
	if len(e.missing) > 0 {
		ready = false
		e.Log.Error(
			"the function cannot start: variables are not set",
			"missing", strings.Join(e.missing, " "),
		)
	}
	if e.zoneErr != nil {
		ready = false
		e.Log.Error(
			"the function cannot start: it knows no time zones, and every shop's night would be UTC's",
			"error", e.zoneErr,
		)
	}
	return ready
}
