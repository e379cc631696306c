//go:build !linux

package main

import "errors"

type endureRun struct{}

// Run refuses: the limit that stands for a full disk can be set from outside on Linux only.
func (c *endureRun) Run() error { return errors.New("endure runs on Linux only") }
