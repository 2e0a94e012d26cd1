import { type BundleEntry, bundleManifests, type Refusal, type RunIndex, type StoredEntry, UnreadableFile } from '@health-graph/exchange';
import type { IngestOutcome } from '@health-graph/records';
import type { ImportFile } from './find-files.ts';
import type { InOrder } from './in-order.ts';
import type { FileIndex } from './index-file.ts';
import type { FileProgress, Journal } from './journal.ts';
import { type PreparedEntry, type PreparedWindow, prepareWindow } from './prepare-window.ts';
import { readEntries } from './read-file.ts';
import { createResolver, type ReferenceResolver } from './resolve-references.ts';
import { refusedOwnLine, sendLines, sendOwnLines } from './send-window.ts';
import type { SharedIdentities } from './shared-identities.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';
import { count, type EntryOutcome, emptyTally, type Refused, type Tally } from './tally.ts';
import { windowsOf } from './windows.ts';

export interface FileImport {
  readonly file: ImportFile;
  readonly indexed: FileIndex;
  readonly run: RunIndex;
  readonly shared: SharedIdentities;
  readonly connection: SubgraphConnection;
  readonly journal: Journal;
  /** Shared by all files: while one ends, the next one is under way. */
  readonly inOrder: InOrder;
  /** Called with what each acknowledged batch adds. */
  readonly onTally: (tally: Tally) => void;
}

/** A resolver that remembers more is replaced by a fresh one. */
const maxRemembered = 200_000;

/**
 * Imports one file behind what an earlier, unfinished import acknowledged of it. Its last lines are still on their way when this resolves.
 * @returns why not, when the file changed since it was indexed and cannot be read any more
 */
export async function importFile(job: FileImport): Promise<Refusal | undefined> {
  const { file, indexed, connection, journal, inOrder } = job;
  const before = journal.progressOf(file);
  const stored: StoredEntry[] = [];
  let resolver = newResolver(job);
  const send = async (entries: readonly BundleEntry[]): Promise<void> => {
    if (resolver.size() > maxRemembered) resolver = newResolver(job);
    const window = await prepareWindow(entries, { index: indexed.index, resolver, shared: job.shared });
    const keys = window.entries.flatMap((prepared) => (prepared.refusal === undefined ? [prepared.routed.line.id] : []));
    await inOrder.add(
      keys,
      () => sendWindow(window, before, connection),
      async (outcomes) => {
        await acknowledge(window, outcomes, before, job);
        for (const prepared of acceptedOf(window, outcomes, before)) note(prepared, { stored, job });
      },
    );
  };
  const refusal = await eachWindow(file, send);
  if (refusal !== undefined) return refusal;
  // As a commit, because a manifest tells of what was stored: behind all windows of this file.
  await inOrder.add(
    [],
    async () => {},
    () => endFile(),
  );
  return undefined;

  async function endFile(): Promise<void> {
    const manifests = indexed.head === undefined ? [] : bundleManifests(indexed.head, stored);
    await sendOwnLines(connection, manifests);
    await journal.fileDone(file);
  }
}

async function eachWindow(file: ImportFile, send: (entries: readonly BundleEntry[]) => Promise<void>): Promise<Refusal | undefined> {
  try {
    for await (const entries of windowsOf(readEntries(file))) await send(entries);
    return undefined;
  } catch (failure) {
    if (failure instanceof UnreadableFile) return failure.refusal;
    throw failure;
  }
}

const newResolver = ({ indexed, run, shared, connection }: FileImport): ReferenceResolver =>
  createResolver({ index: indexed.index, displays: indexed.displays, run, shared, connection });

/** Outcomes by the entry's place; none for what an earlier import acknowledged, and for what is refused before it is sent. */
type Outcomes = ReadonlyMap<number, IngestOutcome>;

async function sendWindow(window: PreparedWindow, { upTo }: FileProgress, connection: SubgraphConnection): Promise<Outcomes> {
  const sent = window.entries.flatMap((prepared) => (prepared.refusal === undefined && prepared.entry.ordinal >= upTo ? [prepared] : []));
  const lines = [...window.before, ...sent.map(({ routed }) => routed), ...window.after];
  const outcomes = await sendLines(connection, lines);
  const places = new Map<number, IngestOutcome>();
  outcomes.forEach((outcome, place) => {
    const prepared = sent[place - window.before.length];
    if (place >= window.before.length && prepared !== undefined) places.set(prepared.entry.ordinal, outcome);
    else if (outcome.outcome === 'refused') throw refusedOwnLine(outcome);
  });
  return places;
}

/** Counts what is new of a window, and writes it down before anything else is. */
async function acknowledge(window: PreparedWindow, outcomes: Outcomes, { upTo }: FileProgress, job: FileImport): Promise<void> {
  const tally = emptyTally();
  const fresh = window.entries.filter(({ entry }) => entry.ordinal >= upTo);
  for (const prepared of fresh) count(tally, prepared.entry.type, outcomeOf(prepared, outcomes.get(prepared.entry.ordinal), job.file));
  const last = fresh.at(-1);
  if (last === undefined) return;
  await job.journal.acknowledge(job.file, last.entry.ordinal + 1, tally);
  job.onTally(tally);
}

const words = { created: 'kept', updated: 'updated', unchanged: 'unchanged' } as const;

function outcomeOf({ entry, refusal }: PreparedEntry, outcome: IngestOutcome | undefined, file: ImportFile): EntryOutcome {
  const place = { file: file.name, entry: entry.ordinal, ...(entry.type === undefined ? {} : { type: entry.type }) };
  if (refusal !== undefined) return { ...place, ...refusal };
  if (outcome === undefined) throw new Error('A line has no outcome.');
  if (outcome.outcome !== 'refused') return words[outcome.outcome];
  const { code, field, reason } = outcome;
  return { ...place, code, ...(field === '' ? {} : { field }), reason };
}

type Accepted = Extract<PreparedEntry, { readonly refusal?: undefined }>;

/** What the store has of a window, now or from the earlier import. */
function acceptedOf(window: PreparedWindow, outcomes: Outcomes, before: FileProgress): Accepted[] {
  const refusedBefore = new Set(before.tally.refused.map(({ entry }: Refused) => entry));
  return window.entries.filter((prepared): prepared is Accepted => {
    if (prepared.refusal !== undefined) return false;
    const { ordinal } = prepared.entry;
    return ordinal < before.upTo ? !refusedBefore.has(ordinal) : outcomes.get(ordinal)?.outcome !== 'refused';
  });
}

interface Notes {
  readonly stored: StoredEntry[];
  readonly job: FileImport;
}

/** Keeps of a stored entry what the manifest needs. */
function note({ entry, routed: { line }, refersTo }: Accepted, { stored, job }: Notes): void {
  if (job.indexed.head === undefined) return;
  const { type, fullUrl, request } = entry;
  stored.push({
    type,
    id: line.id,
    refersTo: refersTo.filter((id) => id !== line.patientId),
    ...(fullUrl === undefined ? {} : { fullUrl }),
    ...(request === undefined ? {} : { request }),
    ...(line.patientId === undefined ? {} : { patientId: line.patientId }),
  });
}
