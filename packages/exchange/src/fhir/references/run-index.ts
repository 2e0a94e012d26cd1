import { createHash } from 'node:crypto';
import type { BundleEntry } from '../reading/bundle-entry.ts';
import { type IndexedResource, indexedOf } from './bundle-index.ts';
import { parseReference } from './parse-reference.ts';

/** All resources of one import, so that a reference reaches from one file into another, whichever is read first. */
export interface RunIndex {
  add(entry: BundleEntry): void;
  find(reference: string): IndexedResource | undefined;
}

/**
 * Holds 8 bytes and a little for each resource, not the resource: a fingerprint of 48 bits, which for ten million resources confuses two
 * with a probability of one in six, and would only let a reference to nothing pass.
 */
export function createRunIndex(): RunIndex {
  const present = new Set<number>();
  const typeByUrl = new Map<number, string>();
  const unusualUrls = new Map<string, IndexedResource>();
  const identified = new Map<string, IndexedResource>();
  const byIdentifier = new Map<string, IndexedResource>();
  const byId = (type: string, sourceId: string): IndexedResource | undefined =>
    identified.get(`${type}/${sourceId}`) ?? (present.has(fingerprint(`${type}/${sourceId}`)) ? { type, sourceId } : undefined);
  return {
    add(entry) {
      const { type, sourceId } = entry;
      if (type === undefined || sourceId === undefined) return;
      present.add(fingerprint(`${type}/${sourceId}`));
      if (entry.fullUrl === `urn:uuid:${sourceId}`) typeByUrl.set(fingerprint(entry.fullUrl), type);
      else if (entry.fullUrl !== undefined && !unusualUrls.has(entry.fullUrl)) unusualUrls.set(entry.fullUrl, indexedOf(entry));
      const indexed = indexedOf(entry);
      if (indexed.identifiers !== undefined) identified.set(`${type}/${sourceId}`, indexed);
      for (const identifier of indexed.identifiers ?? []) {
        const key = `${type}?${identifier}`;
        if (!byIdentifier.has(key)) byIdentifier.set(key, indexed);
      }
    },
    find(reference) {
      const parsed = parseReference(reference);
      if (parsed.kind === 'relative') return byId(parsed.type, parsed.id);
      if (parsed.kind === 'conditional') return byIdentifier.get(`${parsed.type}?${parsed.identifier}`);
      if (parsed.kind !== 'urn' && parsed.kind !== 'absolute') return undefined;
      const type = parsed.kind === 'urn' ? typeByUrl.get(fingerprint(parsed.url)) : undefined;
      return parsed.kind === 'urn' && type !== undefined ? byId(type, parsed.id) : unusualUrls.get(parsed.url);
    },
  };
}

const fingerprint = (text: string): number => createHash('sha1').update(text).digest().readUIntBE(0, 6);
