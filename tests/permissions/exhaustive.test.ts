import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Asking, askByIds, askList, readWhole } from './graph/asking.ts';
import { type Member, members, patientOf, relationships } from './graph/cast.ts';
import { type Known, newTally, type Tally } from './graph/compare.ts';
import { labelledFields } from './graph/labelled-fields.ts';
import { linesOf } from './graph/lines.ts';
import { listOf, typesById } from './graph/questions.ts';
import { type Kept, keyOf } from './graph/record.ts';
import { isVisible, type Standpoint } from './graph/row-oracle.ts';
import { everything } from './graph/surroundings.ts';
import { type Graph, openGraph } from './graph.ts';
import { purposes } from './words.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
jest.setTimeout(isFull ? 7_200_000 : 600_000);

const records = everything();
const ofType = (type: string) => records.filter((kept) => kept.type === type);
const ofPatient = new Map(
  Object.keys(relationships).map((name) => [name, records.filter(({ patientId }) => patientId === patientOf(name))]),
);
/** Types of records that belong to patients, and those that do not. */
const personal = [...labelledFields.keys()].filter(
  (type) => type !== 'Patient' && type !== 'Account' && ofType(type).some(({ patientId }) => patientId !== undefined),
);
const ofNobody = [...labelledFields.keys()].filter((type) => type !== 'Patient' && !personal.includes(type));

let graph: Graph;
let known: Known;

beforeAll(async () => {
  graph = await openGraph();
  for (const [subgraph, lines] of linesOf(records)) await graph.ingest(subgraph, lines);
  known = { records: new Map(records.map((kept) => [keyOf(kept), kept])), whole: await readWhole(graph, records) };
});
afterAll(() => graph?.close());

/** Each role in each relationship, and whoever leads a department before a stranger (before everybody in the full run). */
const pairs: readonly (readonly [Member, string])[] = members.flatMap((member) =>
  Object.keys(relationships)
    .filter((name) => isFull || member.leads.length === 0 || name === 'stranger')
    .map((name) => [member, name] as const),
);

/** In the default run some types in turn: more where there is something to see. */
function typesFor(standpoint: Standpoint, some: readonly Kept[], turn: number): readonly string[] {
  if (isFull) return personal;
  const shown = personal.filter((type) => some.some((kept) => kept.type === type && isVisible(standpoint, kept)));
  const inTurn = (types: readonly string[], number: number) =>
    types.filter((_, index) => (index + turn) % Math.ceil(types.length / number) === 0);
  return [...new Set([...inTurn(personal, 1), ...inTurn(shown, 4)])];
}

async function askAbout(asking: Asking, some: readonly Kept[], turn: number): Promise<void> {
  const patients = some.filter(({ type }) => type === 'Patient');
  await Promise.all([
    askByIds(asking, 'Patient', patients),
    ...typesFor(asking.standpoint, some, turn).flatMap((type) => {
      const list = listOf(type);
      const owners = some.filter((kept) => kept.type === list?.type);
      const isById = typesById.includes(type) && (isFull || turn % 2 === 0 || list === undefined);
      return [
        ...(isById
          ? [
              askByIds(
                asking,
                type,
                some.filter((kept) => kept.type === type),
              ),
            ]
          : []),
        ...(isFull || !isById ? owners.map((owner) => askList(asking, type, owner, some)) : []),
      ];
    }),
  ]);
}

function print(what: string, { cells, kinds, met, mismatches }: Tally): void {
  const found = [...kinds].map(([kind, number]) => `${kind} ${number}`).join(', ');
  process.stdout.write(
    `the graph and the oracle, ${what}: ${cells} cells of ${met.size} fields, ${mismatches.length} mismatches (${found})\n`,
  );
}

describe('the graph and the oracle', () => {
  const everywhere = newTally();

  it('show the same of a patient to every role, for every purpose, in every relationship', async () => {
    const tally = newTally();
    let turn = 0;
    for (const [member, relationship] of pairs) {
      for (const purpose of purposes) {
        await askAbout({ graph, known, tally, standpoint: { member, purpose } }, ofPatient.get(relationship) ?? [], turn);
        turn += 1;
      }
    }
    print('patients', tally);
    for (const coordinate of tally.met) everywhere.met.add(coordinate);

    expect(tally.mismatches.slice(0, 25)).toEqual([]);
    expect(tally.cells).toBeGreaterThan(10_000);
  });

  it('show the same of what is nobody’s to every role, for every purpose', async () => {
    const tally = newTally();
    for (const member of members.filter(({ leads }) => isFull || leads.length === 0)) {
      for (const purpose of purposes) {
        const asking = { graph, known, tally, standpoint: { member, purpose } };
        for (const type of ofNobody) {
          const kept = ofType(type).slice(0, isFull ? 1_000 : 4);
          if (typesById.includes(type)) await askByIds(asking, type, kept);
          const list = listOf(type);
          for (const owner of list === undefined ? [] : ofType(list.type).slice(0, isFull ? 1_000 : 1))
            await askList(asking, type, owner, records);
        }
      }
    }
    print('what is nobody’s', tally);
    for (const coordinate of tally.met) everywhere.met.add(coordinate);

    expect(tally.mismatches.slice(0, 25)).toEqual([]);
  });

  it('met every labelled field', () => {
    const all = [...labelledFields.values()].flat().map(({ type, name }) => `${type}.${name}`);

    expect(all.filter((coordinate) => !everywhere.met.has(coordinate))).toEqual([]);
  });

  it('are asked about records that leave no labelled field out', () => {
    const empty = [...labelledFields].flatMap(([type, fields]) =>
      fields
        .filter(({ name }) => !ofType(type).some((kept) => (known.whole.get(keyOf(kept))?.[name] ?? null) !== null))
        .map(({ name }) => `${type}.${name}`),
    );

    expect(empty).toEqual([]);
  });
});
