import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { start } from './start.ts';
import { composeForTest, LABELLED, PATIENTS, policiesFile, startForTest, type TestGateway } from './testing/test-gateway.ts';

async function withGateway(settings: Parameters<typeof startForTest>[0], act: (gateway: TestGateway) => Promise<void>): Promise<void> {
  const gateway = await startForTest(settings);
  try {
    await act(gateway);
  } finally {
    gateway.release();
    await gateway.close();
  }
}

/** Lists in lists, eight levels deep. */
const BOMB = `{ patient(id: "1") ${'{ others '.repeat(8)}{ id }${'}'.repeat(8)} }`;

const NAME = { query: '{ patient(id: "1") { name } }' };

describe('starting', () => {
  it('refuses an open gateway for a supergraph with classes', async () => {
    const starting = start({ port: 0, open: true, supergraphSdl: composeForTest(LABELLED) });

    await expect(starting).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION', details: { setting: 'open' } });
  });

  it('refuses to serve without knowing whose tokens it takes, unless it is open', async () => {
    for (const sdl of [LABELLED, PATIENTS]) {
      await expect(start({ port: 0, supergraphSdl: composeForTest(sdl) })).rejects.toMatchObject({
        details: { setting: 'issuer,audience,policiesFile,audit' },
      });
    }
  });

  it('refuses to trust the keys of a subgraph that come without TLS', async () => {
    const access = { issuer: 'https://id.example.vn', audience: 'https://graph.example.vn', policiesFile, audit: 'none' } as const;
    const starting = start({ port: 0, ...access, supergraphSdl: composeForTest(LABELLED, 'http://patients.example.vn/graphql') });

    await expect(starting).rejects.toMatchObject({ details: { setting: 'subgraphUrls.patients' } });
  });

  it.each([['not a schema'], ['type Query { a: Int }']])('refuses %j as a supergraph', async (supergraphSdl) => {
    await expect(start({ port: 0, open: true, supergraphSdl })).rejects.toMatchObject({ details: { setting: 'supergraphFile' } });
  });

  it('refuses a subgraph without an address, and an address without a subgraph', async () => {
    await expect(start({ port: 0, open: true, supergraphSdl: composeForTest(PATIENTS, '') })).rejects.toMatchObject({
      details: { setting: 'subgraphUrls.patients' },
    });
    await expect(
      start({ port: 0, open: true, supergraphSdl: composeForTest(PATIENTS), subgraphUrls: { other: 'http://x' } }),
    ).rejects.toMatchObject({
      details: { setting: 'subgraphUrls.other' },
    });
  });

  it('refuses a port that is taken', async () => {
    await withGateway({}, async ({ url }) => {
      const starting = start({ port: Number(new URL(url).port), open: true, supergraphSdl: composeForTest(PATIENTS) });

      await expect(starting).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION', details: { setting: 'port' } });
    });
  });
});

describe('the endpoint', () => {
  it('answers, and passes on only the headers it was told to', async () => {
    await withGateway({ forwardHeaders: ['Authorization'] }, async ({ ask, seen }) => {
      const answer = await ask(NAME, { authorization: 'Bearer x', 'x-other': 'y' });

      expect(answer).toEqual({ status: 200, body: { data: { patient: { name: 'Lan' } } } });
      expect(seen[0]).toMatchObject({ authorization: 'Bearer x' });
      expect(seen[0]).not.toHaveProperty('x-other');
    });
  });

  it('shows errors with a code and masks the rest, whatever status they ask for', async () => {
    await withGateway({}, async ({ ask }) => {
      expect(await ask({ query: '{ failing(code: "FORBIDDEN") }' })).toEqual({
        status: 200,
        body: {
          data: { failing: null },
          errors: [{ message: 'secret text', path: ['failing'], extensions: { code: 'FORBIDDEN', id: 'r1' } }],
        },
      });
      expect(await ask({ query: '{ failing }' })).toEqual({
        status: 200,
        body: {
          data: { failing: null },
          errors: [{ message: 'Internal server error.', path: ['failing'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
        },
      });
    });
  });

  it.each([
    ['a wrong literal', { query: '{ echo(kind: C) }' }, 'kind'],
    ['a wrong variable', { query: 'query ($k: Kind) { echo(kind: $k) }', variables: { k: 'C' } }, 'k'],
    ['a missing variable', { query: 'query ($id: ID!) { patient(id: $id) { name } }' }, 'id'],
  ])('names the argument of %s', async (_, body, argument) => {
    await withGateway({}, async ({ ask }) => {
      expect(await ask(body)).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT', argument } }] } });
    });
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['broken JSON', '{"query":', {}, 400, 'BAD_REQUEST'],
    ['no query', {}, {}, 400, 'BAD_REQUEST'],
    ['another content type', 'query=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'BAD_REQUEST'],
    ['broken GraphQL', { query: '{ ' }, {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nope }' }, {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown operation', { query: 'query A { slow }', operationName: 'B' }, {}, 400, 'OPERATION_RESOLUTION_FAILURE'],
    ['several operations without a name', { query: 'query A { slow } query B { slow }' }, {}, 400, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'a circle of fragments',
      { query: 'query { patient(id: "1") { ...A } } fragment A on Patient { self { ...A } }' },
      {},
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a deep nest', { query: `{ patient(id: "1") ${'{ self '.repeat(40)}{ id }${'}'.repeat(40)} }` }, {}, 400, 'OPERATION_TOO_COMPLEX'],
    [
      'a bomb of aliases',
      { query: `{ ${Array.from({ length: 300 }, (_, index) => `a${index}: slow`).join(' ')} }` },
      {},
      400,
      'OPERATION_TOO_COMPLEX',
    ],
    ['a flood of directives', { query: `{ slow ${'@include(if: true) '.repeat(300)} }` }, {}, 400, 'OPERATION_TOO_COMPLEX'],
    ['too many tokens', { query: `{ ${'slow '.repeat(20_000)} }` }, {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['a large body', { query: NAME.query, variables: { x: 'x'.repeat(1_100_000) } }, {}, 413, 'PAYLOAD_TOO_LARGE'],
    ['a poisoned prototype', '{"__proto__":{"query":"{slow}"}}', {}, 400, 'BAD_REQUEST'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    await withGateway({}, async ({ ask }) => {
      expect(await ask(body, headers)).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
      expect(await ask(NAME)).toMatchObject({ status: 200 });
    });
  });

  it('measures fragments where they are spread', async () => {
    const fragments = Array.from(
      { length: 12 },
      (_, index) => `fragment F${index} on Patient { a: self { ...F${index + 1} } b: self { ...F${index + 1} } }`,
    );
    const query = `{ patient(id: "1") { ...F0 } } ${fragments.join(' ')} fragment F12 on Patient { id }`;

    await withGateway({}, async ({ ask }) => {
      expect(await ask({ query })).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { code: 'OPERATION_TOO_COMPLEX', what: 'fields' } }] },
      });
    });
  });

  it('refuses what a page of another site could send', async () => {
    await withGateway({}, async ({ url }) => {
      const response = await fetch(`${url}?query=${encodeURIComponent(NAME.query)}`);

      expect(response.status).toBe(400);
      expect(await response.text()).toContain('Cross-Site Request Forgery');
    });
  });

  it('refuses what would cost too much with these variables, before it asks anybody', async () => {
    const query = 'query ($n: Int) { patient(id: "1") { others(first: $n) { others(first: $n) { name } } } }';

    await withGateway({ limits: { cost: 1_000 }, reportCost: true }, async ({ ask, seen }) => {
      expect(await ask({ query, variables: { n: 3 } })).toEqual({
        status: 200,
        body: { data: { patient: { others: [] } }, extensions: { cost: { estimated: 13, maximum: 1_000 } } },
      });
      const asked = seen.length;
      expect(await ask({ query: BOMB })).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { code: 'OPERATION_TOO_COMPLEX', what: 'cost', limit: 1_000 } }] },
      });
      expect(seen).toHaveLength(asked);
    });
  });

  it('keeps a document by its hash for clients that send only the hash', async () => {
    const sha256Hash = createHash('sha256').update(NAME.query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };

    await withGateway({}, async ({ ask, url }) => {
      expect(await ask({ extensions })).toMatchObject({ body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] } });
      expect(await ask({ ...NAME, extensions })).toMatchObject({ status: 200, body: { data: { patient: { name: 'Lan' } } } });
      expect(await ask({ extensions })).toMatchObject({ status: 200, body: { data: { patient: { name: 'Lan' } } } });
      const got = await fetch(`${url}?extensions=${encodeURIComponent(JSON.stringify(extensions))}`, {
        headers: { 'apollo-require-preflight': 'true' },
      });
      expect(await got.json()).toEqual({ data: { patient: { name: 'Lan' } } });
    });
  });

  it.each(['br', 'gzip'])('compresses a large answer with %s, and no small one', async (encoding) => {
    await withGateway({ compressFromBytes: 1_000 }, async ({ url }) => {
      const send = (text: string) =>
        fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'accept-encoding': encoding },
          body: JSON.stringify({ query: 'query ($text: String) { echo(text: $text) }', variables: { text } }),
        });

      const large = await send('ế'.repeat(2_000));
      const small = await send('x');

      expect(large.headers.get('content-encoding')).toBe(encoding);
      expect(await large.json()).toEqual({ data: { echo: `undefined ${'ế'.repeat(2_000)}` } });
      expect(small.headers.get('content-encoding')).toBeNull();
    });
  });

  it('lets only the listed origins read answers', async () => {
    await withGateway({ corsOrigins: ['https://portal.example.vn'] }, async ({ url }) => {
      const preflight = async (origin: string) =>
        (
          await fetch(url, {
            method: 'OPTIONS',
            headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
          })
        ).headers.get('access-control-allow-origin');

      expect(await preflight('https://portal.example.vn')).toBe('https://portal.example.vn');
      expect(await preflight('https://other.example.vn')).toBeNull();
    });
  });

  it('ends a request at its deadline, with what it has', async () => {
    await withGateway({ requestTimeoutMs: 200 }, async ({ ask }) => {
      expect(await ask({ query: '{ slow patient(id: "1") { name } }' })).toMatchObject({
        status: 200,
        body: { errors: [{ extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'patients' } }] },
      });
    });
  });

  it('hides the schema and GraphiQL when told to', async () => {
    await withGateway({ introspection: false }, async ({ ask, url }) => {
      expect(await ask({ query: '{ __schema { queryType { name } } }' })).toMatchObject({ status: 400 });
      expect((await fetch(url, { headers: { accept: 'text/html' } })).headers.get('content-type')).not.toContain('html');
      expect((await fetch(new URL('/graphiql/app.js', url))).status).toBe(404);
    });
  });
});

describe('beside the endpoint', () => {
  it('serves GraphiQL from here alone', async () => {
    await withGateway({ defaultQuery: '{ mine }' }, async ({ url }) => {
      const page = await fetch(url, { headers: { accept: 'text/html' } });
      const html = await page.text();
      const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link).filter((link) => link !== 'data:,');

      expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
      expect(html).not.toMatch(/https?:/);
      expect(assets).toEqual(['/graphiql/app.css', '/graphiql/app.js', '/graphiql/start.js']);
      for (const asset of [...assets, '/graphiql/graphql.worker.js']) expect((await fetch(new URL(asset, url))).status).toBe(200);
      expect(await (await fetch(new URL('/graphiql/start.js', url))).text()).toContain('{ mine }');
    });
  });

  it('lives at /health, is ready at /ready, and knows nothing else', async () => {
    await withGateway({}, async ({ url }) => {
      expect((await fetch(new URL('/health', url))).status).toBe(200);
      expect((await fetch(new URL('/ready', url))).status).toBe(200);
      expect((await fetch(new URL('/other', url))).status).toBe(404);
    });
  });
});

describe('closing', () => {
  it('lets a request on its way end, and takes no more', async () => {
    const gateway = await startForTest();
    const answering = gateway.ask({ query: '{ slow }' });
    await gateway.slowAsked;

    const closing = gateway.close();
    gateway.release();

    expect(await answering).toEqual({ status: 200, body: { data: { slow: 'at last' } } });
    await closing;
    await expect(fetch(gateway.url)).rejects.toThrow();
  });

  it('does not wait longer than it was told for a request that never ends', async () => {
    const gateway = await startForTest({ drainTimeoutMs: 100 });
    const answering = expect(gateway.ask({ query: '{ slow }' })).rejects.toThrow();
    await gateway.slowAsked;

    await gateway.close();

    await answering;
  });

  it('cancels the fetches of a client that left', async () => {
    await withGateway({ drainTimeoutMs: 5_000 }, async (gateway) => {
      const client = request(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' } });
      client.on('error', () => undefined);
      client.end(JSON.stringify({ query: '{ slow }' }));
      await gateway.slowAsked;

      client.destroy();

      // Were the fetch still waiting, draining would take its five seconds.
      const before = performance.now();
      await gateway.close();
      expect(performance.now() - before).toBeLessThan(3_000);
    });
  });
});
