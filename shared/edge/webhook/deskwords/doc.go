// Package deskwords reads the words in which help desks state where a ticket stands, how
// urgent it is, what kind it is, and how it was rated. Desks write them in the language of
// whoever works there, and may have words of their own.
//
// A language is added by its words in the tables: statuses and priorities in words.go,
// ratings in rating.go. Words are compared without case and accents do count, since they
// tell languages apart.
package deskwords
