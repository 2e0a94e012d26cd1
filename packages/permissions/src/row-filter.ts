import { type Condition, holds, type RelationshipFacts } from './condition.ts';
import type { DataClass } from './data-class.ts';
import { type Actor, applies } from './decide.ts';
import { labelCombinations, labelKeyOf } from './label.ts';
import type { PolicyTable } from './policy-table.ts';

/**
 * Which rows an actor may see, as a store can ask for them: those that fit any of the groups. It follows from the same rules as `decideRow`, and
 * keeps exactly the rows that it permits, whole or masked. `nothing` where no rule permits any.
 */
export type RowFilter = 'nothing' | { readonly anyOf: readonly RowGroup[] };

/** Rows with one of these label keys and, where it says so, made at the facility, in one of the departments, about one of the patients. */
export interface RowGroup {
  /** Sorted; never empty. */
  readonly labelKeys: readonly string[];
  readonly facilityId?: string;
  readonly departmentIds?: readonly string[];
  readonly patientIds?: readonly string[];
}

/** Who asks, and in what kind of list. */
export interface RowQuestion {
  readonly actor: Actor;
  /** The class of a row that no code raises: `clinical` for what is in a chart, `admin` for the skeleton of visits. */
  readonly baseline: DataClass;
}

/** The rows of one patient, about whom `facts` are known. */
export function rowFilter(table: PolicyTable, question: RowQuestion, facts: RelationshipFacts): RowFilter {
  return filterOf(groupsFor(table, question, facts));
}

/**
 * The rows of a list that is nobody's: of each patient in `factsOf` what the facts allow, of everybody else what needs no facts. Facts only ever
 * add rows, so what a stranger may see is asked of all patients alike.
 */
export function rowFilterAmong(table: PolicyTable, question: RowQuestion, factsOf: ReadonlyMap<string, RelationshipFacts>): RowFilter {
  const groups = groupsFor(table, question, {});
  const alike = new Map<string, { readonly group: RowGroup; readonly patientIds: string[] }>();
  const ofStrangers = new Set(groups.map((group) => JSON.stringify(group)));
  for (const [patientId, facts] of factsOf) {
    for (const group of groupsFor(table, question, facts)) {
      const key = JSON.stringify(group);
      if (ofStrangers.has(key)) continue;
      const same = alike.get(key) ?? { group, patientIds: [] };
      same.patientIds.push(patientId);
      alike.set(key, same);
    }
  }
  return filterOf([...groups, ...[...alike.values()].map(({ group, patientIds }) => ({ ...group, patientIds }))]);
}

const filterOf = (groups: readonly RowGroup[]): RowFilter => (groups.length === 0 ? 'nothing' : { anyOf: groups });

/**
 * What a class asks of a row's place once facts are known: nothing, or to be made here, or to be made in a department that the actor leads. A row
 * must satisfy it for each of its classes.
 */
interface Place {
  readonly here: boolean;
  readonly led: boolean;
}

const anywhere = 'anywhere';
type Demand = typeof anywhere | Place;

/** A set of places that are enough, together: `[]` asks for nothing. */
type Alternative = readonly ('here' | 'led')[];

function groupsFor(table: PolicyTable, { actor, baseline }: RowQuestion, facts: RelationshipFacts): RowGroup[] {
  const demandOf = new Map<DataClass, Demand | undefined>();
  const demand = (dataClass: DataClass) => {
    if (!demandOf.has(dataClass)) demandOf.set(dataClass, demandFor(table, actor, dataClass, facts));
    return demandOf.get(dataClass);
  };
  const keys = new Map<string, { readonly alternative: Alternative; readonly labelKeys: string[] }>();
  for (const combination of labelCombinations) {
    const classes: readonly DataClass[] = combination.length > 0 ? combination : [baseline];
    for (const alternative of alternativesOf(classes.map(demand))) {
      const name = alternative.join('+');
      const group = keys.get(name) ?? { alternative, labelKeys: [] };
      group.labelKeys.push(labelKeyOf(combination));
      keys.set(name, group);
    }
  }
  return [...keys.values()].map(({ alternative, labelKeys }) => groupOf(actor, alternative, labelKeys.toSorted()));
}

/** Undefined where no rule can permit the class, wherever the row was made. */
function demandFor(table: PolicyTable, actor: Actor, dataClass: DataClass, facts: RelationshipFacts): Demand | undefined {
  const conditions = new Set((table.get(dataClass) ?? []).filter((rule) => applies(rule, actor)).flatMap(({ when }) => when));
  const has = (condition: Condition) => conditions.has(condition);
  // A row without a place: whatever holds now holds for every row.
  if ([...conditions].some((condition) => holds(condition, dataClass, actor, {}, facts))) return anywhere;
  const here = has('sameFacility') && actor.facilityId !== undefined;
  const led = has('unitLead') && (actor.leads?.size ?? 0) > 0;
  return here || led ? { here, led } : undefined;
}

/** The fewest places that satisfy all demands: none at all, one of the two, either of them, or both at once. */
function alternativesOf(demands: readonly (Demand | undefined)[]): readonly Alternative[] {
  const places: Place[] = [];
  for (const demand of demands) {
    if (demand === undefined) return [];
    if (demand !== anywhere) places.push(demand);
  }
  if (places.length === 0) return [[]];
  const hereIsEnough = places.every(({ here }) => here);
  const ledIsEnough = places.every(({ led }) => led);
  if (!hereIsEnough && !ledIsEnough) return [['here', 'led']];
  return [...(hereIsEnough ? [['here'] as const] : []), ...(ledIsEnough ? [['led'] as const] : [])];
}

function groupOf({ facilityId, leads = new Set() }: Actor, alternative: Alternative, labelKeys: readonly string[]): RowGroup {
  return {
    labelKeys,
    ...(alternative.includes('here') && facilityId !== undefined ? { facilityId } : {}),
    ...(alternative.includes('led') ? { departmentIds: [...leads].toSorted() } : {}),
  };
}
