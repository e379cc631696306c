// Command withoutaws is the operator's command for folders of this machine only. It is what
// make demo and make up run: without the clients for --stack it compiles in two thirds of
// the time.
package main

import "holdfast/infra/holdfast/command"

func main() { command.Main(nil) }
