import { Command, InvalidArgumentError } from 'commander';
import { printResult } from '../print-result.ts';
import { type ConnectionOptions, openConnection, withConnection } from '../registry/connection.ts';

interface StatusOptions extends ConnectionOptions {
  readonly watch?: number;
}

interface Endpoint {
  readonly endpoint: string;
  readonly circuit: string;
  readonly inFlight: number;
  readonly queued: number;
  readonly fetches: number;
  readonly failed: number;
  readonly refused: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly lastFailure?: { readonly reason: string; readonly at: string };
  readonly drift?: { readonly missing: readonly string[]; readonly changed: readonly string[]; readonly added: number };
}

/** `health-graph status`: how the endpoints of a gateway do. */
export const statusCommand = withConnection(new Command('status'))
  .description('show the state of each endpoint: circuit, load, latency, failures, and whether its schema is the one that was published')
  .option('--watch [seconds]', 'again and again, every 2 seconds unless told otherwise', seconds)
  .action(run);

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number of seconds.');
  return value;
}

async function run({ watch, ...options }: StatusOptions): Promise<void> {
  const gateway = await openConnection(options);
  const show = async (): Promise<void> => {
    const { body } = await gateway.ask('GET', '/status');
    const { supergraph, endpoints } = body as unknown as { readonly supergraph: string; readonly endpoints: readonly Endpoint[] };
    printResult(options, body, [`Supergraph ${supergraph.slice(0, 16)} is served.`, ...table(endpoints)]);
  };
  await show();
  if (watch === undefined) return;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, (typeof watch === 'number' ? watch : 2) * 1_000));
    await show();
  }
}

const columns: readonly (readonly [title: string, of: (endpoint: Endpoint) => string])[] = [
  ['ENDPOINT', ({ endpoint }) => endpoint],
  ['CIRCUIT', ({ circuit }) => circuit],
  ['IN FLIGHT', ({ inFlight }) => String(inFlight)],
  ['QUEUED', ({ queued }) => String(queued)],
  ['P50 MS', ({ p50Ms }) => String(p50Ms ?? '-')],
  ['P95 MS', ({ p95Ms }) => String(p95Ms ?? '-')],
  ['FETCHES', ({ fetches }) => String(fetches)],
  ['FAILED', ({ failed }) => String(failed)],
  ['REFUSED', ({ refused }) => String(refused)],
  ['LAST FAILURE', ({ lastFailure }) => (lastFailure === undefined ? '-' : `${lastFailure.reason} ${lastFailure.at.slice(0, 19)}`)],
  ['SCHEMA', ({ drift }) => schemaOf(drift)],
];

function schemaOf(drift: Endpoint['drift']): string {
  if (drift === undefined) return 'not compared';
  const { missing, changed, added } = drift;
  if (missing.length + changed.length + added === 0) return 'as published';
  const parts = [
    missing.length > 0 && `lacks ${missing.join(' ')}`,
    changed.length > 0 && `has otherwise ${changed.join(' ')}`,
    added > 0 && `${added} more`,
  ];
  return parts.filter(Boolean).join('; ');
}

function table(endpoints: readonly Endpoint[]): readonly string[] {
  const rows = [columns.map(([title]) => title), ...endpoints.map((endpoint) => columns.map(([, of]) => of(endpoint)))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
