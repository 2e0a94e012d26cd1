import type { Condition } from '../condition.ts';
import type { DataClass } from '../data-class.ts';
import { type Actor, decideStatically } from '../decide.ts';
import { type Mask, masks } from '../mask.ts';
import type { PolicyTable } from '../policy-table.ts';
import { type FieldQuestion, judge } from './judge.ts';
import { probe, relations } from './probe.ts';

/** One least set of conditions with which something is shown; the empty set is `always`. */
export interface Way {
  readonly when: readonly Condition[];
  readonly shown: 'whole' | Mask;
}

/** What a role with a purpose may see of a field: any of the ways is enough. Without one, it is never seen. */
export type Cell = readonly Way[];

/**
 * Asks the engine about every set of conditions, the smallest first. Nothing is read out of the rules here: what the matrix says is what is
 * decided, whatever way the rules are written.
 */
export function cellOf(table: PolicyTable, actor: Pick<Actor, 'role' | 'purpose'>, question: FieldQuestion): Cell {
  const labels = question.label === undefined ? [] : [question.label];
  const shownWith = (holding: readonly Condition[]) => judge(table, question, probe(actor, holding, labels)).shown;
  if (asked(question).some((dataClass) => decideStatically(table, actor, dataClass) === 'never')) return []; // Most cells.
  const ways: Way[] = [];
  for (const when of setsOfRelations) {
    if (ways.some((way) => way.shown === 'whole' && isWithin(way.when, when))) continue;
    const shown = shownWith(when);
    if (shown === 'nothing') continue;
    if (!ways.some((way) => way.shown === shown && isWithin(way.when, when))) ways.push({ when, shown });
  }
  return ways;
}

/** Every class that must permit, whatever the record. */
function asked({ row, classes, label }: FieldQuestion): readonly DataClass[] {
  if (label === undefined) return row === undefined ? classes : [row, ...classes];
  return [label, ...classes.filter((dataClass) => dataClass !== 'clinical')];
}

const isWithin = (some: readonly Condition[], all: readonly Condition[]): boolean => some.every((condition) => all.includes(condition));

/** All 256, the smaller first. */
const setsOfRelations: readonly (readonly Condition[])[] = Array.from({ length: 2 ** relations.length }, (_, bits) =>
  relations.filter((_relation, place) => (bits >> place) % 2 === 1),
).sort((one, other) => one.length - other.length);

/** The ways of `cell` that `other` does not have: what is opened from `other` to `cell`. */
export function beyond(cell: Cell, other: Cell): Cell {
  const isAtLeast = (one: Way['shown'], wanted: Way['shown']): boolean => one === 'whole' || one === wanted;
  return cell.filter((way) => !other.some(({ when, shown }) => isAtLeast(shown, way.shown) && isWithin(when, way.when)));
}

/**
 * The cell in one line: `allow`, `never`, `condition(careTeam|assigned)`, `mask(last4)`, `mask(last4 if self)`. Conditions that must hold together
 * are joined by `+`.
 */
export function cellText(cell: Cell): string {
  const [first] = cell;
  if (first === undefined) return 'never';
  if (first.shown === 'whole' && first.when.length === 0) return 'allow';
  const whole = waysText(cell.filter(({ shown }) => shown === 'whole'));
  const masked = masks.flatMap((mask) => {
    const ways = cell.filter(({ shown }) => shown === mask);
    if (ways.length === 0) return [];
    return ways.some(({ when }) => when.length === 0) ? [`mask(${mask})`] : [`mask(${mask} if ${waysText(ways)})`];
  });
  return [...(whole === '' ? [] : [`condition(${whole})`]), ...masked].join('; ');
}

const waysText = (ways: readonly Way[]): string => ways.map(({ when }) => when.join('+')).join('|');
