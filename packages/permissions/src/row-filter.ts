import { holds, type RelationshipFacts } from './condition.ts';
import type { DataClass } from './data-class.ts';
import { type Actor, applies } from './decide.ts';
import { factsKeyOf } from './facts-key.ts';
import { labelCombinations, labelKeyOf } from './label.ts';
import type { PolicyTable } from './policy-table.ts';

/**
 * Which rows an actor may see, as a store can ask for them: those that fit any of the groups. It follows from the same rules as `decideRow`, and
 * keeps exactly the rows that it permits, whole or masked. `nothing` where no rule permits any.
 */
export type RowFilter = 'nothing' | { readonly anyOf: readonly RowGroup[] };

/** Rows with one of these label keys and, where it says so, made at one of the facilities, in one of the departments, about one of the patients. */
export interface RowGroup {
  /** Sorted; never empty. */
  readonly labelKeys: readonly string[];
  /** `undefined` among them stands for rows that were made at no facility. */
  readonly facilityIds?: readonly (string | undefined)[];
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
  const ofFacts = new Map<string, readonly RowGroup[]>();
  for (const [patientId, facts] of factsOf) {
    // An actor stands to most patients in one of a few ways.
    const factsKey = factsKeyOf(facts);
    const its = ofFacts.get(factsKey) ?? groupsFor(table, question, facts);
    ofFacts.set(factsKey, its);
    for (const group of its) {
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
 * What is enough for a class once facts are known: nothing, or any of these places. A row must satisfy it for each of its classes.
 * `here`: made at the actor's facility; `notElsewhere`: there, or at none; `led`: made in a department that the actor leads.
 */
type Place = 'here' | 'notElsewhere' | 'led';

const anywhere = 'anywhere';
type Demand = typeof anywhere | ReadonlySet<Place>;

/** Places that are enough, together: `[]` asks for nothing. Sorted. */
type Alternative = readonly Place[];

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
  const places = new Set<Place>();
  for (const condition of conditions) {
    if (condition === 'sameFacility') {
      if (actor.facilityId !== undefined) places.add('here');
    } else if (condition === 'unitLead') {
      if ((actor.leads?.size ?? 0) > 0) places.add('led');
    } else if (condition === 'careTeam') {
      if (facts.careTeam === true) places.add('notElsewhere');
    } else if (holds(condition, dataClass, actor, {}, facts)) return anywhere; // A row's place does not count for any other condition.
  }
  return places.size > 0 ? places : undefined;
}

/** The fewest places that satisfy all demands: one place of each, without those that another alternative makes needless. */
function alternativesOf(demands: readonly (Demand | undefined)[]): readonly Alternative[] {
  let alternatives = new Map<string, Alternative>([['', []]]);
  for (const demand of demands) {
    if (demand === undefined) return [];
    if (demand === anywhere) continue;
    const next = new Map<string, Alternative>();
    for (const alternative of alternatives.values()) {
      for (const place of demand) {
        const joined = withPlace(alternative, place);
        next.set(joined.join('+'), joined);
      }
    }
    alternatives = next;
  }
  const all = [...alternatives.values()];
  return all.filter((one) => !all.some((other) => other !== one && other.every((place) => isImplied(place, one))));
}

/** Who is here is not elsewhere. */
const isImplied = (place: Place, by: Alternative): boolean => by.includes(place) || (place === 'notElsewhere' && by.includes('here'));

function withPlace(alternative: Alternative, place: Place): Alternative {
  if (isImplied(place, alternative)) return alternative;
  const others = place === 'here' ? alternative.filter((other) => other !== 'notElsewhere') : alternative;
  return [...others, place].toSorted();
}

function groupOf({ facilityId, leads = new Set() }: Actor, alternative: Alternative, labelKeys: readonly string[]): RowGroup {
  const own = facilityId === undefined ? [] : [facilityId];
  return {
    labelKeys,
    ...(alternative.includes('here') ? { facilityIds: own } : {}),
    ...(alternative.includes('notElsewhere') ? { facilityIds: [...own, undefined] } : {}),
    ...(alternative.includes('led') ? { departmentIds: [...leads].toSorted() } : {}),
  };
}
