import { UnreadableFile } from '../refusal.ts';
import { type BundleEntry, parseEntry } from './bundle-entry.ts';
import { maxResourceBytes } from './limits.ts';
import { textOf } from './members.ts';
import { splitDocument } from './split-document.ts';

/** What a bundle says of itself, known when its last byte was read. */
export interface BundleHead {
  readonly type: string;
  readonly id?: string;
}

/** The entry around a resource may be a little larger than the resource. */
const maxEntryBytes = maxResourceBytes + 64 * 1024;

const importable = new Set(['transaction', 'batch', 'collection', 'searchset', 'document', 'message']);

/**
 * Reads the entries of a FHIR bundle as they come by, in flat memory: a bundle of any size on a single line. An entry that cannot be read
 * comes with the reason, and the next one follows. Returns the bundle's head.
 * @throws {UnreadableFile} when the file is no JSON, ends too early, or is no bundle; the entries before were given by then
 */
export async function* readBundle(source: AsyncIterable<Uint8Array>): AsyncGenerator<BundleEntry, BundleHead> {
  const head = new Map<string, string>();
  for await (const { key, slice, place } of splitDocument(source, { split: 'entry', maxBytes: maxEntryBytes })) {
    if (place !== undefined) yield parseEntry(slice, place);
    else if (slice.bytes !== undefined) head.set(key, textOf(slice.bytes) ?? '');
  }
  return headOf(head);
}

function headOf(members: ReadonlyMap<string, string>): BundleHead {
  const type = members.get('type') ?? '';
  const id = members.get('id');
  if (members.get('resourceType') !== 'Bundle')
    throw new UnreadableFile({ code: 'NOT_A_BUNDLE', reason: 'The JSON object is no FHIR bundle.' });
  if (!importable.has(type)) {
    throw new UnreadableFile({
      code: 'UNSUPPORTED',
      field: 'Bundle.type',
      reason: `A bundle to import is one of ${[...importable].join(', ')}.`,
    });
  }
  return { type, ...(id === undefined || id === '' ? {} : { id }) };
}
