package account

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// newHTTP returns the client that all services of an account share.
func newHTTP() aws.HTTPClient {
	return bufferedClient{awshttp.NewBuildableClient().WithTimeout(attemptTimeout)}
}

// bufferedClient sends bodies from memory. The SDK closes a request's body once an answer
// has begun. If the answer is quick, net/http may still be looking for the body's end
// then: it takes the close for a failure, and drops the connection with the answer unread
// ("use of closed network connection"). The request was carried out, and is sent again: a
// receive whose messages are hidden until their time is over, a put that meets its own
// echo. Seen once in some thousand requests to a server on loopback with aws-sdk-go-v2
// v1.47.7.
type bufferedClient struct{ aws.HTTPClient }

func (c bufferedClient) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, fmt.Errorf("read request: %w", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return c.HTTPClient.Do(r)
}
