import { afterEach, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, LABELLED, startForTest, type TestGateway } from '../testing/test-gateway.ts';

/** Words that may stand neither in the log nor in a label: what clients ask for and with, and what subgraphs answer. */
const canaries = [
  'Nguyễn Thị Hòa',
  'CanaryOperation',
  'canaryVariable',
  'canaryAlias',
  '045190001234',
  'canary-field-text',
  'canary-error-text',
  'canary-header',
  'canary-origin',
  'canaryField',
  'CANARY_CODE',
  'Bearer',
  'secret text',
];

let gateway: TestGateway;
let issuer: TestProvider | undefined;
const lines: string[] = [];
const observability = { adminPort: 0, logLevel: 'debug', slowOperationMs: 0, writeLog: (line: string) => void lines.push(line) } as const;

afterEach(async () => {
  await gateway.close();
  await issuer?.close();
  issuer = undefined;
  lines.length = 0;
});

const headers = { 'x-request-id': 'canary-header', 'user-agent': 'canary-header', origin: 'https://canary-origin.example.vn' };

/** Everything that a client can write into a request, right and wrong. */
const requests: readonly unknown[] = [
  {
    query: 'query CanaryOperation($canaryVariable: String) { canaryAlias: echo(text: $canaryVariable, kind: A) }',
    variables: { canaryVariable: 'Nguyễn Thị Hòa 045190001234' },
    operationName: 'CanaryOperation',
  },
  { query: 'query CanaryOperation { canaryAlias: patient(id: "045190001234") { name } }' },
  { query: 'mutation CanaryOperation { canaryField(text: "canary-field-text") }' },
  { query: 'query CanaryOperation { failing(code: "CANARY_CODE") a: failing }' },
  { query: 'query CanaryOperation($canaryVariable: Int) { echo }', variables: { canaryVariable: 'Nguyễn Thị Hòa' } },
  { query: '{ __typename }', operationName: 'CanaryOperation' },
  { query: '{ "canary-field-text' },
  '{ "canary-field-text',
  { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: 'canary-field-text' } } },
];

async function everythingSeen(): Promise<string> {
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  return lines.join('') + metrics;
}
const found = (text: string): readonly string[] => canaries.filter((word) => text.includes(word));

describe('the log and the metrics', () => {
  it('hold nothing that a client wrote or a subgraph answered', async () => {
    gateway = await startForTest({ observability });

    for (const request of requests) await (await gateway.post(request, headers)).text();
    await fetch(`${gateway.url}?query=%7B__typename%7D&operationName=CanaryOperation`, { headers });
    await fetch(new URL('/canary-field-text', gateway.url), { headers });

    expect(found(await everythingSeen())).toEqual([]);
    expect(lines.length).toBeGreaterThan(requests.length);
  });

  it('hold neither a token nor who it is of', async () => {
    issuer = await startIssuer();
    gateway = await startForTest({ sdl: LABELLED, ...enforcedBy(issuer), observability });
    const token = await issuer.token();

    await gateway.ask({ query: '{ patient(id: "1") { name } }' }, { authorization: `Bearer ${token}` });
    await gateway.ask({ query: '{ patient(id: "1") { name } }' }, { authorization: `Bearer ${token}x` });

    const text = await everythingSeen();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const personal = [token, ...['sub', 'jti', 'client_id'].map((name) => claims[name])].filter((value) => typeof value === 'string');
    expect(personal.length).toBeGreaterThan(1);
    expect(personal.filter((value) => text.includes(value))).toEqual([]);
    expect(text).toContain('"outcome":"unauthenticated"');
  });

  it('hold nothing of an answer that is no GraphQL, nor where it came from', async () => {
    gateway = await startForTest({ observability, subgraphUrls: { patients: 'http://127.0.0.1:1/canary-field-text' } });

    await gateway.ask({ query: '{ patient(id: "1") { name } }' });

    const text = await everythingSeen();
    expect(found(text)).toEqual([]);
    expect(text).toContain('"code":"SUBGRAPH_UNAVAILABLE"');
  });
});
