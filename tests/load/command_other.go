//go:build !linux

package main

func runIfAsked() {}
