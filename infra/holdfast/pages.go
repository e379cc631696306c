package main

import (
	"net/http"

	"holdfast/infra/local"
)

// pages is what is served beside the webhooks.
func pages(*local.System) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Webhooks are taken under /hooks/STORE/SOURCE.", http.StatusNotFound)
	})
}
