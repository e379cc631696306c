// Command bare is the least that a Lambda can be. What the functions take longer to start than it does is theirs.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(context.Context) (string, error) { return "hello", nil })
}
