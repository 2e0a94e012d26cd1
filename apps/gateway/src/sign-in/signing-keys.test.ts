import { beforeEach, describe, expect, it } from '@jest/globals';
import { anIssuer, type TestIssuer, tokenOf } from './testing.ts';

const refusal = { code: 'UNAUTHENTICATED', httpStatus: 401 };
let id: TestIssuer;
beforeEach(async () => {
  id = await anIssuer();
});

const show = async (key = id.first) => id.verify(`Bearer ${await tokenOf(id, key)}`);

describe('the keys of an issuer', () => {
  it('are asked for once for many tokens at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => show()));

    expect(id.asked()).toBe(1);
  });

  it('are asked for again when a token names a new one', async () => {
    await show();
    const next = await id.addKey('key-2');
    id.advance(5_000);

    expect(await show(next)).toMatchObject({ clientId: 'portal' });
    expect(await show()).toMatchObject({ clientId: 'portal' });
    expect(id.asked()).toBe(2);
  });

  it('are not asked for more than once in five seconds, however many unknown keys are named', async () => {
    await show();
    for (let turn = 0; turn < 20; turn += 1) {
      await expect(show({ ...id.first, kid: `unknown-${turn}` })).rejects.toMatchObject(refusal);
      id.advance(500);
    }

    expect(id.asked()).toBe(2); // At the beginning, and after five of the ten seconds.
  });

  it('are forgotten within a minute of being withdrawn', async () => {
    await id.addKey('key-2');
    await show();
    id.withdraw('key-1');
    id.advance(60_000);

    await expect(show()).rejects.toMatchObject(refusal);
  });

  it('serve on while the issuer is away, and not for ever', async () => {
    await show();
    id.setAway(true);
    id.advance(600_000);
    expect(await show()).toMatchObject({ clientId: 'portal' });
    id.advance(300_000);

    await expect(show()).rejects.toMatchObject(refusal);
  });

  it('let nobody in when the issuer was away from the beginning, and everybody once it is back', async () => {
    id.setAway(true);
    await expect(show()).rejects.toMatchObject(refusal);
    await expect(show()).rejects.toMatchObject(refusal);
    expect(id.asked()).toBe(1);
    id.setAway(false);
    id.advance(5_000);

    expect(await show()).toMatchObject({ clientId: 'portal' });
  });
});

describe('a token that was verified', () => {
  it('is refused once it has expired', async () => {
    const authorization = `Bearer ${await tokenOf(id, id.first)}`;
    expect(await id.verify(authorization)).toMatchObject({ clientId: 'portal' });
    id.advance(300_000);
    expect(await id.verify(authorization)).toMatchObject({ clientId: 'portal' });
    id.advance(5_000);

    await expect(id.verify(authorization)).rejects.toMatchObject(refusal);
  });

  it('is refused within a minute of its key being withdrawn', async () => {
    const authorization = `Bearer ${await tokenOf(id, id.first)}`;
    await id.addKey('key-2');
    expect(await id.verify(authorization)).toMatchObject({ clientId: 'portal' });
    id.withdraw('key-1');
    id.advance(60_000);

    await expect(id.verify(authorization)).rejects.toMatchObject(refusal);
  });

  it('is never mistaken for another that ends alike', async () => {
    const authorization = `Bearer ${await tokenOf(id, id.first)}`;
    expect(await id.verify(authorization)).toMatchObject({ clientId: 'portal' });
    const [head, payload, signature = ''] = authorization.split('.');

    await expect(id.verify(`${head}.${payload}x.${signature}`)).rejects.toMatchObject(refusal);
    await expect(id.verify(`${head}.${payload}.${signature.slice(0, -4)}AAAA`)).rejects.toMatchObject(refusal);
  });
});
