import { afterEach, describe, expect, it } from '@jest/globals';
import { start } from '../start.ts';
import { composeForTest, startForTest, type TestGateway } from '../testing/test-gateway.ts';

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const query = '{ patient(id: "1") { name } }';
const asking = { query, extensions: { queryPlan: true } };

describe('extensions.queryPlan', () => {
  it('is the plan, for a developer who asks for it', async () => {
    gateway = await startForTest({ observability: { queryPlans: 'development', logLevel: 'silent' } });

    const { body } = await gateway.ask(asking);

    expect(body).toMatchObject({
      data: { patient: { name: 'Lan' } },
      extensions: { queryPlan: { kind: 'QueryPlan', node: { kind: 'Fetch', serviceName: 'patients' } } },
    });
  });

  it('is not there unless it is asked for', async () => {
    gateway = await startForTest({ observability: { queryPlans: 'development', logLevel: 'silent' } });

    expect((await gateway.ask({ query })).body).toEqual({ data: { patient: { name: 'Lan' } } });
  });

  it('is refused by default', async () => {
    gateway = await startForTest();

    expect((await gateway.ask(asking)).body).toEqual({ data: { patient: { name: 'Lan' } } });
  });

  it.each([
    ['without introspection', { introspection: false }],
    ['on an address that strangers reach', { host: '0.0.0.0' }],
  ])('cannot be turned on %s', async (_case, settings) => {
    const starting = start({
      port: 0,
      open: true,
      supergraphSdl: composeForTest(query2),
      ...settings,
      observability: { queryPlans: 'development' },
    });

    await expect(starting).rejects.toThrow(
      'observability.queryPlans must be never where introspection is off or strangers reach the gateway',
    );
  });
});

const query2 = 'type Query { a: String }';
