package main

import "holdfast/tests/steadfast/process"

// runIfAsked has this program be the command holdfast where endure starts it as that.
func runIfAsked() { process.RunIfAsked() }
