import { type ActorPlace, type Condition, holds, type RecordPlace, type RelationshipFacts } from './condition.ts';
import type { DataClass } from './data-class.ts';
import { labels } from './label.ts';
import type { Mask } from './mask.ts';
import type { PolicyTable, Rule } from './policy-table.ts';
import type { Purpose, Role } from './role.ts';

/** Who asks, in which role, what for. */
export interface Actor extends ActorPlace {
  readonly role: Role;
  readonly purpose: Purpose;
}

/** What is asked about: where it was made, and the classes its codes raise it to. */
export interface Subject extends RecordPlace {
  /** Empty for a record that no code raises. */
  readonly labels: readonly DataClass[];
}

/** The answer, with its reason. */
export type Decision =
  | { readonly outcome: 'permit'; readonly reasons: readonly Reason[] }
  | { readonly outcome: 'mask'; readonly masks: readonly Mask[]; readonly reasons: readonly Reason[] }
  | { readonly outcome: 'deny'; readonly refused: DataClass; readonly reasons: readonly Reason[] };

/** A class that was permitted, by which rule and because of which condition; or one that no rule permits. */
export interface Reason {
  readonly dataClass: DataClass;
  readonly rule?: string;
  readonly condition?: Condition;
}

/**
 * Decides about a field of a record. A label takes the place of `clinical`: a note in an HIV record is decided by `hiv`, not by both. Any other
 * class of the field is asked for in addition to the labels, because a refused row has no fields. All classes must permit (AND).
 */
export function decideField(
  table: PolicyTable,
  actor: Actor,
  classes: readonly DataClass[],
  subject: Subject,
  facts: RelationshipFacts,
): Decision {
  const own = subject.labels.length > 0 ? classes.filter((dataClass) => dataClass !== 'clinical') : classes;
  return decideAll(table, actor, [...new Set([...subject.labels, ...own])], subject, facts);
}

/** Decides about a row: its labels, or `clinical` where no code raises it. A masked row is a row. */
export function decideRow(table: PolicyTable, actor: Actor, baseline: DataClass, subject: Subject, facts: RelationshipFacts): Decision {
  return decideAll(table, actor, subject.labels.length > 0 ? subject.labels : [baseline], subject, facts);
}

function decideAll(table: PolicyTable, actor: Actor, classes: readonly DataClass[], subject: Subject, facts: RelationshipFacts): Decision {
  const reasons: Reason[] = [];
  const masks = new Set<Mask>();
  let isMasked = false;
  for (const dataClass of classes) {
    const found = permitting(table, actor, dataClass, subject, facts);
    if (!found) return { outcome: 'deny', refused: dataClass, reasons: [...reasons, { dataClass }] };
    reasons.push({ dataClass, rule: found.rule.name, condition: found.condition });
    isMasked ||= found.rule.masks.length > 0;
    for (const mask of found.rule.masks) masks.add(mask);
  }
  if (classes.length === 0) throw new Error('A field without a class cannot be decided.');
  return isMasked ? { outcome: 'mask', masks: [...masks], reasons } : { outcome: 'permit', reasons };
}

interface Found {
  readonly rule: Rule;
  readonly condition: Condition;
}

/** The first rule that shows the class whole, else the first that shows it masked. */
function permitting(table: PolicyTable, actor: Actor, dataClass: DataClass, subject: Subject, facts: RelationshipFacts): Found | undefined {
  let behindMask: Found | undefined;
  for (const rule of table.get(dataClass) ?? []) {
    if (!applies(rule, actor)) continue;
    const condition = rule.when.find((candidate) => holds(candidate, dataClass, actor, subject, facts));
    if (condition === undefined) continue;
    if (rule.masks.length === 0) return { rule, condition };
    behindMask ??= { rule, condition };
  }
  return behindMask;
}

/** What can be said about a class before any record is known. */
export type StaticDecision = 'always' | 'depends' | 'never';

/**
 * For the gateway, which cuts what is `never`; `depends` is decided by the record's own subgraph. A label takes the place of `clinical`, so a field
 * of this class is shown to whom any label is: a social worker sees the abuse rows of a chart and nothing else of it.
 */
export function decideStatically(table: PolicyTable, actor: Pick<Actor, 'role' | 'purpose'>, dataClass: DataClass): StaticDecision {
  const decisions = (dataClass === 'clinical' ? [dataClass, ...labels] : [dataClass]).map((one) => decideOne(table, actor, one));
  const [first = 'never'] = decisions;
  return decisions.every((decision) => decision === first) ? first : 'depends';
}

function decideOne(table: PolicyTable, actor: Pick<Actor, 'role' | 'purpose'>, dataClass: DataClass): StaticDecision {
  const rules = (table.get(dataClass) ?? []).filter((rule) => applies(rule, actor));
  if (rules.length === 0) return 'never';
  return rules.some((rule) => rule.when.includes('always')) ? 'always' : 'depends';
}

/** Whether a rule speaks of this role and purpose at all. */
export function applies(rule: Rule, { role, purpose }: Pick<Actor, 'role' | 'purpose'>): boolean {
  return rule.roles.has(role) && rule.purposes.has(purpose);
}
