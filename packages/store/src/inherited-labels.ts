import { inOrderOfLabels, isLabel, type Label, labelKeyOf } from '@health-graph/permissions';
import { type IngestLine, raisedBy } from '@health-graph/records';
import type { ClientSession } from 'mongoose';
import type { IngestContext, WrittenRecord } from './ingest.ts';
import { labellingOf } from './labelling.ts';
import { type StoredSource, sourcesCollection } from './source-document.ts';
import type { StoredDocument } from './stored-record.ts';

/**
 * Where a type that is never raised itself says what it raises others to: products of the catalogue, in a path that is derived. It holds labels.
 */
export const tellsPath = 'tells';

type Inheriting = Pick<IngestContext, 'store' | 'kept' | 'labelsOf' | 'onWritten'>;

/** References of a line that raise it: ids by the type they refer to. */
function referencesOf({ type, data = {} }: IngestLine): readonly (readonly [string, string])[] {
  return Object.entries(raisedBy[type] ?? {}).flatMap(([path, target]) =>
    valuesAt(data, path.split('.')).map((id) => [target, id] as const),
  );
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, step === undefined ? [] : [step, ...rest]));
  if (step === undefined) return typeof value === 'string' ? [value] : [];
  return typeof value === 'object' && value !== null ? valuesAt((value as Readonly<Record<string, unknown>>)[step], rest) : [];
}

/** As many steps as there are types in a row: a dispense, its request, the product. */
const mostSteps = 3;

/**
 * The same lines, each with the labels of what it refers to among those of its sender: records of the batch, and of the store. One command for each
 * type that is referred to outside of the batch.
 */
export async function withInheritedLabels<Line extends { readonly line: IngestLine }>(
  writes: readonly Line[],
  context: Inheriting,
  session: ClientSession,
): Promise<readonly Line[]> {
  const references = new Map(writes.map(({ line }) => [line, referencesOf(line)]));
  const told = await toldByStore([...references.values()].flat(), new Set(writes.map(({ line }) => line.id)), context, session);
  let lines = writes;
  for (const { line } of lines) told.set(line.id, toldBy(line, context));
  for (let step = 0; step < mostSteps; step += 1) {
    lines = lines.map((write) => {
      const inherited = (references.get(write.line) ?? []).flatMap(([, id]) => told.get(id) ?? []);
      const labels = inOrderOfLabels([...(write.line.labels ?? []).filter(isLabel), ...inherited]);
      if (labels.length === (write.line.labels ?? []).length) return write;
      const line = { ...write.line, labels };
      references.set(line, references.get(write.line) ?? []);
      told.set(line.id, toldBy(line, context));
      return { ...write, line };
    });
  }
  return lines;
}

/** What a line raises others to: its own labels, and what is derived of it. */
function toldBy(line: IngestLine, { kept, labelsOf }: Inheriting): readonly Label[] {
  const derived: unknown = line.data === undefined ? undefined : kept.get(line.type)?.derivation?.of(line.data as never);
  return [...labellingOf(line, labelsOf).labels, ...tellsOf(derived)];
}

const tellsOf = (derived: unknown): readonly Label[] => {
  const tells = (derived as { readonly [tellsPath]?: unknown } | undefined)?.[tellsPath];
  return Array.isArray(tells) ? tells.filter((name): name is Label => typeof name === 'string' && isLabel(name)) : [];
};

async function toldByStore(
  references: readonly (readonly [string, string])[],
  inBatch: ReadonlySet<string>,
  { store, kept }: Inheriting,
  session: ClientSession,
): Promise<Map<string, readonly Label[]>> {
  const told = new Map<string, readonly Label[]>();
  const outside = Map.groupBy(
    references.filter(([, id]) => !inBatch.has(id)),
    ([target]) => target,
  );
  for (const [target, named] of outside) {
    const collection = kept.get(target)?.definition.collection;
    if (collection === undefined) continue;
    const ids = [...new Set(named.map(([, id]) => id))];
    const found = await store.mongoose
      .collection<StoredDocument>(collection)
      .find({ _id: { $in: ids } } as never, { session, projection: { labels: 1, [tellsPath]: 1 }, batchSize: ids.length + 1 })
      .toArray();
    for (const document of found) told.set(document._id, [...((document.labels ?? []) as Label[]), ...tellsOf(document)]);
  }
  return told;
}

/**
 * Raises what was stored before what it refers to: the request came, then the product. Like a pass of `relabel` it writes no versions. One command for
 * each path by which something that tells was just written may be referred to; none where nothing tells.
 */
export async function raiseDependents(lines: readonly IngestLine[], context: Inheriting, session: ClientSession): Promise<void> {
  let telling = lines.flatMap((line) => {
    const labels = toldBy(line, context);
    return labels.length === 0 ? [] : [{ id: line.id, type: line.type, patientId: line.patientId, labels }];
  });
  for (let step = 0; telling.length > 0 && step < mostSteps; step += 1) {
    const raised: typeof telling = [];
    for (const [type, paths] of Object.entries(raisedBy))
      for (const [path, target] of Object.entries(paths)) {
        const sources = telling.filter((one) => one.type === target);
        if (sources.length > 0) raised.push(...(await raise({ type, path, sources }, context, session)));
      }
    telling = raised;
  }
}

interface Telling {
  readonly id: string;
  readonly type: string;
  readonly patientId: string | undefined;
  readonly labels: readonly Label[];
}

async function raise(
  { type, path, sources }: { readonly type: string; readonly path: string; readonly sources: readonly Telling[] },
  { store, kept, onWritten }: Inheriting,
  session: ClientSession,
): Promise<Telling[]> {
  const collection = kept.get(type)?.definition.collection;
  if (collection === undefined) return [];
  const byId = new Map(sources.map((source) => [source.id, source.labels]));
  const patientIds = sources.flatMap(({ patientId }) => patientId ?? []);
  // What is a patient's is referred to by the same patient's records, and their index finds them.
  const filter = { [path]: { $in: [...byId.keys()] }, ...(patientIds.length === sources.length && { patientId: { $in: patientIds } }) };
  const dependents = await store.mongoose
    .collection<StoredDocument>(collection)
    .find(filter as never, { session })
    .toArray();
  const raised: Telling[] = [];
  const told: WrittenRecord[] = [];
  for (const document of dependents as unknown as StoredDocument[]) {
    const inherited = valuesAt(document, path.split('.')).flatMap((id) => byId.get(id) ?? []);
    const sentLabels = inOrderOfLabels([...(document.sentLabels ?? []), ...inherited]);
    const labels = inOrderOfLabels([...document.labels, ...inherited]);
    if (labels.length === document.labels.length) continue;
    const update = { $set: { labels: [...labels], labelKey: labelKeyOf(labels), sentLabels: [...sentLabels] } };
    await store.mongoose.collection<StoredDocument>(collection).updateOne({ _id: document._id } as never, update as never, { session });
    await store.mongoose.collection<StoredSource>(sourcesCollection).updateMany({ recordId: document._id }, update as never, { session });
    raised.push({ id: document._id, type, patientId: document.patientId, labels });
    told.push({ type, document: { ...document, labels, labelKey: labelKeyOf(labels), sentLabels } });
  }
  if (told.length > 0) await onWritten?.(told, session, store);
  return raised;
}
