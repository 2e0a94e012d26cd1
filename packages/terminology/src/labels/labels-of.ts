import { inOrderOfStrictness, type SensitiveClass } from '../sensitivity/sensitive-class.ts';
import { type SensitiveCoding, type SensitiveConcept, sensitivityOf, sensitivityOfConcept } from '../sensitivity/sensitivity.ts';
import { sensitivityOfText } from '../sensitivity/text.ts';
import { sensitivityOfVisitRoute } from '../sensitivity/visit-route.ts';
import { sensitivityOfAttachment } from './attachment.ts';
import { codePaths, neverRaised, type Reading } from './code-paths.ts';
import { sensitivityOfDocument, sensitivityOfTree } from './document.ts';

/** What is known of a record when it is written: its data as its definition says, the document it was read from, or both. */
export interface Written {
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly document?: string;
}

type Data = Readonly<Record<string, unknown>>;

/**
 * The classes that a record's own codes and words raise it to, the strictest first; empty for most. The document counts as well as the data,
 * because it may say what the record has no field for (the reason of a prescription), and both are shown or hidden together. A type without a
 * row in the table is read whole.
 * @see DESIGN.md, "A value can raise its own class"
 */
export function labelsOf({ type, data, document }: Written): readonly SensitiveClass[] {
  if (neverRaised.has(type)) return [];
  return inOrderOfStrictness([
    ...(data === undefined ? [] : sensitivityOfData(type, data)),
    ...(document === undefined ? [] : sensitivityOfDocument(document)),
  ]);
}

/** Paths taken apart once: labels are computed for every record of an import. */
const steps = new Map(
  Object.entries(codePaths).map(([type, paths]) => [
    type,
    Object.entries(paths).map(([path, reading]) => ({ path: path.split('.'), reading })),
  ]),
);

function sensitivityOfData(type: string, data: Data): readonly SensitiveClass[] {
  const paths = steps.get(type);
  if (paths === undefined) return sensitivityOfTree(data);
  const found: SensitiveClass[] = [];
  for (const { path, reading } of paths) read(data, path, reading, found);
  return found;
}

function read(value: unknown, [step, ...rest]: readonly string[], reading: Reading, found: SensitiveClass[]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const item of value) read(item, step === undefined ? [] : [step, ...rest], reading, found);
  else if (step === undefined) found.push(...readings[reading](value));
  else if (typeof value === 'object') read((value as Data)[step], rest, reading, found);
}

/** Values come checked by their record's definition. */
const readings: Readonly<Record<Reading, (value: unknown) => readonly SensitiveClass[]>> = {
  concept: (value) => sensitivityOfConcept(value as SensitiveConcept),
  coding: (value) => sensitivityOf(value as SensitiveCoding),
  text: (value) => sensitivityOfText(String(value)),
  'visit-route': (value) => sensitivityOfVisitRoute(String(value)),
  attachment: (value) => sensitivityOfAttachment(value as object),
};
