package account

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
)

// The services that Holdfast uses, by the host names of AWS's own endpoints.
const (
	DynamoDB       = "dynamodb"
	SQS            = "sqs"
	SSM            = "ssm"
	SES            = "email"
	STS            = "sts"
	CloudFormation = "cloudformation"
	Lambda         = "lambda"
	CodeDeploy     = "codedeploy"
)

// allEndpoints is the variable that names an endpoint for every service.
const allEndpoints = "AWS_ENDPOINT_URL"

// endpointOf are the variables that name an endpoint for one service. They are those of
// AWS's SDKs and of its command line.
var endpointOf = map[string]string{
	DynamoDB:       "AWS_ENDPOINT_URL_DYNAMODB",
	SQS:            "AWS_ENDPOINT_URL_SQS",
	SSM:            "AWS_ENDPOINT_URL_SSM",
	SES:            "AWS_ENDPOINT_URL_SESV2",
	STS:            "AWS_ENDPOINT_URL_STS",
	CloudFormation: "AWS_ENDPOINT_URL_CLOUDFORMATION",
	Lambda:         "AWS_ENDPOINT_URL_LAMBDA",
	CodeDeploy:     "AWS_ENDPOINT_URL_CODEDEPLOY",
}

// Endpoints are addresses, scheme and host, that stand in for AWS's own. The zero value is
// AWS's own for every service.
type Endpoints struct {
	All string            // for every service that Of does not name; "" = AWS's own
	Of  map[string]string // by service
}

// EndpointsFromEnv reads AWS_ENDPOINT_URL and, for single services, AWS_ENDPOINT_URL_SQS and
// the like. A service's own wins.
func EndpointsFromEnv(getenv func(string) string) Endpoints {
	at := Endpoints{All: getenv(allEndpoints)}
	for service, variable := range endpointOf {
		endpoint := getenv(variable)
		if endpoint == "" {
			continue
		}
		if at.Of == nil {
			at.Of = map[string]string{}
		}
		at.Of[service] = endpoint
	}
	return at
}

// EndpointsOf returns the endpoints of the environment of the process. An endpoint that the
// operator's AWS configuration names for all services is taken if the environment names
// none.
func EndpointsOf(configured *string) Endpoints {
	at := EndpointsFromEnv(os.Getenv)
	if at.All == "" && configured != nil {
		at.All = *configured
	}
	return at
}

// of returns the endpoint of a service, or "" for AWS's own.
func (at Endpoints) of(service string) string {
	if endpoint, ok := at.Of[service]; ok {
		return endpoint
	}
	return at.All
}

// check returns an error for the first endpoint that is no address.
func (at Endpoints) check() error {
	if err := checkEndpoint(allEndpoints, at.All); at.All != "" && err != nil {
		return err
	}
	for _, service := range slices.Sorted(maps.Keys(at.Of)) {
		if err := checkEndpoint(endpointOf[service], at.Of[service]); err != nil {
			return err
		}
	}
	return nil
}

func checkEndpoint(variable, endpoint string) error {
	u, err := url.Parse(endpoint)
	if err == nil && u.Host == "" {
		err = errors.New("it names no host")
	}
	if err != nil {
		return fmt.Errorf("%s %q is no address: %w", variable, endpoint, err)
	}
	return nil
}

// BaseEndpoint returns the endpoint of a service as the Options of its client take it: nil
// for AWS's own.
func (a Account) BaseEndpoint(service string) *string {
	endpoint := a.Endpoints.of(service)
	if endpoint == "" {
		return nil
	}
	return &endpoint
}
