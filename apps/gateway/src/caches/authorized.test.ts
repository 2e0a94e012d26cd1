import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, startForTest, type TestGateway } from '../testing/test-gateway.ts';
import { sharing } from './testing.ts';

let issuer: TestProvider;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
afterEach(() => gateway.close());

const labels = '@policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Location.r"]]) for60';
const sdl = sharing(`
  type Query { patient(id: ID!): Patient ${labels} echo(text: String): String ${labels.replace('Location', 'Practitioner')} }
  type Patient @key(fields: "id") { id: ID! ${labels} name: String ${labels.replace('Location', 'Practitioner')} }`);
const query = '{ patient(id: "1") { id name } }';
const ask = async (scope: string | undefined, headers = {}) => {
  const token = scope === undefined ? {} : { authorization: `Bearer ${await issuer.token({ claims: { scope } })}` };
  return gateway.ask({ query }, { ...token, ...headers });
};
const lan = { status: 200, body: { data: { patient: { id: '1', name: 'Lan' } } } };

describe('what is kept', () => {
  it('is told only to whoever may ask for it', async () => {
    gateway = await startForTest({ ...enforcedBy(issuer), sdl });
    expect(await ask('user/*.rs')).toEqual(lan);
    expect(await ask('user/*.rs')).toEqual(lan);
    expect(gateway.answered).toHaveLength(1);

    expect(await ask('user/Location.r')).toMatchObject({ body: { data: { patient: { id: '1', name: null } } } });
    expect(await ask('user/Condition.r')).toMatchObject({ body: { data: { patient: null } } });
    expect(await ask(undefined)).toMatchObject({ body: { data: { patient: null } } });
  });

  it('counts for the limits of whoever asks', async () => {
    const rateLimits = { perPerson: { requests: 2, seconds: 60 } };
    gateway = await startForTest({ ...enforcedBy(issuer), sdl, rateLimits });
    expect(await ask('user/*.rs')).toEqual(lan);
    expect(await ask('user/*.rs')).toEqual(lan);

    expect(await ask('user/*.rs')).toMatchObject({ status: 429 });
  });

  it('is refused to a token that is not right', async () => {
    gateway = await startForTest({ ...enforcedBy(issuer), sdl });
    await ask('user/*.rs');

    expect(await gateway.ask({ query }, { authorization: 'Bearer nonsense' })).toMatchObject({ status: 401 });
  });
});
