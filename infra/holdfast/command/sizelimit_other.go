//go:build !unix

package command

// ignoreSizeLimit does nothing where no signal tells of such limits.
func ignoreSizeLimit() {}
