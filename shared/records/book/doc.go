// Package book is Holdfast's records: every key and every item shape, written down once,
// over a table. Steps load customers, tasks, settings and quarantined messages from it
// and write them back in one transaction.
package book
