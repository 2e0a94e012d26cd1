import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openOperationRules } from '../allow-list/operation-rules.ts';
import { createBulkheads } from '../bulkheads/bulkheads.ts';
import { createSharedCache } from '../caches/shared-cache.ts';
import { readConfig } from '../config.ts';
import type { Admit } from '../door.ts';
import { openObservability } from '../observability/observability.ts';
import { openSession } from '../streams/caller-session.ts';
import { createGates } from '../streams/gates.ts';
import { createOperationStreams } from '../streams/operation-streams.ts';
import { prepareOperation } from '../streams/prepare-operation.ts';
import { composeForTest } from '../testing/test-gateway.ts';
import { checkSupergraph } from './check-supergraph.ts';
import { type GatewayParts, openGraphVersion } from './graph-version.ts';
import { createGraphVersions, type GraphVersions } from './graph-versions.ts';
import { type PushedSource, pushedSource } from './testing.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let server: Server;
let sdl: string;
let close: () => Promise<void>;
beforeEach(async () => {
  // Events are to come, and never do.
  server = createServer((request, response) => {
    const isStream = request.headers.accept === 'text/event-stream';
    if (isStream) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    else response.end('{"data":{"beds":12}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  sdl = composeForTest('type Query { beds: Int } type Subscription { admitted: Int }', url);
});
afterEach(async () => {
  await close();
  server.closeAllConnections();
  server.close();
});

/** A gateway's versions, without its doors. */
async function openVersions(source: PushedSource): Promise<GraphVersions> {
  const config = await readConfig({ port: 0, open: true, supergraphSource: source, observability: { logLevel: 'silent' } });
  const observability = await openObservability(config.observability);
  const rules = await openOperationRules(config, observability.log, undefined);
  const bulkheads = createBulkheads({ settings: config.bulkheads, ...observability.endpoints });
  const cache = createSharedCache({ bytes: config.cacheBytes, redis: undefined });
  const parts: GatewayParts = { config, observability, audit: undefined, access: undefined, rules, bulkheads, recorder: undefined, cache };
  const first = await openGraphVersion(checkSupergraph(await source.current(), config), parts);
  const open: Parameters<typeof createGraphVersions>[0]['open'] = async (text) => openGraphVersion(checkSupergraph(text, config), parts);
  const versions = createGraphVersions({ first, source, open, observer: observability.swaps });
  close = async () => {
    await versions.close();
    await observability.close();
  };
  return versions;
}

/** Lets a version do all that it can; gives what it is made of. */
async function use({ newest }: Pick<GraphVersions, 'newest'>): Promise<readonly WeakRef<object>[]> {
  const context = await newest.admit(undefined, 'r1');
  const { signal } = new AbortController();
  const { body } = await newest.apollo.executeOperation({ query: '{ beds }' }, { contextValue: { ...context, headers: {}, signal } });
  expect(body).toMatchObject({ singleResult: { data: { beds: 12 } } });
  const asked = prepareOperation({ query: '{ beds }' }, newest.documents, () => undefined);
  if ('errors' in asked) throw asked.errors[0];
  const known = newest.graph.permit(asked, { ...context, headers: {}, signal });
  if (known.refused !== undefined) throw known.refused[0];
  // A compiled operation holds the schema.
  const parts: readonly unknown[] = [newest, known.operation, known.operation.compiled(), ...Object.values(newest)];
  return parts.filter((part): part is object => typeof part === 'object' && part !== null).map((part) => new WeakRef(part));
}

async function swap(versions: GraphVersions, source: PushedSource, number: number): Promise<void> {
  const swapped = new Promise<void>((resolve) => {
    const stop = versions.onSwap(() => {
      stop();
      resolve();
    });
  });
  source.push(`# ${number}\n${sdl}`);
  await swapped;
}

/** Collects until all are gone; one that is held somewhere ends in the time limit of the test. */
async function untilGone(versions: readonly WeakRef<object>[]): Promise<void> {
  while (versions.some((version) => version.deref() !== undefined)) {
    await setImmediate();
    collectGarbage();
  }
}

describe('a version that is over', () => {
  it('is let go of by all that served it, and by the streams that went along', async () => {
    const source = pushedSource(sdl);
    const versions = await openVersions(source);
    const operations = createOperationStreams({ versions, named: () => undefined, gates: createGates(1), timeoutMs: 5_000 });
    const admit: Admit = (...asking) => versions.newest.admit(...asking);
    const session = await openSession({
      authorization: undefined,
      address: '::1',
      headers: {},
      admit,
      audit: undefined,
    });
    const asked = operations.prepare({ query: 'subscription { admitted }' });
    if ('errors' in asked) throw asked.errors[0];
    const results = operations.run(asked, session);
    const opened = once(server, 'request');
    const first = results.next();
    await opened;

    const old: WeakRef<object>[] = [];
    for (let number = 0; number < 5; number++) {
      old.push(...(await use(versions)));
      await swap(versions, source, number);
    }
    const [newest] = await use(versions);

    await untilGone(old);
    expect(newest?.deref()).toBe(versions.newest);
    await results.return(undefined);
    expect(await first).toEqual({ done: true, value: undefined });
  });

  it('is whole as long as anybody holds it', async () => {
    const source = pushedSource(sdl);
    const versions = await openVersions(source);
    const lease = versions.lease();
    const shared = lease.share();

    await swap(versions, source, 1);
    lease.release();
    lease.release();

    await expect(use({ newest: shared.graph })).resolves.toBeDefined();
    shared.release();
    await expect(use({ newest: shared.graph })).rejects.toThrow();
  });
});
