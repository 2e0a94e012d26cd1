import { composeServices } from '@apollo/composition';
import { aCondition, conditionOf, openPolicies, startTinySubgraph, type TinySubgraph, tinySdl } from '@health-graph/subgraph-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { parse } from 'graphql';
import { type RunningGateway, start } from '../start.ts';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { keysOfGateway } from '../testing/trusting-endpoint.ts';
import { type RegisteredTracing, registerTracing } from './tracing.ts';

let exporter: InMemorySpanExporter;
let tracing: RegisteredTracing;
let subgraph: TinySubgraph;
let gateway: RunningGateway;
let issuer: TestProvider;
let authorization: string;

beforeEach(async () => {
  exporter = new InMemorySpanExporter();
  tracing = registerTracing('test', new SimpleSpanProcessor({ exporter }));
  issuer = await startIssuer();
  authorization = `Bearer ${await issuer.token()}`;
  const known = async () => ({ mayAct: true, leads: new Set<string>(), ofPatient: new Map() });
  subgraph = await startTinySubgraph({
    trust: { gatewayKeys: keysOfGateway(() => gateway.url) },
    factsOf: () => ({ of: known, ofRelated: known }),
  });
  await subgraph.store.upsert([aCondition('asthma')]);
  gateway = await start({
    port: 0,
    supergraphSdl: composed(subgraph.url),
    issuer: issuer.url,
    audience: issuer.audience,
    policies: openPolicies,
    audit: 'none',
    observability: { logLevel: 'silent' },
  });
});
afterEach(async () => {
  await gateway.close();
  await subgraph.close();
  await issuer.close();
  await tracing.close();
});

function composed(url: string): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'tiny', url, typeDefs: parse(tinySdl.join('\n')) }]);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

const post = (url: string, body: unknown, headers = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const query = 'query CanaryOperation($canary: ID!) { condition(id: $canary) { note } }';
const ask = async (headers = {}): Promise<unknown> =>
  (await post(gateway.url, { query, variables: { canary: conditionOf('asthma') } }, { authorization, ...headers })).json();

const nameOf = ({ name }: ReadableSpan): string => name;

/** `child < parent` for each span. */
function tree(spans: readonly ReadableSpan[]): readonly string[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map(({ name, parentSpanContext }) => `${name} < ${names.get(parentSpanContext?.spanId ?? '') ?? 'nobody'}`).sort();
}

describe('a trace', () => {
  it('leads from the gateway over the fetch and the subgraph to the store', async () => {
    expect(await ask()).toEqual({ data: { condition: { note: 'note of asthma' } } });

    const spans = exporter.getFinishedSpans();
    expect(tree(spans)).toEqual([
      'fetch < gateway request',
      'gateway request < nobody',
      'plan < gateway request',
      'store command < subgraph request',
      'subgraph request < fetch',
    ]);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it('is another one for each request, and plans once', async () => {
    await ask();
    await ask();

    const spans = exporter.getFinishedSpans();
    expect(spans.map(nameOf).filter((name) => name === 'plan')).toHaveLength(1);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it('begins at the gateway, whatever trace a client says that it belongs to', async () => {
    const chosen = '0af7651916cd43dd8448eb211c80319c';

    await ask({ traceparent: `00-${chosen}-b7ad6b7169203331-01`, tracestate: 'canary=1' });

    expect(exporter.getFinishedSpans().map((span) => span.spanContext().traceId)).not.toContain(chosen);
  });

  it('holds no query, variable or value', async () => {
    await ask();
    await post(gateway.url, { query: '{ fails }' }, { authorization });

    const told = exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
    const text = JSON.stringify(told);
    const canaries = ['CanaryOperation', 'canary', 'note', 'asthma', conditionOf('asthma'), 'Nguyễn Thị Hòa', '127.0.0.1'];
    expect(canaries.filter((word) => text.includes(word))).toEqual([]);
    expect(told).toContainEqual(
      expect.objectContaining({ name: 'store command', attributes: expect.objectContaining({ 'db.operation.name': 'find' }) }),
    );
  });

  it('tells the fetch that failed', async () => {
    await subgraph.close();

    await ask();

    const fetches = exporter.getFinishedSpans().filter(({ name }) => name === 'fetch');
    expect(fetches.map(({ status }) => status)).toEqual([{ code: 2 }]);
  });
});
