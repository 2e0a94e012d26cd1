/** What one endpoint may cost the others; each setting holds for every endpoint by itself. */
export interface BulkheadSettings {
  /** How long one fetch may take, from the moment it is sent. Default 10,000. */
  readonly timeoutMs: number;
  /** Fetches of one endpoint at a time. Default 128. */
  readonly concurrency: number;
  /** Fetches that wait for a place; more are refused. Default 64. */
  readonly queue: number;
  /** How long a fetch waits for a place. Default 1,000. */
  readonly queueMs: number;
  /** Repetitions for every hundred fetches, of reads that were not answered at all; 0 for none. Default 10. */
  readonly retryPercent: number;
  /** How many of the last fetches the circuit looks at. Default 20. */
  readonly circuitFetches: number;
  /** It opens when more than so many of a hundred of them failed. Default 50. */
  readonly circuitFailurePercent: number;
  /** It does not open before there were so many. Default 5. */
  readonly circuitMinimum: number;
  /** How long nothing is asked of an endpoint whose circuit is open; then one fetch tries. Default 3,000. */
  readonly circuitOpenMs: number;
  /** Elements of all lists of one answer together. Default 100,000. */
  readonly listElements: number;
  /** How often the schema that an endpoint serves is compared with the one that was composed; 0 for never. Default 300,000. */
  readonly driftMs: number;
}

export const defaultBulkheads: BulkheadSettings = {
  timeoutMs: 10_000,
  concurrency: 128,
  queue: 64,
  queueMs: 1_000,
  retryPercent: 10,
  circuitFetches: 20,
  circuitFailurePercent: 50,
  circuitMinimum: 5,
  circuitOpenMs: 3_000,
  listElements: 100_000,
  driftMs: 300_000,
};

/** Those that may be none. */
const mayBeZero: readonly string[] = ['queue', 'retryPercent', 'driftMs'] satisfies readonly (keyof BulkheadSettings)[];

/** What is wrong with each setting. */
export function* faultsOf(settings: BulkheadSettings): Generator<readonly [setting: string, reason: string]> {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(defaultBulkheads, name))
      yield [`bulkheads.${name}`, `is no setting; there are ${Object.keys(defaultBulkheads).join(', ')}`];
    else if (!Number.isInteger(value) || value < (mayBeZero.includes(name) ? 0 : 1))
      yield [`bulkheads.${name}`, 'must be a positive integer'];
  }
  if (settings.circuitFailurePercent > 99) yield ['bulkheads.circuitFailurePercent', 'must be from 1 to 99'];
  if (settings.circuitMinimum > settings.circuitFetches) yield ['bulkheads.circuitMinimum', 'must not be more than circuitFetches'];
}

/** `timeoutMs=5000,concurrency=64` */
export function bulkheadsIn(text: string | undefined): { readonly bulkheads?: Partial<BulkheadSettings> } {
  if (text === undefined) return {};
  const entries = text.split(',').map((entry) => entry.trim().split('='));
  return { bulkheads: Object.fromEntries(entries.map(([name = '', value]) => [name, Number(value)])) };
}
