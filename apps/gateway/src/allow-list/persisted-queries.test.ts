import { hasRedis, startRedis, type TestRedis } from '@health-graph/subgraph-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis, type SharedRedis } from '../redis/connect-redis.ts';
import { startForTest, type TestGateway } from '../testing/test-gateway.ts';
import { operationId } from './operation-id.ts';

const text = '{ patient(id: "1") { name } }';
const extensions = { persistedQuery: { version: 1, sha256Hash: operationId(text) } };
const lan = { status: 200, body: { data: { patient: { name: 'Lan' } } } };
const notFound = { body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] } };

describe('an automatic persisted query', () => {
  it('is sent once, and named from then on, also over GET', async () => {
    const gateway = await startForTest();
    expect(await gateway.ask({ extensions })).toMatchObject(notFound);
    expect(await gateway.ask({ query: text, extensions })).toEqual(lan);

    expect(await gateway.ask({ extensions })).toEqual(lan);
    const query = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    const response = await fetch(`${gateway.url}?${query}`, { headers: { 'apollo-require-preflight': 'true' } });
    expect(await response.json()).toEqual(lan.body);
    await gateway.close();
  });
});

const withRedis = hasRedis ? describe : describe.skip;

withRedis('automatic persisted queries of several replicas', () => {
  let redis: TestRedis;
  let reader: SharedRedis;
  let gateways: readonly TestGateway[];
  beforeEach(async () => {
    redis = await startRedis();
    reader = await connectRedis(redis.url);
    gateways = await Promise.all([startForTest({ redisUrl: redis.url }), startForTest({ redisUrl: redis.url })]);
  });
  afterEach(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await reader.close();
    await redis.close();
  });
  const taught = async (): Promise<string> => {
    await gateways[0]?.ask({ query: text, extensions });
    while ((await reader.client.dbSize()) < 1);
    return (await reader.client.keys('*'))[0] ?? '';
  };

  it('are known to all of them', async () => {
    await taught();

    expect(await gateways[1]?.ask({ extensions })).toEqual(lan);
  });

  it('are nothing that somebody put under the hash of another text', async () => {
    const key = await taught();
    await reader.client.set(key, `9999999999999:${JSON.stringify('{ patient(id: "2") { id } }')}`);

    expect(await gateways[1]?.ask({ extensions })).toMatchObject(notFound);
  });

  it('are sent again when Redis is lost', async () => {
    await taught();
    await redis.kill();

    expect(await gateways[1]?.ask({ extensions })).toMatchObject(notFound);
    expect(await gateways[1]?.ask({ query: text, extensions })).toEqual(lan);
    expect(await gateways[0]?.ask({ extensions })).toEqual(lan);
  });
});
