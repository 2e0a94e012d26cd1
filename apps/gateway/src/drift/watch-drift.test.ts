import { afterEach, describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { endpointsOf } from '../endpoints.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import type { SchemaDrift } from './schema-drift.ts';
import { membersOf } from './schema-members.ts';
import { watchDrift } from './watch-drift.ts';

const SDL = print(parse('type Query { ward: Int }'));
let watch: ReturnType<typeof watchDrift>;
afterEach(() => watch.close());

/** Looks at two endpoints that answer so, until there were so many looks. */
async function looks(
  count: number,
  answer: (endpoint: string, number: number) => unknown,
): Promise<readonly (readonly [string, SchemaDrift])[]> {
  const found: (readonly [string, SchemaDrift])[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  const send: SubgraphClient['send'] = async ({ endpoint = '', body }) => {
    expect(body).toBe('{"query":"{_service{sdl}}"}');
    asked++;
    const told = answer(endpoint, asked);
    if (asked === count) setImmediate(resolve);
    if (told instanceof Error) throw told;
    return told;
  };
  watch = watchDrift({
    client: { send },
    endpoints: endpointsOf('wards', { h01: 'http://a', h02: 'http://b' }),
    composed: () => membersOf(SDL),
    signer: undefined,
    everyMs: 5,
    onDrift: ({ name }, drift) => found.push([name, drift]),
  });
  await promise;
  return found;
}
const serving = (sdl: string) => ({ data: { _service: { sdl } } });

describe('looking at the schemas of endpoints', () => {
  it('tells of each by itself, again and again', async () => {
    const found = await looks(4, (endpoint) => serving(endpoint === 'wards.h01' ? SDL : 'type Query { other: Int }'));

    expect(found).toContainEqual(['wards.h01', { missing: [], changed: [], added: 0 }]);
    expect(found).toContainEqual(['wards.h02', { missing: ['Query.ward'], changed: [], added: 1 }]);
  });

  it.each([
    ['does not answer', new Error('It is away.')],
    ['answers without a schema', { data: { _service: null } }],
    ['answers with an error', { errors: [{ message: 'No.' }] }],
    ['serves what is no schema', serving('type {')],
  ])('goes on when one %s', async (_what, first) => {
    const found = await looks(5, (_endpoint, number) => (number === 1 ? first : serving(SDL)));

    expect(found.length).toBeGreaterThan(0);
    expect(found.every(([, { missing }]) => missing.length === 0)).toBe(true);
  });
});
