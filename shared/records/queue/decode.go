package queue

import (
	"encoding/json"
	"fmt"

	"holdfast/shared/words/packed"
)

// Decode reads a JSON message {"v":n,...} into a struct, where version is the newest n
// that the caller knows; it takes the one before as well, since two versions run side by
// side during a deployment. The error wraps packed.ErrNewer if n is greater: the message
// is to be left for later. Any other error means that no version of ours wrote it.
func Decode(body []byte, version int, into any) error {
	var head struct {
		V int `json:"v"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return err
	}
	switch {
	case head.V > version:
		const format = "message %w: version %d, newest known is %d"
		return fmt.Errorf(format, packed.ErrNewer, head.V, version)
	case head.V < 1 || head.V < version-1:
		return fmt.Errorf("message of version %d, not %d", head.V, version)
	}
	return json.Unmarshal(body, into)
}
