import { expect } from '@jest/globals';
import { type Graph, type GraphAnswer, openGraph } from '../graph.ts';
import { askerOf } from './asking.ts';
import { captureLog } from './captured-log.ts';
import { canariesOf, type Split } from './hidden-rows.ts';
import { fieldsOf } from './labelled-fields.ts';
import { linesOf } from './lines.ts';
import type { Standpoint } from './row-oracle.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A graph with the hidden rows, and one into which they never came. */
export interface TwinGraphs {
  readonly graph: Graph;
  /** Words that are in hidden rows alone. */
  readonly canaries: readonly string[];
  /** What was logged while they opened: the proof that anything is captured. */
  readonly startLog: readonly string[];
  /** How many answers were compared. */
  compared(): number;
  /** Asks both; what comes, and what is logged, must be the same letter for letter, and hold no word of a hidden row. */
  same(standpoint: Standpoint, query: string, variables?: Variables): Promise<GraphAnswer>;
  /** Every page of every list of a record, two at a time, to the end. */
  walk(standpoint: Standpoint, type: string, id: string): Promise<void>;
  close(): Promise<void>;
}

/** What lies in an answer or a record behind some steps. */
export const at = (value: unknown, ...steps: readonly (string | number)[]): unknown =>
  steps.reduce<unknown>((reached, step) => (reached as Readonly<Record<string | number, unknown>> | null | undefined)?.[step], value);

export const page = '{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';

/** When each of the two was filled. */
const filledAt = /("(?:recordedAt|updatedAt)":)"[^"]*"/g;

/** All that reaches a client, but for the name of the request, the time of day, and which of several subgraphs refused first. */
const asItCame = ({ status, headers: { date: _date, 'x-request-id': _id, ...headers }, text, data, errors = [] }: GraphAnswer) => ({
  status,
  headers,
  length: text.length,
  data: JSON.stringify(data).replaceAll(filledAt, '$1'),
  errors: errors.map((error) => JSON.stringify(error)).toSorted(),
});

export async function openTwins(rows: Split): Promise<TwinGraphs> {
  const { shown, hidden } = rows;
  const canaries = canariesOf(rows);
  const log = captureLog();
  const [graph, without] = [await openGraph({ logLevel: 'debug' }), await openGraph({ logLevel: 'debug' })];
  const startLog = log.take();
  for (const [subgraph, lines] of linesOf([...shown, ...hidden])) await graph.ingest(subgraph, lines);
  for (const [subgraph, lines] of linesOf(shown)) await without.ingest(subgraph, lines);
  let compared = 0;
  const same: TwinGraphs['same'] = async (standpoint, query, variables = {}) => {
    const asker = askerOf(standpoint);
    log.take();
    const answer = await graph.ask(asker, query, variables);
    const logged = log.take();
    const other = await without.ask(asker, query, variables);
    compared += 1;

    expect({ query, variables, ...asItCame(answer) }).toEqual({ query, variables, ...asItCame(other) });
    expect(logged).toEqual(log.take());
    const told = [answer.text, JSON.stringify(answer.headers), ...logged].join('\n');
    expect(canaries.filter((canary) => told.includes(canary))).toEqual([]);
    return answer;
  };
  return {
    graph,
    canaries,
    startLog,
    compared: () => compared,
    same,
    walk: async (standpoint, type, id) => {
      const root = `${type[0]?.toLowerCase()}${type.slice(1)}`;
      for (const { name } of fieldsOf(type).filter(({ leadsTo }) => leadsTo === 'connection')) {
        const query = `query ($id: ID!, $after: String) { root: ${root}(id: $id) { list: ${name}(first: 2, after: $after) ${page} } }`;
        for (let after: unknown = null; after !== undefined; ) {
          const { data } = await same(standpoint, query, { id, after });
          const pageInfo = at(data, 'root', 'list', 'pageInfo');
          after = at(pageInfo, 'hasNextPage') === true ? at(pageInfo, 'endCursor') : undefined;
        }
      }
    },
    close: async () => {
      await graph.close();
      await without.close();
      log.restore();
    },
  };
}
