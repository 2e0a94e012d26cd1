import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { policiesFile } from '../testing/test-gateway.ts';
import { patientId, type StreamTest, startStreamTest } from './testing.ts';

const STREAMS = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 5_000 : 500;
/** So few that nobody comes near the limits of a caller. */
const PER_ACCOUNT = 50;
/** Opened at a time. */
const BATCH = 50;
const EVENTS = 5;
const MAXIMUM_MB = 500;
/** As in a container of that size: without a bound the collector would rather take memory than time. */
const HEAP_MB = 300;
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

let issuer: TestProvider;
let test: StreamTest;
let folder: string;
let gateway: ChildProcess;
let url: string;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
  const port = await freePort();
  // The subgraphs take what the gateway in its own process signs.
  test = await startStreamTest(issuer, {}, `http://127.0.0.1:${port}/graphql`);
  folder = await mkdtemp(join(tmpdir(), 'health-graph-load-'));
  await writeFile(join(folder, 'supergraph.graphql'), test.compose());
  gateway = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: issuer.audience,
      POLICIES_FILE: policiesFile,
      AUDIT_ANCHORS: 'none',
    },
  });
  for await (const line of gateway.stdout ?? []) {
    const ready = /ready (\S+)/.exec(String(line));
    if (ready?.[1] === undefined) continue;
    url = ready[1].replace('http', 'ws');
    break;
  }
}, 60_000);

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  const ended = once(gateway, 'exit');
  gateway.kill('SIGKILL');
  await ended;
  await test.close();
  await issuer.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** A stream of its own on a WebSocket of its own; `next` settles with its next result. */
function openStream(authorization: string) {
  let onResult: (text: string) => void = () => undefined;
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  sockets.push(socket);
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as { readonly type: string; readonly payload?: unknown };
    if (message.type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { admitted { id name note } }' } }));
    else if (message.type !== 'ping') onResult(JSON.stringify(message.payload));
  });
  return {
    next: () =>
      new Promise<string>((resolve) => {
        onResult = resolve;
      }),
  };
}

/** Resident memory of a process, in MB. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_024);
}

it(`holds ${STREAMS} open streams, each signed in on a connection of its own, and tells each of every event`, async () => {
  const pid = gateway.pid ?? 0;
  const idleMb = await residentMb(pid);
  const streams: ReturnType<typeof openStream>[] = [];
  const begun = performance.now();
  for (let count = 0; count < STREAMS; count += BATCH) {
    const token = await issuer.token({ claims: { sub: `account-${Math.floor(count / PER_ACCOUNT)}` } });
    for (let index = 0; index < BATCH; index++) streams.push(openStream(`Bearer ${token}`));
    await test.wards.opened.until(streams.length);
  }
  const openedMs = performance.now() - begun;
  const openMb = await residentMb(pid);

  const told = new Set<string>();
  const published = performance.now();
  for (let event = 0; event < EVENTS; event++) {
    const results = streams.map(({ next }) => next());
    await test.wards.publish({ id: patientId });
    for (const result of await Promise.all(results)) told.add(result);
  }
  const toldMs = (performance.now() - published) / EVENTS;
  const afterMb = await residentMb(pid);

  process.stdout.write(
    `${STREAMS} streams: opened in ${Math.round(openedMs)} ms; an event, decided and filled for each, told to all in ${Math.round(toldMs)} ms; ` +
      `gateway ${idleMb} MB idle, ${openMb} MB open, ${afterMb} MB after ${EVENTS} events\n`,
  );
  expect(told).toEqual(
    new Set([JSON.stringify({ data: { admitted: { id: patientId, name: `name of ${patientId}`, note: `note of ${patientId}` } } })]),
  );
  expect(Math.max(openMb, afterMb)).toBeLessThan(MAXIMUM_MB);
}, 240_000);
