import type { Asker, Graph } from '../graph.ts';
import { facilities, idOf } from './cast.ts';
import { compareRecord, count, errorsByPath, type Json, type Known, type Tally } from './compare.ts';
import { fieldsOf } from './labelled-fields.ts';
import { doorTo, listOf, questionByIds, questionOfList, rowsIn, typesById } from './questions.ts';
import { type Kept, keyOf } from './record.ts';
import { fieldAnswer, isVisible, type Standpoint } from './row-oracle.ts';

export const askerOf = ({ member: { accountId, role, facilityId }, purpose }: Standpoint): Asker => ({
  accountId,
  role,
  purpose,
  ...(facilityId === undefined ? {} : { facilityId }),
});

/** Somebody with an account. */
export const anybody: Asker = { accountId: idOf('Account', 'physician'), role: 'physician', purpose: 'TREAT', facilityId: facilities.own };

/** What is asked, and what is known to compare with. */
export interface Asking {
  readonly graph: Graph;
  readonly known: Known;
  readonly tally: Tally;
  readonly standpoint: Standpoint;
}

/** No token speaks for the system itself: it comes by a way of its own, and reads what one check of a prescription needs. */
const isKeptOut = ({ member: { role } }: Standpoint): boolean => role === 'system';

const idsPerQuestion = 20;

/** Records by their own queries: those that are hidden are absent, with the answer of those that never were. */
export async function askByIds({ graph, known, tally, standpoint }: Asking, type: string, records: readonly Kept[]): Promise<void> {
  if (records.length > idsPerQuestion) {
    await askByIds({ graph, known, tally, standpoint }, type, records.slice(idsPerQuestion));
  }
  const some = records.slice(0, idsPerQuestion);
  const { query, variables } = questionByIds(type, some);
  const { status, data, errors } = await graph.ask(askerOf(standpoint), query, variables);
  const byPath = errorsByPath(errors);
  if (isKeptOut(standpoint)) {
    count(tally, 'refused', some.length * fieldsOf(type).length);
    if (status !== 401) tally.mismatches.push(`${standpoint.member.name} ${type} by id: 401; got ${status}`);
    return;
  }
  for (const [index, kept] of some.entries()) {
    const path = [`r${index}`];
    const object = (data?.[`r${index}`] ?? null) as Json | null;
    const isExpected = isVisible(standpoint, kept);
    if (object !== null && isExpected) compareRecord(tally, standpoint, kept, { object, path, errors: byPath }, known);
    else {
      count(tally, 'absent', fieldsOf(type).length);
      const isCut = type === 'Account' && byPath.get('r0') === 'UNAUTHORIZED_FIELD_OR_TYPE'; // The query itself carries a class.
      if (object !== null || isExpected || (byPath.has(`r${index}`) && !isCut))
        tally.mismatches.push(
          `${standpoint.member.name} ${standpoint.purpose} ${type} by id ${kept.id}: ${isExpected ? 'visible' : 'absent'}; got ${JSON.stringify(object)?.slice(0, 200)} ${JSON.stringify(errors)?.slice(0, 200)}`,
        );
    }
  }
}

/** The rows of a list, through whatever leads there; who may not ask for the list has that cell in its owner. */
export async function askList(asking: Asking, type: string, owner: Kept, records: readonly Kept[]): Promise<void> {
  const { graph, known, tally, standpoint } = asking;
  const list = listOf(type);
  const door = doorTo(standpoint, owner, records);
  if (isKeptOut(standpoint) || list === undefined || door === undefined || fieldAnswer(standpoint, list, owner) === 'never') return;
  const { query, variables } = questionOfList(list, door);
  const { data, errors } = await graph.ask(askerOf(standpoint), query, variables);
  const byPath = errorsByPath(errors);
  const rows = rowsIn(data, list, door);
  const isOpen = ['rows', 'permit'].includes(fieldAnswer(standpoint, list, owner));
  const inList = records.filter((kept) => kept.type === type && owner.type === 'Patient');
  const expected = inList.filter((kept) => isOpen && isVisible(standpoint, kept)).map(keyOf);
  const shown = rows.map(({ id }) => id);
  if (owner.type === 'Patient' && expected.toSorted().join() !== shown.toSorted().join())
    tally.mismatches.push(
      `${standpoint.member.name} ${standpoint.purpose} ${list.name} of ${owner.id}: ${expected.length} rows; got ${shown.length} ${JSON.stringify(errors)?.slice(0, 300)}`,
    );
  for (const { object, path, id } of rows) {
    const kept = known.records.get(id);
    if (kept) compareRecord(tally, standpoint, kept, { object, path, errors: byPath }, known);
    else tally.mismatches.push(`${type} ${id}: nobody put it there`);
  }
  count(tally, 'absent', (inList.length - expected.length) * fieldsOf(type).length);
}

/** Everything as it is stored, through a graph that enforces nothing. */
export async function readWhole(graph: Graph, records: readonly Kept[]): Promise<ReadonlyMap<string, Json>> {
  const whole = new Map<string, Json>();
  for (const [type, kept] of Map.groupBy(records, (record) => record.type)) {
    for (let from = 0; typesById.includes(type) && from < kept.length; from += idsPerQuestion) {
      const some = kept.slice(from, from + idsPerQuestion);
      const { query, variables } = questionByIds(type, some);
      const { data } = await graph.askWhole(anybody, query, variables);
      for (const [index, record] of some.entries()) whole.set(record.id, data?.[`r${index}`] as Json);
    }
    const list = listOf(type);
    if (list === undefined || typesById.includes(type)) continue;
    for (const owner of records.filter((record) => record.type === list.type)) {
      const door = { owner, root: `${owner.type[0]?.toLowerCase()}${owner.type.slice(1)}`, id: owner.id };
      const { query, variables } = questionOfList(list, door);
      const { data } = await graph.askWhole(anybody, query, variables);
      for (const { id, object } of rowsIn(data, list, door)) whole.set(id, object);
    }
  }
  return whole;
}
