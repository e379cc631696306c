package main

import (
	"net/http"

	"holdfast/infra/local"
	"holdfast/shared/view/console"
)

// pages is what is served beside the webhooks: the console, on this machine only.
func pages(s *local.System) http.Handler {
	c := &console.Console{
		Book:     s.Book,
		Shops:    s.Shops,
		Now:      s.Clock.Now,
		Log:      s.Log,
		Loopback: true,
	}
	return c.Handler()
}
