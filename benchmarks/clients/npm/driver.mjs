// The clients from npm as commands of the suite of testbed/conformance:
//
//   node driver.mjs NAME
//
// makes the call that the environment asks for with that client, and exits with 0 if it
// succeeded. A client is imported only when it is asked for.

const env = (name) => process.env[`BACKOFFLAB_${name}`] ?? '';

const job = {
  url: env('URL'),
  method: env('METHOD') || 'GET',
  body: Number(env('BODY')),
  stream: env('STREAM') === '1',
  key: env('IDEMPOTENCY_KEY'),
  deadline: milliseconds(env('DEADLINE')),
  calls: Math.max(1, Number(env('CALLS'))),
  connections: Number(env('CONNECTIONS')),
};

/** The exit status of a client that has no such call. */
const CANNOT = 77;

class Cannot extends Error {}

/**
 * Reads a duration of Go that is in milliseconds or seconds.
 * @param {string} text
 */
function milliseconds(text) {
  const [, number, unit] = /^([\d.]+)(ms|s)$/.exec(text) ?? [];
  return unit ? Number(number) * (unit === 's' ? 1000 : 1) : 0;
}

const content = () => 'x'.repeat(job.body);

const headers = () => (job.key ? { 'Idempotency-Key': job.key } : {});

/** The end of the caller's time, as a signal, or nothing. */
const signal = () => (job.deadline ? AbortSignal.timeout(job.deadline) : undefined);

/** A body that can be read once. */
async function* once() {
  yield Buffer.from(content());
}

/** Fails on an answer without success; reads the others to their end. */
async function read(answer) {
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
}

const requestOf = () => ({
  method: job.method,
  headers: headers(),
  signal: signal(),
  ...(job.body ? { body: job.stream ? ReadableStream.from(once()) : content(), duplex: 'half' } : {}),
});

/** The SDKs that one generator writes. @param {any} client @param {string} path */
function sdk(client, path) {
  if (job.stream) throw new Cannot();
  const options = {
    headers: headers(),
    signal: signal(),
    ...(job.body ? { body: { text: content() } } : {}),
  };
  return () => client[job.method.toLowerCase()](path, options);
}

/** What makes each client's call. */
const clients = {
  async fetch() {
    return async () => read(await fetch(job.url, requestOf()));
  },
  async openai() {
    const { default: OpenAI } = await import('openai');
    return sdk(new OpenAI({ apiKey: 'none', baseURL: job.url }), '/models');
  },
  async anthropic() {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    return sdk(new Anthropic({ apiKey: 'none', baseURL: job.url }), '/v1/models');
  },
  async got() {
    const { default: got } = await import('got');
    const { Readable } = await import('node:stream');
    const agent = await agents();
    return () => got(job.url, {
      method: job.method,
      headers: headers(),
      signal: signal(),
      agent,
      ...(job.body ? { body: job.stream ? Readable.from(once()) : content() } : {}),
    });
  },
  async ky() {
    const { default: ky } = await import('ky');
    return async () => read(await ky(job.url, requestOf()));
  },
  async 'axios-retry'() {
    const { default: axios } = await import('axios');
    const { default: axiosRetry, exponentialDelay, isNetworkOrIdempotentRequestError } = await import('axios-retry');
    const { Readable } = await import('node:stream');
    const agent = await agents();
    const client = axios.create({ httpAgent: agent.http, httpsAgent: agent.https });
    axiosRetry(client, {
      retries: 3,
      retryDelay: exponentialDelay,
      retryCondition: (e) => isNetworkOrIdempotentRequestError(e) || e.response?.status === 429,
    });
    return () => client.request({
      url: job.url,
      method: job.method,
      headers: headers(),
      signal: signal(),
      ...(job.body ? { data: job.stream ? Readable.from(once()) : content() } : {}),
    });
  },
  async undici() {
    const { Agent, RetryAgent, request } = await import('undici');
    const { Readable } = await import('node:stream');
    const dispatcher = new RetryAgent(new Agent(job.connections ? { connections: job.connections } : {}));
    return async () => {
      const answer = await request(job.url, {
        method: job.method,
        headers: headers(),
        signal: signal(),
        dispatcher,
        ...(job.body ? { body: job.stream ? Readable.from(once()) : content() } : {}),
      });
      await answer.body.arrayBuffer();
      if (answer.statusCode >= 300) throw new Error(`status ${answer.statusCode}`);
    };
  },
  async 'p-retry'() {
    const { default: pRetry, AbortError } = await import('p-retry');
    return () => pRetry(async () => {
      const answer = await fetch(job.url, requestOf());
      await answer.arrayBuffer();
      if (answer.ok) return;
      const error = new Error(`status ${answer.status}`);
      throw answer.status === 429 || answer.status >= 500 ? error : new AbortError(error);
    }, { retries: 3, signal: signal() });
  },
  async stripe() {
    if (job.stream || job.method === 'PUT') throw new Cannot();
    const { default: Stripe } = await import('stripe');
    const { hostname, port, protocol } = new URL(job.url);
    const client = new Stripe('sk_test_none', { host: hostname, port, protocol: protocol.slice(0, -1), telemetry: false });
    return () => client.rawRequest(
      job.method, '/v1/charges', job.body ? { text: content() } : undefined,
      { ...(job.key ? { idempotencyKey: job.key } : {}), ...(job.deadline ? { timeout: job.deadline } : {}) },
    );
  },
};

/** The agents of node's own client, with as many connections as are allowed. */
async function agents() {
  const options = { keepAlive: true, ...(job.connections ? { maxSockets: job.connections } : {}) };
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

async function main() {
  const prepare = clients[process.argv[2]];
  if (!prepare) throw new Error(`there is no client ${process.argv[2]}`);
  const call = await prepare();
  const ends = await Promise.allSettled(Array.from({ length: job.calls }, call));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(String(error));
    process.exit(error instanceof Cannot ? CANNOT : 1);
  },
);
