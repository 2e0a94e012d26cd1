import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { type RunningGateway, start } from '../start.ts';
import { type Colour, type ColouredGraphs, type PushedSource, pushedSource, startColouredGraphs } from './testing.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const swaps = isFull ? 100 : 10;
const connections = 50;
/** Answers between one swap and the next: each connection has some of both. */
const pace = 4 * connections;

let graphs: ColouredGraphs;
let gateway: RunningGateway;
let source: PushedSource;

beforeAll(async () => {
  graphs = await startColouredGraphs();
  source = pushedSource(graphs.supergraph('red'));
  gateway = await start({
    port: 0,
    open: true,
    supergraphSource: source,
    observability: { logLevel: 'silent', adminPort: 0 },
  });
});
afterAll(async () => {
  await gateway.close();
  await graphs.close();
});

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: { readonly thing: Readonly<Record<string, unknown>> } | null;
    readonly errors?: readonly GraphqlError[];
  };
}
interface GraphqlError {
  readonly extensions: { readonly code: string };
}

/** Every version has it. */
const common = '{ thing { colour title owner } }';
/** Only one colour has it; the other must refuse all of it. */
const special = (colour: Colour) => `{ thing { only${colour === 'red' ? 'Red' : 'Green'} colour owner } }`;

/** Asks over so many connections until it is told to stop. */
function load() {
  const pool = new Pool(new URL(gateway.url).origin, { connections, pipelining: 1 });
  const found = { answers: 0, failed: [] as unknown[], mixed: [] as unknown[], colours: new Set<unknown>(), refusedSpecials: 0 };
  const waiting: { readonly least: number; readonly resolve: () => void }[] = [];
  let isOver = false;
  const ask = async (query: string): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' };
    const { statusCode: status, body } = await pool.request({ path: '/graphql', method: 'POST', headers, body: JSON.stringify({ query }) });
    return { status, body: (await body.json()) as Answer['body'] };
  };
  const note = (query: string, answer: Answer): void => {
    const { data, errors } = answer.body;
    const isRefused = answer.status === 400 && errors?.every(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED') === true;
    if (query !== common && isRefused && (data ?? null) === null) found.refusedSpecials += 1;
    else if (answer.status !== 200 || errors !== undefined || !data) found.failed.push(answer);
    else {
      const colours = new Set(Object.values(data.thing));
      for (const colour of colours) found.colours.add(colour);
      if (colours.size !== 1) found.mixed.push(answer);
    }
    found.answers += 1;
    for (const { least, resolve } of waiting) if (found.answers >= least) resolve();
  };
  const client = async (number: number): Promise<void> => {
    const queries = [common, common, special('red'), common, special('green')];
    for (let turn = number; !isOver; turn++) {
      const query = queries[turn % queries.length] ?? common;
      await ask(query).then(
        (answer) => note(query, answer),
        (failure: unknown) => found.failed.push(failure),
      );
    }
  };
  const clients = Array.from({ length: connections }, (_, number) => client(number));
  return {
    found,
    answered: (more: number): Promise<void> => new Promise((resolve) => waiting.push({ least: found.answers + more, resolve })),
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
      await pool.close();
    },
  };
}

async function metric(series: string): Promise<number> {
  const text = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`health_graph_gateway_${series} `));
  return Number(line?.slice(line.lastIndexOf(' ')));
}
const served = async (): Promise<unknown> =>
  ((await (await fetch(new URL('/ready', gateway.url))).json()) as { supergraph: string }).supergraph;

describe(`${swaps} swaps under the load of ${connections} connections`, () => {
  it('fail no request, mix no answer, and let go of the versions that are over', async () => {
    const running = load();
    await running.answered(pace);
    for (let number = 1; number <= swaps; number++) {
      const colour: Colour = number % 2 === 0 ? 'red' : 'green';
      // Each fourth is one that was served before: a rollback.
      const { version } = source.push(graphs.supergraph(colour, number % 4 < 2 ? 0 : number));
      await running.answered(pace);
      expect(await served()).toBe(version);
    }
    await running.stop();

    const { found } = running;
    expect({ failed: found.failed, mixed: found.mixed }).toEqual({ failed: [], mixed: [] });
    expect(found.colours).toEqual(new Set(['red', 'green']));
    expect(found.refusedSpecials).toBeGreaterThan(0);
    expect(await metric('supergraphs_total{outcome="served"}')).toBe(swaps + 1);
    expect(await metric('supergraph_versions')).toBe(1);
    await graphs.disconnected('green');
    process.stderr.write(`${swaps} swaps: ${found.answers} answers, ${found.refusedSpecials} refused as wrong, 0 failed, 0 mixed\n`);
  }, 600_000);
});
