// Command withoutaws is the operator's command for folders of this machine only. It is what
// make demo and make up run: without the clients for --stack, and without the reader of
// workbooks for import, it compiles in two thirds of the time.
package main

import "holdfast/infra/holdfast/command"

func main() { command.Main(command.Command{}) }
