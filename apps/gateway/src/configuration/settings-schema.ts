import type { AllowListSettings } from '../allow-list/settings.ts';
import type { AuditSettings } from '../audit/gateway-audit.ts';
import { type BulkheadSettings, defaultBulkheads } from '../bulkheads/settings.ts';
import type { HorizontalSettings, HospitalSettings } from '../horizontal/settings.ts';
import type { ObservabilitySettings } from '../observability/settings.ts';
import type { RateLimitSettings } from '../rate-limits/rate-limits.ts';
import type { RegistrySettings } from '../registry/settings.ts';
import type { Limits, StreamSettings } from '../settings.ts';
import type { ProcessSettings } from '../workers/worker-settings.ts';
import { count, flag, fromEnvironment, group, port, type SettingSchema, text, words } from './setting-schema.ts';

/** What only a program can set. */
type ProgramOnly = 'worker' | 'supergraphSdl' | 'policies' | 'supergraphSource';

/** What a file may set. A new setting must be described here before it compiles. */
export type FileSettings = Partial<Omit<ProcessSettings, ProgramOnly>>;

const limits = group<keyof Limits>(
  'What one request may be.',
  {
    bodyBytes: count('Bytes of the request body.', 1_048_576),
    tokens: count('Tokens of the document.', 15_000),
    depth: count('Nested selections, fragments counted where they are spread.', 30),
    aliases: count('Aliases in the document.', 200),
    directives: count('Directives in the document.', 200),
    fields: count('Selected fields, fragments counted where they are spread.', 5_000),
    cost: count('Estimated cost, by @cost and @listSize.', 1_000_000),
    answerBytes: count("Bytes of one subgraph's answer.", 33_554_432),
  },
  { default: {} },
);

const streams = group<keyof StreamSettings>(
  'How many streams there are, and how long nothing may happen on one.',
  {
    perConnection: count('Operations at a time on one WebSocket.', 100),
    perCaller: count('Connections and operations on them at a time, of one account or one address.', 300),
    heartbeatMs: count('How often something is sent where nothing happens, and a token is looked at again.', 12_000),
    slowReaderMs: count('How long a client may leave an event unread.', 10_000),
  },
  { default: {} },
);

const bulkheads = group<keyof BulkheadSettings>(
  'What one endpoint may cost the others; each holds for every endpoint by itself.',
  {
    timeoutMs: count('How long one fetch may take.', defaultBulkheads.timeoutMs),
    concurrency: count('Fetches of one endpoint at a time.', defaultBulkheads.concurrency),
    queue: count('Fetches that wait for a place; more are refused.', defaultBulkheads.queue, { minimum: 0 }),
    queueMs: count('How long a fetch waits for a place.', defaultBulkheads.queueMs),
    retryPercent: count('Repetitions for every hundred fetches, of reads that nobody answered.', defaultBulkheads.retryPercent, {
      minimum: 0,
    }),
    circuitFetches: count('How many of the last fetches the circuit looks at.', defaultBulkheads.circuitFetches),
    circuitFailurePercent: count('It opens when more than so many of a hundred failed.', defaultBulkheads.circuitFailurePercent, {
      maximum: 99,
    }),
    circuitMinimum: count('It does not open before there were so many.', defaultBulkheads.circuitMinimum),
    circuitOpenMs: count('How long nothing is asked of an endpoint whose circuit is open.', defaultBulkheads.circuitOpenMs),
    driftMs: count(
      'How often the schema of an endpoint is compared with the one that was composed; 0 for never.',
      defaultBulkheads.driftMs,
      { minimum: 0 },
    ),
    listElements: count('Elements of all lists of one answer together.', defaultBulkheads.listElements),
  },
  { default: {}, ...fromEnvironment('BULKHEADS') },
);

const observability = group<Exclude<keyof ObservabilitySettings, 'writeLog' | 'measures'>>(
  'What an operator may look at.',
  {
    adminPort: port('Where Prometheus reads /metrics, on 127.0.0.1 only.', fromEnvironment('ADMIN_PORT')),
    logLevel: text('debug writes one line for each request.', {
      enum: ['silent', 'error', 'warn', 'info', 'debug'],
      default: 'info',
      ...fromEnvironment('LOG_LEVEL'),
    }),
    slowOperationMs: count('Requests that take at least this long are logged, by the hash of their operation.', undefined, {
      minimum: 0,
      ...fromEnvironment('SLOW_OPERATION_MS'),
    }),
    tracesUrl: text('Base URL of an OpenTelemetry collector, OTLP over HTTP.', {
      format: 'uri',
      ...fromEnvironment('OTEL_EXPORTER_OTLP_ENDPOINT'),
    }),
    queryPlans: text('development: who asks for it reads the plan in extensions.queryPlan.', {
      enum: ['never', 'development'],
      default: 'never',
      ...fromEnvironment('QUERY_PLANS'),
    }),
  },
  { default: {} },
);

const rateLimit = (whose: string): SettingSchema =>
  group(
    `Requests within a time, ${whose}.`,
    { requests: count('How many.'), seconds: count('Within how long.') },
    { required: ['requests', 'seconds'] },
  );

const none: SettingSchema = { const: 'none' };

const rateLimits: SettingSchema = {
  description: 'How many requests are taken; none for any number. Default: the limits of the gateway, unless it is open.',
  anyOf: [
    none,
    group<keyof RateLimitSettings>('Limits; those not named have their default.', {
      perPerson: rateLimit('of one account'),
      perClient: rateLimit('of one client app'),
      perAddress: rateLimit('of one address that nobody signed in from'),
    }),
  ],
  ...fromEnvironment('RATE_LIMITS'),
};

const audit: SettingSchema = {
  description: 'Where what every request saw is written down; none for nowhere, which must be said.',
  anyOf: [
    none,
    group<keyof AuditSettings>('The log.', {
      storeUrl: text('mongodb://...', { format: 'uri', ...fromEnvironment('MONGODB_URL') }),
      database: text('Its database.', { default: 'audit', ...fromEnvironment('AUDIT_DATABASE') }),
      anchorFolder: text('Where signed heads and their key are kept.', { format: 'path', ...fromEnvironment('AUDIT_ANCHORS') }),
      writer: text("Name of this process's chain.", { default: 'gateway-1', ...fromEnvironment('AUDIT_WRITER') }),
    }),
  ],
};

const allowList = group<keyof AllowListSettings>('Where published operations are kept.', {
  storeUrl: text('mongodb://...', { format: 'uri', ...fromEnvironment('MONGODB_URL') }),
  database: text("The gateway's own.", { default: 'gateway', ...fromEnvironment('GATEWAY_DATABASE') }),
  publishKey: text('With which operations are published.', { minLength: 32, writeOnly: true, ...fromEnvironment('OPERATIONS_KEY') }),
  pollMs: count('How often it is looked for changes.', 2_000, { minimum: 10, maximum: 5_000 }),
});

const hospital = group<keyof HospitalSettings>('A hospital.', {
  name: text('As people call it.'),
  facilityIds: words('Ids of its facilities.'),
});

const horizontal = group<Exclude<keyof HorizontalSettings, 'rules'>>('How subgraphs are joined that several hospitals serve.', {
  rulesFile: text('The rules: schema/horizontal.yaml.', { format: 'path' }),
  hospitals: { description: 'By the id of an endpoint.', type: 'object', additionalProperties: hospital, default: {} },
  deadlineMs: count('How long one hospital may take; then its part is missing.', 3_000),
  locator: text('The subgraph that knows who holds records of a patient.', { default: 'patients' }),
});

const registry = group<keyof RegistrySettings>('What partners publish is part of the supergraph; instead of a file.', {
  storeUrl: text('mongodb://...', { format: 'uri', ...fromEnvironment('MONGODB_URL') }),
  database: text("The gateway's own.", { default: 'gateway', ...fromEnvironment('GATEWAY_DATABASE') }),
  schemaFolder: text("The SDL of the platform's own subgraphs.", { format: 'path', ...fromEnvironment('REGISTRY_SCHEMA') }),
  localUrls: flag('Whether partners may serve from this machine: in development only.', false, fromEnvironment('REGISTRY_LOCAL_URLS')),
  allowedNetworks: words('Private networks from which partners may serve.', fromEnvironment('REGISTRY_NETWORKS')),
  pollMs: count('How often it is looked for changes.', 2_000, { minimum: 10, maximum: 5_000 }),
});

const url = text('An http or https URL.', { format: 'uri' });

const properties: Readonly<Record<keyof FileSettings, SettingSchema>> = {
  port: port('Where it listens; 0 takes any free port.', { default: 4000, ...fromEnvironment('PORT') }),
  host: text('The address it listens on.', { default: '127.0.0.1', ...fromEnvironment('HOST') }),
  workers: count('Processes that share the port.', 1, { maximum: 64, ...fromEnvironment('WORKERS') }),
  supergraphFile: text('The composed supergraph.', { format: 'path', ...fromEnvironment('SUPERGRAPH_FILE') }),
  watchSupergraph: flag('Whether changes of the file are taken while the gateway runs.', false, fromEnvironment('SUPERGRAPH_WATCH')),
  registry,
  subgraphUrls: {
    description: 'Replaces the URLs in the supergraph, by subgraph; by endpoint where several hospitals serve one.',
    type: 'object',
    additionalProperties: { anyOf: [url, { type: 'object', additionalProperties: url }] },
    ...fromEnvironment('SUBGRAPH_URLS'),
  },
  open: flag('No sign-in and no classes; refused when the supergraph carries any.', false, fromEnvironment('GATEWAY_OPEN')),
  issuer: text('The OpenID provider whose access tokens are taken.', { format: 'uri', ...fromEnvironment('OIDC_ISSUER') }),
  audience: text('What access tokens must be for.', fromEnvironment('OIDC_AUDIENCE')),
  policiesFile: text('The policy table.', { format: 'path', ...fromEnvironment('POLICIES_FILE') }),
  refusalMode: text('filter: what is refused is null and an error. reject: nothing of such an operation is executed.', {
    enum: ['filter', 'reject'],
    default: 'filter',
    ...fromEnvironment('REFUSAL_MODE'),
  }),
  trustSecret: text('Shared by replicas, so that they sign with the same keys.', {
    minLength: 32,
    writeOnly: true,
    ...fromEnvironment('TRUST_SECRET'),
  }),
  trustRotationMs: count('How long a trust key is in use.', 3_600_000, {
    minimum: 120_000,
    maximum: 86_400_000,
    ...fromEnvironment('TRUST_ROTATION_MS'),
  }),
  operations: text('registered: only published operations run.', {
    enum: ['any', 'registered'],
    default: 'any',
    ...fromEnvironment('OPERATIONS'),
  }),
  allowList,
  audit,
  rateLimits,
  redisUrl: text('What replicas share and may lose.', { format: 'uri', ...fromEnvironment('REDIS_URL') }),
  forwardHeaders: words('Names of headers passed on to subgraphs.', fromEnvironment('FORWARD_HEADERS')),
  requestTimeoutMs: count('How long one request may take in all.', 30_000, fromEnvironment('REQUEST_TIMEOUT_MS')),
  drainTimeoutMs: count('How long requests on their way are waited for at the end.', 10_000),
  introspection: flag('Whether clients may ask for the schema. Default: unless NODE_ENV is production.', true),
  reportCost: flag('Whether answers tell the estimated cost in extensions.cost.', false),
  defaultQuery: text('What a visitor of GraphiQL finds in the editor.'),
  limits,
  bulkheads,
  streams,
  corsOrigins: words('Origins whose pages may read answers.', fromEnvironment('CORS_ORIGINS')),
  compressFromBytes: count('Answers from this size on are compressed.', 8_192),
  operationCacheEntries: count('Kept compiled operations.', 1_000),
  cacheBytes: count('What public answers and entities may take in memory; 0: none is kept.', 33_554_432, {
    minimum: 0,
    ...fromEnvironment('CACHE_BYTES'),
  }),
  observability,
  horizontal,
};

/** The JSON Schema of a configuration file. */
export const settingsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Configuration of the health-graph gateway',
  ...group('Settings of the gateway. The environment overrides the file; x-environment names the variable.', properties),
};
