// Runs texts that the lab exports for JavaScript, each as often as it is told, with timers that
// write down how long they were to wait and fire at once. It prints the delays of each run as a
// line of JSON: {"text": name, "runs": [[ms, …], …]}.
//
//   node driver.mjs COUNT DIR NAME=KIND…
//
// A text of kind "call" retries call() where it is loaded; of the others the client that it
// exports is used. All attempts fail with a status 503.

import http from 'node:http';

const [count, dir, ...texts] = process.argv.slice(2);

let waits = [];
let counts = () => true;
const immediate = globalThis.setImmediate;
globalThis.setTimeout = (callback, ms = 0, ...rest) => {
  if (counts(new Error().stack)) waits.push(Number(ms));
  return immediate(callback, ...rest);
};
globalThis.clearTimeout = (timer) => timer && clearImmediate(timer);

const fail = () => Object.assign(new Error('unavailable'), { status: 503 });
globalThis.call = async () => {
  throw fail();
};
globalThis.fetch = async () => new Response('', { status: 503 });

const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(503, { connection: 'close' }).end();
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}/`;

const use = {
  call: async (path, i) => import(`${path}?run=${i}`),
  axios: async (path) => {
    const { client } = await import(path);
    const { AxiosError } = await import('axios');
    client.defaults.adapter = async (config) => {
      throw new AxiosError('unavailable', 'ERR_BAD_RESPONSE', config, {}, { status: 503, headers: {}, config });
    };
    return client.get('http://shop.test/');
  },
  got: async (path) => (await import(path)).client.get(url),
  ky: async (path) => (await import(path)).client.get('http://shop.test/'),
  undici: async (path) => {
    const { agent } = await import(path);
    const { request } = await import('undici');
    const response = await request(url, { dispatcher: agent });
    await response.body.dump();
  },
  cockatiel: async (path) => (await import(path)).policy.execute(() => call()),
};

for (const text of texts) {
  const [name, kind] = text.split('=');
  counts = (stack) => kind !== 'undici' || stack.includes('retry-handler'); // it has timers of sockets, too
  const runs = [];
  for (let i = 0; i < Number(count); i++) {
    waits = [];
    try {
      await use[kind](`${dir}/${name}`, i);
    } catch (error) {
      if (i === 0 && !/503|unavailable|Service|Request failed/.test(String(error))) console.error(name, String(error));
    }
    runs.push(waits);
  }
  console.log(JSON.stringify({ text: name, runs }));
}
process.exit(0);
