package settings

import (
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"holdfast/infra/holdfast/session"
)

// maxSettings is the largest file of settings that is read, in bytes. A whole one has
// about four thousand.
const maxSettings = 64 << 10

// readAtMost reads a file of settings. The error wraps session.ErrUsage if it is too large.
func readAtMost(file io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(file, maxSettings+1))
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	if len(text) > maxSettings {
		return nil, fmt.Errorf(
			"%w: settings of more than %d kB are not read",
			session.ErrUsage,
			maxSettings>>10,
		)
	}
	return text, nil
}

// toJSON returns settings in YAML as JSON. The error wraps session.ErrUsage. Anchors and
// aliases are refused: a few lines of them stand for gigabytes, and no setting needs one.
func toJSON(text []byte) ([]byte, error) {
	for _, t := range lexer.Tokenize(string(text)) {
		isReference := t.Type == token.AnchorType || t.Type == token.AliasType
		if isReference {
			return nil, fmt.Errorf(
				"%w: line %d: settings have no anchors and aliases (& and *); "+
					"put a text that begins with one in quotation marks",
				session.ErrUsage,
				t.Position.Line,
			)
		}
	}
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", session.ErrUsage, err)
	}
	return json, nil
}
