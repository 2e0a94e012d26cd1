import * as errors from '@health-graph/errors';
import type { Caller } from '@health-graph/permissions';
import { type Check, type Finding, failed, noneOf, passed } from '../check.ts';
import { type Endpoint, type GraphAnswer, inShort } from '../endpoint.ts';

/** The public contract of packages/errors. */
const catalogue: ReadonlySet<string> = new Set([
  'INTERNAL_SERVER_ERROR',
  ...Object.values(errors).flatMap((value) =>
    typeof value === 'function' && value.prototype instanceof errors.HealthGraphError
      ? [new (value as typeof errors.NotFound)('A code is asked for.').code]
      : [],
  ),
]);

const tooDeep = `{ __schema { types { fields { type ${'{ ofType '.repeat(24)}{ name }${' }'.repeat(24)} } } } }`;
const tooWide = `{ ${Array.from({ length: 5_000 }, (_none, index) => `a${index}: __typename`).join(' ')} }`;

/** What an endpoint does with requests that are wrong or too large, and how fast it is. */
export const limitChecks: readonly Check[] = [
  {
    name: 'bad-input',
    expected: 'text that is no GraphQL, and a field that there is not: BAD_USER_INPUT and no data',
    why: 'Clients switch on the code: a fault of theirs must not look like one of ours.',
    look: async ({ endpoint, callers: { treating: caller } }) => {
      const answers = [await endpoint.ask('{', { caller }), await endpoint.ask('{ thereIsNoSuchField }', { caller })];
      const wrong = answers.filter(({ data, errors: [first] }) => data || first?.code !== 'BAD_USER_INPUT');
      return noneOf(wrong.map(inShort), 'BAD_USER_INPUT');
    },
  },
  {
    name: 'limit-depth',
    expected: 'an operation deeper than 20 fields: an error of the catalogue and no data',
    why: 'A few lines of text could keep the endpoint busy for minutes.',
    look: async ({ endpoint, callers: { treating: caller } }) => bounded(endpoint, caller, await endpoint.ask(tooDeep, { caller })),
  },
  {
    name: 'limit-fields',
    expected: 'an operation of more than 3,000 fields: an error of the catalogue and no data',
    why: 'Aliases make one field cost thousandfold.',
    look: async ({ endpoint, callers: { treating: caller } }) => bounded(endpoint, caller, await endpoint.ask(tooWide, { caller })),
  },
  {
    name: 'limit-body',
    expected: 'a body of 11 MiB: 413 or the connection closed, and the next request is answered',
    why: 'Bodies without a bound fill the memory that every patient of the hospital shares.',
    look: async ({ endpoint, callers: { treating: caller } }) => {
      const padding = { padding: 'x'.repeat(11 * 1024 * 1024) };
      const answer = await endpoint.ask('{ __typename }', { caller }, padding).catch(() => undefined);
      if (answer !== undefined && (answer.status !== 413 || answer.data)) return failed(inShort(answer));
      return stillThere(endpoint, caller, answer === undefined ? 'connection closed' : '413');
    },
  },
  {
    name: 'error-codes',
    expected: 'every error that was met has a code of the catalogue',
    why: 'A code that nobody knows is masked by the gateway, and the client learns nothing.',
    look: ({ endpoint }) =>
      noneOf(
        [...endpoint.codes].filter((code) => !catalogue.has(code)).map((code) => `${code} is no code of ours`),
        [...endpoint.codes].join(', '),
      ),
  },
  {
    name: 'latency',
    expected: `the median of 20 signed requests for __typename is at most ${1_000} ms`,
    why: 'A chart waits for the slowest hospital that holds a part of it.',
    look: async ({ endpoint, callers: { treating: caller } }) => {
      const tookMs: number[] = [];
      for (let round = 0; round < 20; round += 1) {
        const since = performance.now();
        const { status } = await endpoint.ask('{ __typename }', { caller });
        if (status !== 200) return failed(`request ${round + 1}: ${status}`);
        tookMs.push(performance.now() - since);
      }
      const median = tookMs.sort((one, other) => one - other)[10] ?? 0;
      return median <= 1_000 ? passed(`p50 ${median.toFixed(1)} ms`) : failed(`p50 ${median.toFixed(1)} ms`);
    },
  },
];

async function bounded(endpoint: Endpoint, caller: Caller, answer: GraphAnswer): Promise<Finding> {
  const [first] = answer.errors;
  if (answer.data || first === undefined || answer.status >= 500) return failed(inShort(answer));
  return catalogue.has(first.code ?? '') ? stillThere(endpoint, caller, inShort(answer)) : failed(inShort(answer));
}

async function stillThere(endpoint: Endpoint, caller: Caller, seen: string): Promise<Finding> {
  const { status } = await endpoint.ask('{ __typename }', { caller });
  return status === 200 ? passed(seen) : failed(`${seen}, then ${status}`);
}
