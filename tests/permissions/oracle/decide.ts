import type { Line, Table } from './table.ts';

/** What is asked: the classes of a field, on a record with these labels, by this role, for this purpose, where these relationships hold. */
export interface Question {
  readonly classes: readonly string[];
  readonly labels: readonly string[];
  readonly role: string;
  readonly purpose: string;
  /** Conditions by name. `consent to hiv` is a consent to that class alone; `guardian kept from hiv` protects a minor; `careTeam elsewhere` opens nothing here. */
  readonly holds: readonly string[];
}

/** `permit`, `refuse`, or `mask` with the names of its masks in alphabetical order: `mask initials last4`. */
export type Answer = string;

/**
 * The policy table, read as a person would read it: slow, plain, and without a line of the engine. Every class that is asked for must
 * be permitted; a value behind masks of several classes wears all of them.
 */
export function decide(table: Table, question: Question): Answer {
  const answers = classesOf(question).map((dataClass) => decideClass(table[dataClass] ?? [], dataClass, question));
  if (answers.length === 0 || answers.includes('refuse')) return 'refuse';
  const masks = answers.filter((answer) => answer !== 'permit').flatMap((answer) => answer.split(' ').slice(1));
  return masks.length === 0 ? 'permit' : asMask(masks);
}

/** A label takes the place of `clinical` and joins every other class. */
function classesOf({ classes, labels }: Question): string[] {
  const kept = labels.length === 0 ? classes : classes.filter((dataClass) => dataClass !== 'clinical');
  return [...kept, ...labels];
}

function decideClass(lines: readonly Line[], dataClass: string, question: Question): Answer {
  const open = lines.filter((line) => opens(line, dataClass, question));
  if (open.length === 0) return 'refuse';
  if (open.some((line) => line.masks === undefined)) return 'permit';
  if (open.length > 1) throw new Error('Two lines with masks open the same class; the table does not say which masks are worn.');
  return asMask(open.flatMap((line) => line.masks ?? []));
}

function opens(line: Line, dataClass: string, { role, purpose, holds }: Question): boolean {
  const roleFits = line.roles.includes(role) || line.roles.includes('any');
  const purposeFits = line.purposes.includes(purpose) || line.purposes.includes('any');
  return roleFits && purposeFits && line.when.some((condition) => isMet(condition, dataClass, holds));
}

function isMet(condition: string, dataClass: string, holds: readonly string[]): boolean {
  if (condition === 'always') return true;
  if (condition === 'consent') return holds.includes('consent') || holds.includes(`consent to ${dataClass}`);
  if (condition === 'guardian') return holds.includes('guardian') && !holds.includes(`guardian kept from ${dataClass}`);
  return holds.includes(condition);
}

const asMask = (masks: readonly string[]): Answer => `mask ${[...new Set(masks)].sort().join(' ')}`;
