package drivers

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var dynamo = Driver{
	Key: "aws-sdk-go-v2", Name: "AWS SDK for Go v2, DynamoDB", Module: "github.com/aws/aws-sdk-go-v2",
	Set:  "GetItem for GET, PutItem for PUT, and for POST an UpdateItem that adds to a number",
	Link: "strategies=lib:aws-sdk-go-v2-standard&attempts=3&honour=ignore",
	New: func(j Job) (func(context.Context) error, error) {
		if j.Stream {
			return nil, ErrCannot
		}
		client := dynamodb.New(dynamodb.Options{
			BaseEndpoint: &j.URL, Region: "us-east-1", HTTPClient: j.client(),
			Credentials: credentials.NewStaticCredentialsProvider("none", "none", ""),
		})
		key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "1"}}
		text := &types.AttributeValueMemberS{Value: strings.Repeat("x", j.Body)}
		return func(ctx context.Context) error {
			var err error
			switch j.Method {
			case "GET":
				_, err = client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("table"), Key: key})
			case "PUT":
				item := map[string]types.AttributeValue{"id": key["id"], "text": text}
				_, err = client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: item})
			default:
				_, err = client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
					TableName: aws.String("table"), Key: key, UpdateExpression: aws.String("ADD n :one SET t = :text"),
					ExpressionAttributeValues: map[string]types.AttributeValue{
						":one": &types.AttributeValueMemberN{Value: "1"}, ":text": text,
					},
				})
			}
			return err
		}, nil
	},
}
