import { describe, expect, it } from '@jest/globals';
import type { JoinedField } from './compiled-fetch.ts';
import { hospitalsOf } from './hospitals.ts';
import { requestLocator } from './record-locator.ts';
import { type Routing, routeOfMutation } from './routes.ts';
import { ulid } from './testing.ts';

const hospitals = hospitalsOf(
  ['h1', 'h2'].map((id) => ({ subgraph: 'visits', id, name: `visits.${id}`, url: '', title: undefined, facilityIds: [`ward-${id}`] })),
);
const routing = (facilityId?: string): Routing => ({
  share: { subgraph: 'visits', owned: new Set(), entities: new Map(), queries: new Map(), mutations: new Map() },
  hospitals,
  locator: requestLocator(async () => new Map()),
  facilityId,
});
const mutation: JoinedField = {
  key: 'amend',
  coordinate: 'Mutation.amend',
  rule: { join: 'owner' },
  arguments: new Map([['input', { variable: 'input' }]]),
  page: undefined,
  flag: undefined,
};
const routeOf = (input: unknown, facilityId?: string) => routeOfMutation([mutation], { input }, routing(facilityId)).hospital.id;

describe('a mutation', () => {
  it('goes where the records are that it names, wherever in its input, and not to where its caller works', () => {
    expect(routeOf({ visit: { id: `h2.${ulid(1)}` }, others: [`h2.${ulid(2)}`], note: 'h1. is no id' }, 'ward-h1')).toBe('h2');
  });

  it('that names none goes to where its caller works', () => {
    expect(routeOf({ patientId: ulid(1) }, 'ward-h1')).toBe('h1');
  });

  it.each<[string, unknown, string | undefined, string]>([
    ['records of two hospitals', { ids: [`h1.${ulid(1)}`, `h2.${ulid(1)}`] }, 'ward-h1', 'BAD_USER_INPUT'],
    ['a record of a hospital that there is not', { id: `h9.${ulid(1)}` }, 'ward-h1', 'BAD_USER_INPUT'],
    ["nobody's records, of who works at none of the hospitals", {}, 'ward-h9', 'FORBIDDEN'],
    ["nobody's records, of who works nowhere", {}, undefined, 'FORBIDDEN'],
  ])('is refused that names %s', (_name, input, facilityId, code) => {
    expect(() => routeOf(input, facilityId)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the locator of a request', () => {
  it('asks once for all patients of one moment, and never again for one that it knows', async () => {
    const asked: (readonly string[])[] = [];
    const holder = { endpoint: 'h1', isKnown: true };
    const locator = requestLocator(async (ids) => {
      asked.push([...ids]);
      return new Map(ids.map((id) => [id, [holder]]));
    });

    await Promise.all([locator.of('a'), locator.of('b'), locator.of('a')]);
    await Promise.all([locator.of('b'), locator.of('c')]);

    expect(asked).toEqual([['a', 'b'], ['c']]);
    expect(await locator.of('a')).toEqual([holder]);
  });
});
