import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { Int32 } from 'bson';
import type { Document } from '../../bson/document.ts';
import { collect, compilePipeline, runPipeline } from '../aggregate.ts';
import type { PipelineAccess, PipelineContext } from './stage.ts';

async function* from(documents: readonly Document[]): AsyncGenerator<Document> {
  yield* documents;
}

/** A server of two collections, held in memory. */
const collections: Readonly<Record<string, readonly Document[]>> = { left: [{ _id: 1 }, { _id: 2 }], right: [{ _id: 1, x: 'a' }] };

const unused = (): never => {
  throw new Error('not asked for here');
};

const access: PipelineAccess = {
  open: ({ collection }, rest) => ({ documents: from(collections[collection] ?? []), rest }),
  replaceCollection: unused,
  updateOne: unused,
  insertOne: unused,
  hasUniqueIndex: unused,
  report: unused,
};

const context: PipelineContext = { namespace: { database: 'd', collection: 'left' }, access, now: new Date(0) };
const run = (stages: readonly Document[], documents: readonly Document[], more: Partial<PipelineContext> = {}): Promise<Document[]> =>
  collect(compilePipeline(stages, { ...context, ...more })(from(documents)));

const many = Array.from({ length: 400 }, (_, index) => ({
  _id: new Int32(index),
  n: new Int32((index * 173) % 400),
  text: 'x'.repeat(50),
}));
const spills = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('embedded-mongo-spill-'));

describe('memory', () => {
  it('a large sort goes to disk, in the same order, and cleans up behind itself', async () => {
    const before = spills();
    const sorted = await run([{ $sort: { n: 1 } }, { $project: { _id: 0, n: 1 } }], many, { memoryLimit: 5_000 });

    expect(sorted).toEqual(many.map(({ n }) => ({ n })).sort((a, b) => a.n.value - b.n.value));
    expect(spills()).toEqual(before);
  });

  it('equal keys keep their order over the runs on disk', async () => {
    const sorted = await run([{ $sort: { text: 1 } }], many, { memoryLimit: 5_000 });

    expect(sorted.map(({ _id }) => _id)).toEqual(many.map(({ _id }) => _id));
  });

  it('a reader that leaves early leaves no file either', async () => {
    const before = spills();
    expect(await run([{ $sort: { n: 1 } }, { $match: {} }, { $limit: 3 }], many, { memoryLimit: 5_000 })).toHaveLength(3);

    expect(spills()).toEqual(before);
    expect(existsSync(tmpdir())).toBe(true);
  });

  it('groups that do not fit go to disk, and each comes out once', async () => {
    const before = spills();
    const rows = [...many, ...many].map(({ n }) => ({ n }));
    const groups = await run([{ $group: { _id: '$n', count: { $sum: new Int32(1) } } }, { $sort: { _id: 1 } }], rows, {
      memoryLimit: 8_000,
    });

    expect(groups).toEqual(Array.from({ length: 400 }, (_, index) => ({ _id: new Int32(index), count: new Int32(2) })));
    expect(spills()).toEqual(before);
  });

  it.each(['$bucketAuto', '$setWindowFields', '$facet', '$sample'])('%s refuses more than its memory', async (stage) => {
    const specs: Document = {
      $bucketAuto: { groupBy: '$n', buckets: 2 },
      $setWindowFields: { output: { c: { $count: {} } } },
      $facet: { a: [] },
      $sample: { size: 400 },
    };

    await expect(run([{ [stage]: specs[stage] }], many, { memoryLimit: 5_000 })).rejects.toMatchObject({ code: 292 });
  });

  it('a sort that is cut right behind stays in memory', async () => {
    const kept = await run([{ $sort: { n: 1 } }, { $skip: 1 }, { $limit: 2 }], many, { memoryLimit: 20_000, allowDiskUse: false });

    expect(kept.map(({ n }) => n as unknown)).toEqual([new Int32(1), new Int32(2)]);
  });

  it.each<[string, Document[]]>([
    ['a sort', [{ $sort: { n: 1 } }]],
    ['a group', [{ $group: { _id: '$n', all: { $push: '$$ROOT' } } }]],
  ])('%s beyond the limit is refused without the disk', async (_name, stages) => {
    await expect(run(stages, many, { memoryLimit: 5_000, allowDiskUse: false })).rejects.toMatchObject({ code: 292 });
  });
});

describe('a pipeline', () => {
  it('is checked before any document comes', () => {
    expect(() => compilePipeline([{ $match: {} }, { $nope: 1 }], context)).toThrow(expect.objectContaining({ code: 40324 }));
    expect(() => runPipeline([{ $lookup: { from: 'right', pipeline: [{ $limit: 0 }], as: 'x' } }], context)).toThrow(
      expect.objectContaining({ code: 15958 }),
    );
  });

  it('opens its own collection', async () => {
    expect(await collect(runPipeline([{ $match: { _id: 2 } }], context))).toEqual([{ _id: 2 }]);
  });

  it('reads no further than it needs', async () => {
    let read = 0;
    async function* counted(): AsyncGenerator<Document> {
      for (const document of many) {
        read += 1;
        yield document;
      }
    }
    await collect(compilePipeline([{ $match: {} }, { $limit: 3 }], context)(counted()));

    expect(read).toBe(3);
  });

  it('joins through the access it is given', async () => {
    const stages = [
      { $lookup: { from: 'right', localField: '_id', foreignField: '_id', as: 'r' } },
      { $unwind: '$r' },
      { $replaceWith: '$r' },
    ];

    expect(await collect(runPipeline(stages, context))).toEqual([{ _id: 1, x: 'a' }]);
  });

  it('joins in batches as it would one by one', async () => {
    const foreign = [
      { _id: 1, k: new Int32(1) },
      { _id: 2, k: [new Int32(1), 'x'] },
      { _id: 3, k: null },
      { _id: 4 },
      { _id: 5, k: [] },
      { _id: 6, k: [[new Int32(1), 'x']] },
    ];
    const locals = [
      { v: new Int32(1) },
      { v: 'x' },
      { v: null },
      {},
      { v: [] },
      { v: ['x', null] },
      { v: [[new Int32(1), 'x']] },
      { v: 'none' },
    ];
    const joining: PipelineAccess = { ...access, open: (_namespace, rest) => ({ documents: from(foreign), rest }) };
    const joinOf = async (documents: readonly Document[], memoryLimit = 1e6): Promise<unknown[]> =>
      (
        await run([{ $lookup: { from: 'f', localField: 'v', foreignField: 'k', as: 'r' } }], documents, { access: joining, memoryLimit })
      ).map(({ r }) => (r as Document[]).map(({ _id }) => _id));
    const many = Array.from({ length: 20 }, () => locals).flat();

    const single = [[1, 2], [2], [3, 4], [3, 4], [], [2, 3, 4], [2, 6], []];
    expect(await joinOf(locals)).toEqual(single);
    expect(await joinOf(many)).toEqual(Array.from({ length: 20 }, () => single).flat());
    expect(await joinOf(many, 500)).toEqual(Array.from({ length: 20 }, () => single).flat());
  });

  it.each<[string, Document[], number]>([
    ['$out that is not last', [{ $out: 'x' }, { $limit: 1 }], 40601],
    ['$documents that is not first', [{ $limit: 1 }, { $documents: [] }], 40602],
    ['$merge within a join', [{ $lookup: { from: 'x', pipeline: [{ $merge: 'y' }], as: 'z' } }], 51047],
    ['a search of Atlas', [{ $search: {} }], 31082],
    ['nearness', [{ $geoNear: {} }], 115],
    ['JavaScript', [{ $project: { a: { $function: {} } } }], 2],
  ])('refuses %s', (_name, stages, code) => {
    expect(() => compilePipeline(stages, context)).toThrow(expect.objectContaining({ code }));
  });
});
