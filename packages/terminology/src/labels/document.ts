import type { SensitiveClass } from '../sensitivity/sensitive-class.ts';
import { type SensitiveCoding, sensitivityOf } from '../sensitivity/sensitivity.ts';
import { sensitivityOfText } from '../sensitivity/text.ts';
import { sensitivityOfAttachment } from './attachment.ts';

/** Elements of FHIR that hold words. */
const textElements = new Set([
  'display',
  'text',
  'div',
  'title',
  'description',
  'conclusion',
  'comment',
  'valueString',
  'valueMarkdown',
  'patientInstruction',
  'disposition',
]);

/** Elements that hold or name people and places where they live; a name says nothing, whatever it sounds like. */
const peopleElements = new Set([
  'name',
  'address',
  'contact',
  'subject',
  'patient',
  'beneficiary',
  'subscriber',
  'individual',
  'performer',
  'requester',
  'recorder',
  'asserter',
  'author',
  'enterer',
]);

/**
 * What a document that is kept whole says: every coding in it, every text, every attachment that is text. FHIR JSON is walked element by element;
 * what is no JSON is read as words.
 */
export function sensitivityOfDocument(document: string): readonly SensitiveClass[] {
  const content = parsed(document);
  return content === undefined ? sensitivityOfText(document) : sensitivityOfTree(content);
}

/** What a tree of plain values says; the classes come in any order and may repeat. */
export function sensitivityOfTree(value: unknown): readonly SensitiveClass[] {
  const found: SensitiveClass[] = [];
  walk(value, found);
  return found;
}

function parsed(document: string): object | undefined {
  try {
    const content: unknown = JSON.parse(document);
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}

function walk(value: unknown, found: SensitiveClass[]): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node = value as Readonly<Record<string, unknown>>;
  if (typeof node['code'] === 'string') found.push(...sensitivityOf(codingIn(node)));
  if (typeof node['contentType'] === 'string') found.push(...sensitivityOfAttachment(node));
  for (const [name, member] of Object.entries(node)) {
    if (peopleElements.has(name)) continue;
    if (typeof member === 'object') walk(member, found);
    else if (typeof member === 'string' && textElements.has(name)) found.push(...sensitivityOfText(member));
  }
}

/** The code alone: its name is a text of the same node. A unit's code is no coding of ours, but looks like none either. */
const codingIn = ({ system, code }: Readonly<Record<string, unknown>>): SensitiveCoding => ({
  ...(typeof system === 'string' ? { system } : {}),
  ...(typeof code === 'string' ? { code } : {}),
});
