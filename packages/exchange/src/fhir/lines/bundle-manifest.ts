import type { BundleHead } from '../reading/read-bundle.ts';
import type { RoutedLine } from './routed-line.ts';
import { hashOf, recordIdOf, sourceOf } from './source-of.ts';

/** One entry of a bundle as a manifest names it. */
export interface ManifestEntry {
  readonly type: string;
  /** The record's id. */
  readonly id: string;
  readonly fullUrl?: string;
  /** `entry.request` as it was written. */
  readonly request?: string;
}

/** Which entries of a bundle belong to a patient's record, in their order: what an export needs to give the bundle back. */
export interface BundleManifest {
  readonly bundle: BundleHead;
  /** Large bundles are told in parts. */
  readonly part: number;
  readonly entries: readonly ManifestEntry[];
}

export const manifestType = 'BundleManifest';

/** Keeps a manifest below the size of a document. */
const entriesPerPart = 20_000;

/** An entry that was stored, and what it refers to. */
export interface StoredEntry extends ManifestEntry {
  readonly patientId?: string;
  readonly refersTo: readonly string[];
}

/**
 * One manifest for each patient of a bundle. What is nobody's own (organizations, practitioners) belongs to every patient whose entries refer to
 * it, through others or not; in the bundle of one patient everything does. A bundle is known by what is in it, not by its id, which tools
 * repeat.
 */
export function bundleManifests(head: BundleHead, entries: readonly StoredEntry[]): RoutedLine[] {
  const key = hashOf(
    entries
      .map(({ type, id }) => `${type}/${id}`)
      .sort()
      .join('\n'),
  );
  const patients = new Set(entries.flatMap(({ patientId }) => patientId ?? []));
  const shared = new Map(entries.filter(({ patientId }) => patientId === undefined).map((entry) => [entry.id, entry]));
  return [...patients].flatMap((patientId) => {
    const own = entries.filter((entry) => entry.patientId === patientId);
    const reached = patients.size === 1 ? new Set(shared.keys()) : reachable(own, shared);
    const members = patients.size === 1 ? entries : entries.filter((entry) => entry.patientId === patientId || reached.has(entry.id));
    return parts(members).map((part, place) => manifestLine({ bundle: head, part: place, entries: part }, key, patientId));
  });
}

function reachable(from: readonly StoredEntry[], shared: ReadonlyMap<string, StoredEntry>): Set<string> {
  const reached = new Set<string>();
  const waiting = from.flatMap(({ refersTo }) => refersTo);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = shared.get(id);
    if (entry === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...entry.refersTo);
  }
  return reached;
}

const parts = (entries: readonly StoredEntry[]): (readonly StoredEntry[])[] =>
  Array.from({ length: Math.ceil(entries.length / entriesPerPart) }, (_, part) =>
    entries.slice(part * entriesPerPart, (part + 1) * entriesPerPart),
  );

function manifestLine(manifest: BundleManifest, key: string, patientId: string): RoutedLine {
  const entries = manifest.entries.map(({ type, id, fullUrl, request }) => ({ type, id, fullUrl, request }));
  const document = JSON.stringify({ ...manifest, entries });
  const sourceId = `${key}/${patientId}/${manifest.part}`;
  return {
    subgraph: 'patients',
    line: {
      type: manifestType,
      id: recordIdOf(manifestType, sourceId),
      patientId,
      source: sourceOf(manifestType, sourceId, document),
      document,
    },
  };
}
