import type { LogLevel } from '@health-graph/subgraph-kit';
import type { Faults } from '../check-config.ts';

/** What an operator may look at. By default failures are logged, and nothing else is observed or costs anything. */
export interface ObservabilitySettings {
  /** Where Prometheus reads `/metrics`, on 127.0.0.1 only; 0 takes any free port. Default: nothing is measured. */
  readonly adminPort?: number;
  /** Whether it is measured what nobody reads here: a worker hands it to its supervisor. Default: where there is an admin port. */
  readonly measures?: boolean;
  /** `debug` writes one line for each request. Default `info`: failures, and slow operations where they are asked for. */
  readonly logLevel?: LogLevel;
  /** Where lines of the log go. Default: standard error. */
  readonly writeLog?: (line: string) => void;
  /** Requests that take at least this long are logged, by the hash of their operation. Default: none. */
  readonly slowOperationMs?: number;
  /** Base URL of an OpenTelemetry collector that takes traces over OTLP/HTTP. Default: no traces, unless the process has a provider already. */
  readonly tracesUrl?: string;
  /**
   * `development`: whoever sends `"extensions": { "queryPlan": true }` reads the plan of the operation in `extensions.queryPlan`. Plans name subgraphs
   * and hidden fields, so it is refused on a public address and without introspection. Default `never`.
   */
  readonly queryPlans?: 'never' | 'development';
}

export interface ObservabilityConfig {
  readonly adminPort: number | undefined;
  readonly measures: boolean;
  readonly logLevel: LogLevel;
  readonly writeLog: ((line: string) => void) | undefined;
  readonly slowOperationMs: number | undefined;
  readonly tracesUrl: string | undefined;
  readonly showsPlans: boolean;
}

const LOG_LEVELS: readonly unknown[] = ['silent', 'error', 'warn', 'info', 'debug'] satisfies readonly LogLevel[];

export function observabilityConfig(settings: ObservabilitySettings = {}): ObservabilityConfig {
  const {
    adminPort,
    measures = adminPort !== undefined,
    logLevel = 'info',
    writeLog,
    slowOperationMs,
    tracesUrl,
    queryPlans = 'never',
  } = settings;
  return { adminPort, measures, logLevel, writeLog, slowOperationMs, tracesUrl, showsPlans: queryPlans !== 'never' };
}

/** What the checks need to know of the rest of the gateway. */
interface Surroundings {
  readonly port: number;
  readonly host: string;
  readonly hasIntrospection: boolean;
}

export function checkObservability(
  settings: ObservabilitySettings = {},
  { port, host, hasIntrospection }: Surroundings,
  faults: Faults,
): void {
  const { adminPort, logLevel, slowOperationMs, tracesUrl, queryPlans = 'never' } = settings;
  const isPort = adminPort === undefined || (Number.isInteger(adminPort) && adminPort >= 0 && adminPort <= 65_535);
  faults.check(isPort, 'observability.adminPort', 'must be an integer from 0 to 65535');
  faults.check(!adminPort || adminPort !== port, 'observability.adminPort', 'must not be the public port');
  faults.check(
    logLevel === undefined || LOG_LEVELS.includes(logLevel),
    'observability.logLevel',
    `must be one of ${LOG_LEVELS.join(', ')}`,
  );
  const isDuration = slowOperationMs === undefined || (Number.isFinite(slowOperationMs) && slowOperationMs >= 0);
  faults.check(isDuration, 'observability.slowOperationMs', 'must be a number of milliseconds');
  faults.check(tracesUrl === undefined || /^https?:\/\/./.test(tracesUrl), 'observability.tracesUrl', 'must be an http or https URL');
  faults.check(['never', 'development'].includes(queryPlans), 'observability.queryPlans', 'must be never or development');
  faults.check(
    queryPlans === 'never' || (hasIntrospection && host === '127.0.0.1'),
    'observability.queryPlans',
    'must be never where introspection is off or strangers reach the gateway',
  );
}

type Environment = Readonly<Record<string, string | undefined>>;

export function observabilityIn(environment: Environment): { readonly observability?: ObservabilitySettings } {
  const { ADMIN_PORT, LOG_LEVEL, SLOW_OPERATION_MS, OTEL_EXPORTER_OTLP_ENDPOINT, QUERY_PLANS } = environment;
  const observability: ObservabilitySettings = {
    ...(ADMIN_PORT === undefined ? {} : { adminPort: Number(ADMIN_PORT) }),
    ...(LOG_LEVEL === undefined ? {} : { logLevel: LOG_LEVEL as LogLevel }),
    ...(SLOW_OPERATION_MS === undefined ? {} : { slowOperationMs: Number(SLOW_OPERATION_MS) }),
    ...(OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? {} : { tracesUrl: OTEL_EXPORTER_OTLP_ENDPOINT }),
    ...(QUERY_PLANS === undefined ? {} : { queryPlans: QUERY_PLANS as 'development' }),
  };
  return Object.keys(observability).length === 0 ? {} : { observability };
}
