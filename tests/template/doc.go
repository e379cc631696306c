// Package template holds template.yaml and infra/watch.yaml to their rules. What SAM makes of them is looked at (build tag
// template) and deployed to the emulator (build tag emulator), since linters see neither roles nor what belongs together.
//
//	.ci/template                                                    installs the tools, lints, builds, and runs the first
//	tests/emulator/run go test -tags emulator ./tests/template      runs the second
package template
