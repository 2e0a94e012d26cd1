import { createHash } from 'node:crypto';
import { type IngestLine, recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { planBatch, roundsOf } from './plan-batch.ts';
import { type SourceState, sourceKeyOf } from './source-document.ts';

const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');

const aLine = (sourceId: string, content: string): IngestLine => ({
  type: 'Claim',
  id: recordId('fhir', 'Claim', sourceId),
  source: { system: 'fhir', type: 'Claim', id: sourceId, hash: hashOf(content) },
  document: content,
});

const known = (line: IngestLine, ...contents: string[]): Map<string, SourceState> =>
  new Map([[sourceKeyOf(line), { recordId: line.id, version: contents.length, hashes: contents.map(hashOf), arrival: 1 }]]);

describe('the plan of a batch', () => {
  it('creates what no source had before', () => {
    const line = aLine('a', 'one');

    const { writes, outcomes } = planBatch([{ line }], new Map());

    expect(outcomes).toEqual([{ id: line.id, outcome: 'created' }]);
    expect(writes).toEqual([{ line, key: sourceKeyOf(line) }]);
  });

  it('updates a source whose content is new', () => {
    const line = aLine('a', 'two');

    const { writes, outcomes } = planBatch([{ line }], known(line, 'one'));

    expect(outcomes).toEqual([{ id: line.id, outcome: 'updated' }]);
    expect(writes[0]?.before?.version).toBe(1);
  });

  it.each(['one', 'two', 'three'])(
    'leaves a source unchanged whose content was %j before, also when other content came between',
    (content) => {
      const line = aLine('a', content);

      const { writes, outcomes } = planBatch([{ line }], known(line, 'one', 'two', 'three'));

      expect(outcomes).toEqual([{ id: line.id, outcome: 'unchanged' }]);
      expect(writes).toEqual([]);
    },
  );

  it('refuses a source that comes under another id', () => {
    const line = aLine('a', 'two');
    const earlier = known({ ...line, id: recordId('fhir', 'Claim', 'b') }, 'one');

    const { writes, outcomes } = planBatch([{ line }], earlier);

    expect(outcomes).toEqual([expect.objectContaining({ outcome: 'refused', code: 'VERSION_CONFLICT', field: 'id' })]);
    expect(writes).toEqual([]);
  });

  it('keeps the outcomes in the order of the lines, refusals included', () => {
    const refusal = { id: 'x', outcome: 'refused', code: 'BAD_USER_INPUT', field: 'id', reason: 'No.' } as const;

    const { outcomes } = planBatch([{ line: aLine('a', '1') }, { refusal }, { line: aLine('b', '1') }], new Map());

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'created']);
  });
});

describe('rounds', () => {
  it('are one where all sources differ', () => {
    expect(roundsOf([{ line: aLine('a', '1') }, { line: aLine('b', '1') }])).toHaveLength(1);
  });

  it('begin anew where a source comes again, so that each content becomes a version', () => {
    const lines = [aLine('a', '1'), aLine('b', '1'), aLine('a', '2'), aLine('a', '3')].map((line) => ({ line }));

    expect(roundsOf(lines).map((round) => round.length)).toEqual([2, 1, 1]);
    expect(roundsOf(lines).flat()).toEqual(lines);
  });
});
