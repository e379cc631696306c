//go:build template || emulator

package template

// root is the top of the repository, seen from here.
const root = "../.."
