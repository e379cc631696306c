// Command load makes real and synthetic input for Holdfast: deliveries and a CSV file from the CDNOW data set, and a stream of
// signed order webhooks as fast as they are taken.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/alecthomas/kong"

	"holdfast/infra/local"
)

type commands struct {
	CDNOW     cdnow     `cmd:"" name:"cdnow" help:"Turn CDNOW_sample.txt into Shopify deliveries (JSON lines) and a CSV file with the same facts."`
	Census    censusRun `cmd:"" help:"Fill a store with a million customers and take its census: time, memory, reads."`
	Endure    endureRun `cmd:"" help:"Kill, fill, turn and restore a process that takes deliveries, and compare what it knows with a straight run."`
	Neighbour neighbour `cmd:"" help:"How long a store's webhooks take while another store imports or is flooded."`
	Post      post      `cmd:"" help:"Post signed 4 KB order webhooks and say how many a second were accepted and folded."`
}

func main() {
	runIfAsked()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	local.TuneGC()
	var c commands
	k := kong.Parse(&c, kong.Name("load"), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}
