import {
  type BundleEntry,
  type BundleIndex,
  indexedOf,
  parseReference,
  type ReadEntry,
  type Refusal,
  type RoutedLine,
  recordIdOf,
  recordMappings,
  referencesOf,
  resourceLine,
  validateResource,
} from '@health-graph/exchange';
import type { ReferenceResolver } from './resolve-references.ts';
import { type SharedIdentities, sharedResource } from './shared-identities.ts';

/** What is kept of an entry while its line is on its way; the resource itself is let go. */
export type EntryPlace = Pick<ReadEntry, 'ordinal' | 'fullUrl' | 'request'> & { readonly type?: string | undefined };

/** An entry as it is to be sent, or why it is not. */
export type PreparedEntry =
  | {
      readonly entry: EntryPlace & Pick<ReadEntry, 'type'>;
      readonly routed: RoutedLine;
      readonly refersTo: readonly string[];
      readonly refusal?: undefined;
    }
  | { readonly entry: EntryPlace; readonly refusal: Refusal };

export interface PreparedWindow {
  readonly entries: readonly PreparedEntry[];
  /** Lines that no entry brings: those who are only known by an identifier, and the identifiers of those who came. */
  readonly before: readonly RoutedLine[];
  readonly after: readonly RoutedLine[];
}

export interface Preparation {
  readonly index: BundleIndex;
  readonly resolver: ReferenceResolver;
  readonly shared: SharedIdentities;
}

/** Checks the entries, resolves their references together and maps them to lines. */
export async function prepareWindow(entries: readonly BundleEntry[], { index, resolver, shared }: Preparation): Promise<PreparedWindow> {
  const faults = new Map(entries.map((entry) => [entry, entry.refusal ?? validateResource(entry.resource)]));
  const sound = entries.filter((entry): entry is ReadEntry => faults.get(entry) === undefined);
  await shared.load(
    sound.flatMap((entry) => sharedOf(entry) ?? []),
    [],
  );
  const before = await resolver.resolve(sound);
  const after: RoutedLine[] = [];
  const prepared = entries.map((entry): PreparedEntry => {
    if (entry.refusal !== undefined) return { entry: placeOf(entry), refusal: entry.refusal };
    const refusal = faults.get(entry) ?? missingReference(entry, resolver) ?? unknownPatient(entry, resolver);
    if (refusal !== undefined) return { entry: placeOf(entry), refusal };
    const identity = identityOf(entry);
    after.push(...identity.aliases);
    const routed = resourceLine(entry, { identity, targets: resolver.targets, index });
    return { entry: { ...placeOf(entry), type: entry.type }, routed, refersTo: targetsOf(entry, resolver) };
  });
  return { entries: prepared, before, after };

  function identityOf(entry: ReadEntry) {
    const resource = sharedOf(entry);
    const own = { id: recordIdOf(entry.type, entry.sourceId), sourceId: entry.sourceId, aliases: [] };
    return resource === undefined ? own : shared.identityOf(resource);
  }
}

function placeOf(entry: BundleEntry): EntryPlace {
  const { ordinal, type, fullUrl } = entry;
  const request = entry.refusal === undefined ? entry.request : undefined;
  return { ordinal, type, ...(fullUrl === undefined ? {} : { fullUrl }), ...(request === undefined ? {} : { request }) };
}

const sharedOf = (entry: ReadEntry) => sharedResource(indexedOf(entry));

/** The first reference that points at nothing, by its element's path. */
function missingReference(entry: ReadEntry, resolver: ReferenceResolver): Refusal | undefined {
  const contained = new Set(containedIds(entry));
  for (const { path, reference } of referencesOf(entry.resource)) {
    const parsed = parseReference(reference);
    const isMissing = parsed.kind === 'contained' ? parsed.id !== '' && !contained.has(parsed.id) : resolver.isMissing(reference);
    if (isMissing) {
      const reason =
        parsed.kind === 'unknown' ? 'is not a reference that can be followed' : 'refers to nothing in this import or in the store';
      return { code: 'REFERENCE_NOT_FOUND', field: `${path}.reference`, reason };
    }
  }
  return undefined;
}

/**
 * A record that tells a patient nobody knows (on another server, or by words only) would be kept where no chart finds it. One that is about a
 * device or a place, or about nobody, is kept whole.
 */
function unknownPatient({ type, resource }: ReadEntry, { targets }: ReferenceResolver): Refusal | undefined {
  if (recordMappings.get(type)?.hasPatient !== true) return undefined;
  const element = ['subject', 'patient'].find((name) => resource[name] !== undefined);
  const subject: unknown = element === undefined ? undefined : resource[element];
  if (typeof subject !== 'object' || subject === null) return undefined;
  if ('reference' in subject && (targets.has(String(subject.reference)) || String(subject.reference).startsWith('#'))) return undefined;
  return { code: 'REFERENCE_NOT_FOUND', field: `${type}.${element}`, reason: 'does not lead to a patient in this import or in the store' };
}

function containedIds({ resource }: ReadEntry): string[] {
  const contained: unknown = resource['contained'];
  return (Array.isArray(contained) ? contained : []).flatMap((inner: unknown) =>
    typeof inner === 'object' && inner !== null && 'id' in inner && typeof inner.id === 'string' ? [inner.id] : [],
  );
}

const targetsOf = (entry: ReadEntry, resolver: ReferenceResolver): string[] => [
  ...new Set(referencesOf(entry.resource).flatMap(({ reference }) => resolver.targets.get(reference)?.id ?? [])),
];
