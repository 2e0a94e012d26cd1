import { isDeepStrictEqual } from 'node:util';
import type { GraphError } from '../graph.ts';
import { behindMasks } from './behind-masks.ts';
import { fieldsOf, type LabelledField } from './labelled-fields.ts';
import { type Kept, keyOf } from './record.ts';
import { fieldAnswer, isVisible, keeperOf, type Standpoint } from './row-oracle.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What is known of everything that is stored. */
export interface Known {
  /** By id. */
  readonly records: ReadonlyMap<string, Kept>;
  /** Each record as it is shown where nothing is enforced, by id. */
  readonly whole: ReadonlyMap<string, Json>;
}

/** What a cell turned out to be; the kinds are counted. */
export type Outcome = 'value' | 'masked' | 'cut' | 'refused' | 'absent' | 'rows';

export interface Tally {
  cells: number;
  readonly kinds: Map<Outcome, number>;
  /** Fields that were met, `Type.field`. */
  readonly met: Set<string>;
  readonly mismatches: string[];
}

export const newTally = (): Tally => ({ cells: 0, kinds: new Map(), met: new Set(), mismatches: [] });

export function count(tally: Tally, outcome: Outcome, cells = 1): void {
  tally.cells += cells;
  tally.kinds.set(outcome, (tally.kinds.get(outcome) ?? 0) + cells);
}

/** The errors of an answer by their path; what the gateway cut has none of the places in lists. */
export function errorsByPath(errors: readonly GraphError[] = []): ReadonlyMap<string, string> {
  return new Map(errors.map(({ path = [], extensions }) => [path.join('.'), String(extensions?.['code'])]));
}

/** One record as it was answered. */
export interface Seen {
  readonly object: Json;
  readonly path: readonly (string | number)[];
  readonly errors: ReadonlyMap<string, string>;
}

/** What grows while it is asked about: only whether it is shown is compared. */
const growing = new Set(['Patient.accessLog']);

/** Compares every labelled field of a visible record with the oracle. */
export function compareRecord(tally: Tally, standpoint: Standpoint, kept: Kept, seen: Seen, known: Known): void {
  for (const field of fieldsOf(kept.type)) {
    const fault = compareField(standpoint, kept, field, seen, known);
    tally.met.add(`${field.type}.${field.name}`);
    if ('outcome' in fault) count(tally, fault.outcome);
    else {
      count(tally, 'refused');
      tally.mismatches.push(
        `${standpoint.member.name} ${standpoint.purpose} ${field.type}.${field.name} of ${nameOf(kept)}: ${fault.expected}; got ${fault.got}`,
      );
    }
  }
}

const nameOf = ({ type, id, labels, facilityId, patientId }: Kept) =>
  `${type} ${id} (patient ${patientId}, facility ${facilityId}, labels ${labels.join('+')})`;

type Compared = { readonly outcome: Outcome } | { readonly expected: string; readonly got: string };

function compareField(standpoint: Standpoint, kept: Kept, field: LabelledField, seen: Seen, known: Known): Compared {
  const answer = fieldAnswer(standpoint, field, kept);
  const value = seen.object[field.name] ?? null;
  const path = [...seen.path, field.name];
  const code = seen.errors.get(path.join('.')) ?? seen.errors.get(path.filter((step) => typeof step === 'string').join('.'));
  const got = `${code ?? ''} ${JSON.stringify(value)?.slice(0, 300)}`;
  const isRefusedWith = (wanted: string): Compared =>
    value === null && code === wanted ? { outcome: wanted === 'FORBIDDEN' ? 'refused' : 'cut' } : { expected: wanted, got };
  if (answer === 'never') return isRefusedWith('UNAUTHORIZED_FIELD_OR_TYPE');
  if (answer === 'refuse') return isRefusedWith('FORBIDDEN');
  const whole = known.whole.get(keyOf(kept))?.[field.name] ?? null;
  if (answer === 'rows') return compareRows(standpoint, field, { value, code, whole, got, kept }, known);
  const coordinate = `${field.type}.${field.name}`;
  const isMasked = answer !== 'permit';
  const shown = withoutHidden(standpoint, field, whole, known);
  const expected = isMasked ? behindMasks(field, answer.split(' ').slice(1), shown) : shown;
  if (expected === undefined) return isRefusedWith('FORBIDDEN');
  if (code === undefined && growing.has(coordinate)) return { outcome: 'value' };
  if (code !== undefined || !isDeepStrictEqual(value, expected)) return { expected: JSON.stringify(expected)?.slice(0, 300), got };
  return { outcome: isMasked ? 'masked' : 'value' };
}

/** A value may name a record of the same subgraph, which is looked up: one that is hidden is not there. */
function withoutHidden(standpoint: Standpoint, { type, leadsTo }: LabelledField, whole: unknown, known: Known): unknown {
  if (leadsTo !== 'value') return whole;
  return JSON.parse(JSON.stringify(whole), (_name, member: unknown) => {
    const target = known.records.get(idsIn(member)[0] ?? '');
    return target !== undefined && keeperOf(target.type) === keeperOf(type) && !isVisible(standpoint, target) ? null : member;
  }) as unknown;
}

interface Answered {
  readonly kept: Kept;
  readonly value: unknown;
  readonly code: string | undefined;
  readonly whole: unknown;
  readonly got: string;
}

/** Of the rows that are stored, those that are visible, in their order; none may also be told by a refusal. */
function compareRows(
  standpoint: Standpoint,
  { leadsTo, target }: LabelledField,
  { value, code, whole, got, kept }: Answered,
  known: Known,
): Compared {
  const stored = target === 'HealthBook' ? booksOf(kept, known) : idsIn(whole);
  const visible = stored.filter((id) => {
    const row = known.records.get(id);
    return row === undefined || isVisible(standpoint, row);
  });
  if (target === 'HealthBook' && code === undefined && visible.includes(idsIn(value)[0] ?? '')) return { outcome: 'rows' };
  if (visible.length === 0 && value === null && (code === 'FORBIDDEN' || (code === undefined && leadsTo === 'entity')))
    return { outcome: code === undefined ? 'absent' : 'refused' };
  if (code !== undefined || !isDeepStrictEqual(idsIn(value), visible)) return { expected: `rows ${visible.join(' ')}`, got };
  return { outcome: visible.length === 0 ? 'absent' : 'rows' };
}

/** The test gives a patient one book for each place and label, of which any may be shown. */
const booksOf = ({ id }: Kept, { records }: Known) =>
  [...records.values()].flatMap((kept) => (kept.type === 'HealthBook' && kept.patientId === id ? [kept.id] : []));

/** The keys of an entity, a list of them, or a page of them. */
export function idsIn(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap(idsIn);
  const { id, code, edges, node } = value as Readonly<Record<string, unknown>>;
  if (edges !== undefined) return idsIn(edges);
  if (node !== undefined) return idsIn(node);
  return id === undefined && code === undefined ? [] : [String(id ?? code)];
}
