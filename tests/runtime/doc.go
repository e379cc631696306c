// Package runtime runs the functions as they are deployed: the bootstraps of `make build`, in sandboxes, over MiniStack's
// tables and queues, with the test as API gateway, event source mappings and schedules.
package runtime
