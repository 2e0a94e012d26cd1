import { type SensitiveClass, sensitiveClasses } from '../sensitivity/sensitive-class.ts';
import { sensitivityOfCode } from '../sensitivity/sensitivity.ts';
import { sensitivityOfText } from '../sensitivity/text.ts';
import { sensitivityOfAttachment } from './attachment.ts';
import { sensitivityOfXml } from './xml-document.ts';

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
 * what is no JSON is read as words, and its elements as those of an insurance document.
 */
export function sensitivityOfDocument(document: string): readonly SensitiveClass[] {
  const content = parsed(document);
  return content === undefined ? [...sensitivityOfText(document), ...sensitivityOfXml(document)] : sensitivityOfTree(content);
}

/** What a tree of plain values says; the classes come in any order and may repeat. */
export function sensitivityOfTree(value: unknown): readonly SensitiveClass[] {
  const found: SensitiveClass[] = [];
  if (typeof value === 'object' && value !== null) walk(value, 0, found);
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

/** As deep as a document is read. Nothing that people write lies deeper, and what was not read is hidden from everybody it may be hidden from. */
const maxDepth = 200;

/** Runs over every value of an import: no copies, and nothing is done for what says nothing. */
function walk(value: object, depth: number, found: SensitiveClass[]): void {
  if (depth > maxDepth) {
    add(sensitiveClasses, found);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) walk(item, depth + 1, found);
    return;
  }
  const node = value as Node;
  if (typeof node.code === 'string') add(sensitivityOfCode(typeof node.system === 'string' ? node.system : undefined, node.code), found);
  if (typeof node.contentType === 'string') add(sensitivityOfAttachment(node), found);
  for (const name in node) {
    const member = node[name];
    if (typeof member === 'string') {
      if (textElements.has(name)) add(sensitivityOfText(member), found);
    } else if (typeof member === 'object' && member !== null && !peopleElements.has(name)) walk(member, depth + 1, found);
  }
}

interface Node {
  readonly [name: string]: unknown;
  readonly system?: unknown;
  readonly code?: unknown;
  readonly contentType?: unknown;
}

function add(classes: readonly SensitiveClass[], found: SensitiveClass[]): void {
  if (classes.length > 0) found.push(...classes);
}
