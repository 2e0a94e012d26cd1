import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { askerOf } from './graph/asking.ts';
import { facilities, members, patientOf, relationships } from './graph/cast.ts';
import { linesOf } from './graph/lines.ts';
import { ownersOf } from './graph/owners.ts';
import { type Pool, randomOperation } from './graph/random-operation.ts';
import { type Kept, keyOf } from './graph/record.ts';
import { isVisible, type Standpoint } from './graph/row-oracle.ts';
import { everything } from './graph/surroundings.ts';
import { at } from './graph/twin-graphs.ts';
import { type Graph, type GraphAnswer, openGraph } from './graph.ts';
import { purposes } from './words.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
jest.setTimeout(isFull ? 7_200_000 : 600_000);
const runs = isFull ? 20_000 : 2_000;
const seed = Number(process.env['HEALTH_GRAPH_SEED'] ?? Date.now() % 2 ** 31);

const records = everything();
const owners = ownersOf(records);
const ofType = (type: string) => records.filter((kept) => kept.type === type);

/** Everybody who can sign in; those who may see something more often than the others. */
const standpoints = members.filter(({ role }) => role !== 'system').flatMap((member) => purposes.map((purpose) => ({ member, purpose })));
const charts = records.filter(({ type, patientId }) => type === 'Condition' || (type === 'Patient' && patientId !== undefined));
const seeing = standpoints.filter((standpoint) => charts.some((kept) => isVisible(standpoint, kept)));
const anyAsker: fc.Arbitrary<Standpoint | undefined> = fc.oneof(
  { arbitrary: fc.constantFrom(...seeing), weight: 8 },
  { arbitrary: fc.constantFrom(...standpoints), weight: 2 },
  { arbitrary: fc.constant(undefined), weight: 1 },
);
const anyTape = fc.array(fc.nat(65_535), { minLength: 5, maxLength: 160, size: 'max' });

/** Ids and words that are in the store: what the asker may see, what of the same patients is hidden, and everything, as often as each other. */
const poolFor = (standpoint: Standpoint | undefined): Pool => ({
  ids: (type) => {
    const kept = ofType(type);
    const visible = standpoint === undefined ? [] : kept.filter((one) => isVisible(standpoint, one));
    const patients = new Set(visible.map(({ patientId }) => patientId));
    const besides = kept.filter((one) => patients.has(one.patientId) && !visible.includes(one));
    const filled = (some: readonly Kept[]) => (some.length === 0 ? [] : kept.flatMap((_, index) => some[index % some.length] ?? []));
    return [...[...filled(visible), ...filled(besides), ...kept].map(keyOf), '0123456789ABCDEFGHJKMNPQRS'];
  },
  words: (argument) => words[argument] ?? ['nothing'],
});
const textsAt = (kept: readonly Kept[], ...path: readonly (string | number)[]): string[] =>
  kept.flatMap(({ data }) => at(data, ...path) ?? []).map(String);
const names = [...textsAt(ofType('Patient'), 'names', 0, 'text'), ...textsAt(ofType('Practitioner'), 'name')];
const words: Readonly<Record<string, readonly string[]>> = {
  name: [...names, ...names.map((name) => name.slice(0, 3))],
  code: [
    ...textsAt(ofType('Observation'), 'code', 'coding', 0, 'code'),
    ...textsAt(ofType('MedicationRequest'), 'prescriptionCode'),
    '19333',
  ],
  category: textsAt(ofType('Observation'), 'categories', 0, 'coding', 0, 'code'),
  system: textsAt(ofType('Patient'), 'identifiers', 0, 'system'),
  value: textsAt(ofType('Patient'), 'identifiers', 0, 'value'),
  communeCode: ['19333'],
  provinceCode: ['44'],
  birthDate: ['1957', '1957-03', '1957-03-08'],
  activeOn: ['2026-03-08'],
  from: ['2020-01-01T00:00:00Z'],
  to: ['2099-01-01T00:00:00Z'],
  accountId: members.map(({ accountId }) => accountId),
  patientId: Object.keys(relationships).map(patientOf),
  facilityId: Object.values(facilities),
  medicationIds: ofType('Medication').map(({ id }) => id),
  ingredients: textsAt(ofType('Medication'), 'ingredients', 0, 'name'),
};

let graph: Graph;
beforeAll(async () => {
  graph = await openGraph();
  for (const [subgraph, lines] of linesOf(records)) await graph.ingest(subgraph, lines);
});
afterAll(() => graph?.close());

const met = { answers: 0, words: 0, withWords: 0, codes: new Map<string, number>() };

/** What was met at all: an answer without a word of the store proves nothing. */
function note({ text, errors = [] }: GraphAnswer): void {
  const words = owners.forbiddenIn(undefined, text).length; // To nobody every word is forbidden.
  met.answers += 1;
  met.words += words;
  if (words > 0) met.withWords += 1;
  for (const { extensions } of errors) {
    const code = String(extensions?.['code']);
    met.codes.set(code, (met.codes.get(code) ?? 0) + 1);
  }
}

describe('random operations', () => {
  it(`tell nobody a word that the oracle forbids (${runs} of them)`, async () => {
    process.stdout.write(`leak fuzz: seed ${seed}, to be set in HEALTH_GRAPH_SEED\n`);
    await fc.assert(
      fc.asyncProperty(anyAsker, anyTape, async (standpoint, tape) => {
        const { query, variables } = randomOperation(tape, poolFor(standpoint));
        const answer = await graph.ask(standpoint && askerOf(standpoint), query, variables);
        note(answer);
        const told = [answer.text, JSON.stringify(answer.headers)].join('\n');
        const faults = owners.forbiddenIn(standpoint, told);

        expect({ query, faults }).toEqual({ query, faults: [] });
        const codes = (answer.errors ?? []).map(({ extensions, message }) => `${extensions?.['code']} ${message}`);
        expect({ query, wrong: codes.filter((code) => /^(?:INTERNAL|GRAPHQL|undefined)/.test(code)) }).toEqual({ query, wrong: [] });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
    const codes = [...met.codes].map(([code, number]) => `${code} ${number}`).join(', ');
    process.stdout.write(
      `leak fuzz: ${met.answers} answers, ${met.withWords} of them with ${met.words} words of the store, errors: ${codes}\n`,
    );

    expect(met.withWords).toBeGreaterThan(runs / 5);
  });
});
