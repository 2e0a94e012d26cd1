import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anybody, askerOf } from './graph/asking.ts';
import { facilities, patientOf, treating } from './graph/cast.ts';
import { codeOf, openPeople, secretPerson, split } from './graph/hidden-rows.ts';
import { listOf, questionByIds, questionOfList, typesById } from './graph/questions.ts';
import type { Kept } from './graph/record.ts';
import { at, openTwins, page, type TwinGraphs } from './graph/twin-graphs.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
jest.setTimeout(isFull ? 3_600_000 : 600_000);

const rows = split();
const ofType = (type: string, from: readonly Kept[] = rows.hidden) => from.filter((kept) => kept.type === type);
const plain = (type: string) => ofType(type, rows.shown).filter(({ labels }) => labels.length === 0);

/** In the default run one for each kind of right to the patients. */
const some = ['citizen PATRQT', 'physician TREAT', 'physician ETREAT', 'nurse who leads ETREAT', 'pharmacist TREAT', 'registrar HOPERAT'];
const askers = rows.askers
  .map((standpoint) => [`${standpoint.member.name} ${standpoint.purpose}`, standpoint] as const)
  .filter(([name]) => isFull || some.includes(name));

let twins: TwinGraphs;
beforeAll(async () => {
  twins = await openTwins(rows);
});
afterAll(() => twins?.close());

describe.each(askers)('to %s a hidden row', (_name, standpoint) => {
  const same = (query: string, variables: Readonly<Record<string, unknown>>) => twins.same(standpoint, query, variables);

  it('is in no page of a list, and moves none', async () => {
    for (const person of openPeople) await twins.walk(standpoint, 'Patient', patientOf(person));
    for (const facility of Object.values(facilities)) await twins.walk(standpoint, 'Facility', facility);
    await twins.walk(standpoint, 'Practitioner', treating.practitionerId);
    for (const { id } of plain('Encounter')) await twins.walk(standpoint, 'Encounter', id);
  });

  it('is not behind what names it: every field of what is shown', async () => {
    for (const type of typesById.filter((name) => plain(name).length > 0)) {
      const { query, variables } = questionByIds(type, plain(type).slice(0, 12));
      await same(query, variables);
    }
    for (const type of ['Procedure', 'MedicationDispense', 'CarePlan', 'BookVisit', 'CareTeamMember']) {
      const list = listOf(type);
      if (list === undefined) continue;
      for (const owner of ofType(list.type, rows.shown)) {
        const root = list.type === 'HealthBook' ? 'healthBook' : 'patient';
        const { query, variables } = questionOfList(list, { owner, root, id: owner.id });
        await same(query, variables);
      }
    }
  });

  it('answers to its id as what was never there', async () => {
    for (const type of typesById.filter((name) => ofType(name).length > 0)) {
      const hidden = ofType(type).slice(0, 8);
      const { query, variables } = questionByIds(type, hidden);
      const nobody = Object.fromEntries(hidden.map((_, index) => [`i${index}`, `0123456789ABCDEFGHJKMNPQ${10 + index}`]));

      const answer = await same(query, variables);
      const never = await twins.graph.ask(askerOf(standpoint), query, nobody);

      expect(answer.text).toBe(never.text);
    }
  });

  it('is not found by name, birth, number or code, nor by the code of a prescription that it shares', async () => {
    const person = ofType('Patient')[0]?.data;
    const name = String(at(person, 'names', 0, 'text'));
    const search = `query ($name: String, $birthDate: Date) { patients(name: $name, birthDate: $birthDate, first: 2) ${page} }`;
    for (const length of [30, 8, 3]) await same(search, { name: name.slice(0, length) });
    for (const birthDate of ['1957', '1957-03-08']) await same(search, { birthDate });
    const byNumber = 'query ($system: String!, $value: String!) { patientByIdentifier(system: $system, value: $value) { id } }';
    for (const identifier of at(person, 'identifiers') as readonly object[]) await same(byNumber, { ...identifier });
    const lines = 'query ($code: String!) { prescription(code: $code) { id prescriptionCode remaining { value } dispenses { id } } }';
    const codes = [...ofType('MedicationRequest').slice(0, 12), ...plain('MedicationRequest')].map(({ data }) => data['prescriptionCode']);
    for (const code of [...codes, codeOf(patientOf(secretPerson))]) await same(lines, { code });
    const lists = ['observations(code: $code', 'conditions(clinicalStatus: ACTIVE', 'encounters(status: PLANNED'];
    const narrowed = lists.map((list) => `${list}, first: 2) ${page}`).join(' ');
    for (const { data, patientId: id } of ofType('Observation').slice(0, 8))
      await same(`query ($id: ID!, $code: String) { patient(id: $id) { ${narrowed} } }`, {
        id,
        code: at(data, 'code', 'coding', 0, 'code'),
      });
  });

  it('is no place to go on from: its cursor leads to what follows, as if it had not been there', async () => {
    const pageOf = (first: number) =>
      `query ($id: ID!, $after: String) { patient(id: $id) { conditions(first: ${first}, after: $after) ${page} } }`;
    for (const person of openPeople) {
      const { data } = await twins.graph.askWhole(anybody, pageOf(100), { id: patientOf(person) });
      const edges = at(data, 'patient', 'conditions', 'edges') as readonly unknown[];
      const cursors = edges.filter((edge) => rows.hidden.some(({ id }) => id === at(edge, 'node', 'id'))).map((edge) => at(edge, 'cursor'));

      expect(cursors.length).toBeGreaterThan(2);
      for (const after of cursors) await same(pageOf(3), { id: patientOf(person), after });
    }
  });
});

describe('the comparison', () => {
  it('is about rows that are stored, and about words that are theirs alone', async () => {
    const { query, variables } = questionByIds('Condition', ofType('Condition').slice(0, 6));
    const { text } = await twins.graph.askWhole(anybody, query, variables);
    const { canaries, compared, startLog } = twins;
    const counts = `${compared()} answers equal with and without ${rows.hidden.length} hidden rows of ${canaries.length} words`;
    process.stdout.write(`canaries: ${counts}, for ${askers.length} callers\n`);

    expect(canaries.filter((canary) => text.includes(canary)).length).toBeGreaterThan(30);
    expect(compared()).toBeGreaterThan(500);
    expect(startLog.filter((line) => line.includes('The subgraph is ready.'))).toHaveLength(10);
  });
});
