// Command holdfast is the operator's command: it runs the whole system on this machine,
// brings data in, and shows what was found and decided, on a folder or on a stack in AWS.
package main

import (
	"holdfast/infra/holdfast/command"
	"holdfast/infra/holdfast/stack"
	"holdfast/infra/holdfast/workbook"
)

func main() {
	command.Main(command.Command{
		OpenStack:    stack.Open,
		OpenWorkbook: workbook.Open,
	})
}
