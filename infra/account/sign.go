package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// URL returns the address of the service of that host name (SSM, SES), without a
// slash at its end. It is for services of which Holdfast uses one or two calls: the SDK's
// package for a service is a megabyte or more of every binary that has it.
func (a Account) URL(host string) string {
	if endpoint := a.Endpoints.of(host); endpoint != "" {
		return strings.TrimSuffix(endpoint, "/")
	}
	suffix := "amazonaws.com"
	if strings.HasPrefix(a.Region, "cn-") {
		suffix += ".cn"
	}
	return "https://" + host + "." + a.Region + "." + suffix
}

// Sign signs a request whose body is given for the service of that signing name ("ssm",
// "ses"), with the current time. The request may not be changed afterwards.
func (a Account) Sign(ctx context.Context, r *http.Request, body []byte, service string) error {
	creds, err := a.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	return v4.NewSigner().SignHTTP(ctx, creds, r, hash, service, a.Region, time.Now())
}
