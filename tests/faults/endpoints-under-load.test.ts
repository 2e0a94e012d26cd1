import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FaultyGraph, load, startFaultyGraph, untilWhole } from './faulty-endpoints.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const connections = 50;
const requests = isFull ? 20_000 : 2_000;

let graph: FaultyGraph;
beforeAll(async () => {
  graph = await startFaultyGraph({ bulkheads: isFull ? {} : { timeoutMs: 1_000 } });
});
afterAll(() => graph.close());

/** So many requests, each of which is over when it is answered. */
const asked = () => {
  let left = requests;
  return load(graph.gateway.url, connections, () => left-- <= 0);
};

it('endpoints that are killed, hang, answer garbage and are slow cost their own part of charts, and come back by themselves', async () => {
  await graph.become({ lab: 'killed', imaging: 'hung', dental: 'garbage', rehabilitation: 'slow' });

  const answers = await asked();
  const others = answers.filter(({ kind }) => kind === 'others');
  const affected = answers.filter(({ kind }) => kind === 'affected');

  expect(answers.filter(({ isLost }) => isLost)).toEqual([]);
  expect(others.flatMap(({ codes }) => codes)).toEqual([]);
  expect(new Set(affected.flatMap(({ codes }) => codes))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_INVALID_ANSWER']));
  // The killed, the hung and the one with garbage, and never the slow one.
  expect(new Set(affected.map(({ codes }) => codes.length))).toEqual(new Set([3]));

  await graph.become({ lab: 'well', imaging: 'well', dental: 'well', rehabilitation: 'well' });

  expect(await untilWhole(graph.gateway.url)).toBeLessThan(10_000);
}, 180_000);
