import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestGateway } from '../testing/test-gateway.ts';
import { operationId } from './operation-id.ts';
import { type ListTest, operationsOf, publish, publishKey, startListTest } from './testing.ts';

let test: ListTest;
let gateway: TestGateway;
beforeAll(async () => {
  test = await startListTest();
  gateway = await test.gateway();
});
afterAll(() => test.close());

const post = (body: unknown, key = publishKey) => operationsOf(gateway, { method: 'POST', body: JSON.stringify(body) }, key);
const listed = async () => ((await (await operationsOf(gateway)).json()) as { readonly operations: readonly unknown[] }).operations;

describe('publishing operations', () => {
  it('is for whoever has the key', async () => {
    for (const key of ['', 'wrong', `${publishKey}x`]) {
      expect((await operationsOf(gateway, {}, key)).status).toBe(401);
      expect((await post({ operations: [] }, key)).status).toBe(401);
      expect((await operationsOf(gateway, { method: 'DELETE', path: '/x' }, key)).status).toBe(401);
    }
  });

  it('is not served where there is no key', async () => {
    const keyless = await test.gateway({ operations: 'any', allowList: undefined as never });

    expect((await operationsOf(keyless)).status).toBe(404);
  });

  it('tells what was new, and nothing is new a second time', async () => {
    const texts = ['query One { patient(id: "1") { id } }', 'query Two { patient(id: "2") { id } }'];

    expect(await publish(gateway, texts, 'portal')).toEqual({ published: 2, known: 0, refused: [] });
    expect(await publish(gateway, texts, 'app')).toEqual({ published: 0, known: 2, refused: [] });
    expect(await listed()).toContainEqual({
      id: operationId(texts[0] ?? ''),
      kind: 'query',
      name: 'One',
      clients: ['portal', 'app'],
      publishedAt: expect.any(String),
      faults: [],
    });
  });

  it('refuses all of it when one does not fit the graph, and tells which and why', async () => {
    const before = await listed();
    const wrong = 'query Wrong { patient(id: "1") { nothing } }';
    const response = await post({ operations: [{ text: 'query Right { patient(id: "9") { id } }' }, { text: wrong }] });

    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      published: 0,
      known: 0,
      refused: [{ id: operationId(wrong), faults: ['Cannot query field "nothing" on type "Patient".'] }],
    });
    expect(await listed()).toEqual(before);
  });

  it('refuses an id that is not the hash of the document', async () => {
    const response = await post({ operations: [{ id: 'a'.repeat(64), text: '{ patient(id: "1") { id } }' }] });

    expect(await response.json()).toMatchObject({ refused: [{ faults: ['The id is not the SHA-256 of the document.'] }] });
  });

  it.each([
    ['no list', { operations: 'x' }],
    ['something without a text', { operations: [{ id: 'x' }] }],
    ['an empty text', { operations: [{ text: '' }] }],
    ['a client that is no name', { operations: [], client: 'a b' }],
  ])('refuses %s', async (_what, body) => {
    expect((await post(body)).status).toBe(400);
  });

  it('takes subscriptions and mutations for what they are', async () => {
    await publish(gateway, ['subscription Live { admitted { id } }']);

    expect(await listed()).toContainEqual(expect.objectContaining({ kind: 'subscription', name: 'Live' }));
  });
});
