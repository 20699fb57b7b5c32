package export

var javaScriptCalls = map[string]call{
	"lib:p-retry": `
import pRetry from 'p-retry';

const result = await pRetry(() => call(), { retries: {{.Retries}} });
`,
	"lib:p-retry-ref": `
import pRetry from 'p-retry';

const result = await pRetry(() => call(), {
  retries: {{.Retries}}, factor: 2, minTimeout: 100, maxTimeout: 10_000, randomize: true,
});
`,
	"lib:node-retry-ref": `
import retry from 'retry';

const operation = retry.operation({
  retries: {{.Retries}}, factor: 2, minTimeout: 100, maxTimeout: 10_000, randomize: true,
});
operation.attempt(() => call().then(done, (error) => {
  if (!operation.retry(error)) failed(operation.mainError());
}));
`,
	"lib:async-retry": `
import retry from 'async-retry';

const result = await retry(() => call(), { retries: {{.Retries}} });
`,
	"lib:axios-retry-exponential": `
import axios from 'axios';
import axiosRetry from 'axios-retry';

axiosRetry(axios, { retries: {{.Retries}}, retryDelay: axiosRetry.exponentialDelay });
`,
	"lib:exponential-backoff-ref": `
import { backOff } from 'exponential-backoff';

const result = await backOff(() => call(), {
  numOfAttempts: {{.Attempts}}, startingDelay: 100, maxDelay: 10_000, jitter: 'full',
});
`,
	"lib:cockatiel":      cockatiel("", ""),
	"lib:cockatiel-ref":  cockatiel("", "{ initialDelay: 100, maxDelay: 10_000 }"),
	"lib:cockatiel-full": cockatiel(", fullJitterGenerator", "{ initialDelay: 100, maxDelay: 10_000, generator: fullJitterGenerator }"),
	"lib:cockatiel-half": cockatiel(", halfJitterGenerator", "{ initialDelay: 100, maxDelay: 10_000, generator: halfJitterGenerator }"),
	"lib:got": `
import got from 'got';

const client = got.extend({ retry: { limit: {{.Retries}} } });
`,
	"lib:got-capped": `
import got from 'got';

const client = got.extend({ retry: { limit: {{.Retries}}, backoffLimit: 10_000 } });
`,
	"lib:openai-node": `
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: {{.Retries}} });
`,
	"lib:anthropic-typescript": `
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ maxRetries: {{.Retries}} });
`,
	"lib:fetch-proposed": `
const response = await fetch(url, { // ignored where the browser does not know it
  retryOptions: { maxAttempts: {{.Retries}}, initialDelay: 500, backoffFactor: 2 },
});
`,
	"lib:undici": `
import { Agent, RetryAgent, setGlobalDispatcher } from 'undici';

setGlobalDispatcher(new RetryAgent(new Agent(), { maxRetries: {{.Retries}} }));
`,
	"lib:kafkajs": `
import { Kafka } from 'kafkajs';

const kafka = new Kafka({ brokers, retry: { retries: {{.Retries}} } });
`,
	"lib:kafkajs-ref": `
import { Kafka } from 'kafkajs';

const kafka = new Kafka({
  brokers,
  retry: { initialRetryTime: 100, multiplier: 2, factor: 0.5, maxRetryTime: 10_000, retries: {{.Retries}} },
});
`,
	"lib:stripe-node": `
import Stripe from 'stripe';

const stripe = new Stripe(key, { maxNetworkRetries: {{.Retries}} });
`,
	"lib:aws-sdk-js-v3": `
import { S3Client } from '@aws-sdk/client-s3';

const client = new S3Client({ retryMode: 'standard', maxAttempts: {{.Attempts}} });
`,
	"lib:aws-sdk-js-v3-legacy": `
import { S3Client } from '@aws-sdk/client-s3';

// Of a release whose @smithy/core has the constants from before 2026, or sets them.
const client = new S3Client({ retryMode: 'standard', maxAttempts: {{.Attempts}} });
`,
	"lib:ky": `
import ky from 'ky';

const client = ky.create({ retry: { limit: {{.Retries}} } });
`,
	"lib:ky-jitter": `
import ky from 'ky';

const client = ky.create({ retry: { limit: {{.Retries}}, jitter: true, backoffLimit: 10_000 } });
`,
}

// cockatiel is a call with some options of its backoff.
func cockatiel(imported, options string) call {
	return call(`
import { retry, handleAll, ExponentialBackoff` + imported + ` } from 'cockatiel';

const policy = retry(handleAll, {
  maxAttempts: {{.Retries}}, // which counts retries
  backoff: new ExponentialBackoff(` + options + `),
});
const result = await policy.execute(() => call());
`)
}
