/**
 * Who may import whom: the table of the style guide, with the decisions in `packages/DECISIONS.md`. Names are folders of `packages/`.
 * To change it, record a decision.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  records: ['errors'],
  fixtures: ['terminology', 'records'],
  config: [],
  permissions: ['errors'],
  terminology: ['errors'],
  'plan-executor': ['errors'],
  composition: ['permissions', 'errors'],
  exchange: ['terminology', 'records', 'errors'],
  'embedded-mongo': ['errors'],
  store: ['permissions', 'records', 'errors'],
  audit: ['store', 'permissions', 'records', 'errors'],
  'subgraph-kit': ['audit', 'permissions', 'records', 'errors'],
};

/** Packages without I/O, clock, randomness and environment: all of that is handed to them. */
export const purePackages: readonly string[] = [
  'errors',
  'records',
  'permissions',
  'terminology',
  'plan-executor',
  'exchange',
  'composition',
];

/** Modules that reach outside the process, or a library that does. */
export const ioModules =
  /^(?:node:)?(?:fs|http|https|http2|net|tls|dgram|dns|child_process|cluster|worker_threads|os|process|timers|readline|repl)(?:\/|$)|^(?:mongoose|mongodb|undici|fastify|lmdb|@apollo\/server)(?:\/|$)/;

/** Expressions that read a clock, chance or the environment. */
export const impureExpressions: readonly string[] = [
  'process.env',
  'Date.now',
  'performance.now',
  'Math.random',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'randomUUID',
  'randomBytes',
  'randomInt',
  'new Date()',
];

/** What an app's `model/` may import beside its own files. */
export const modelMayImport: readonly string[] = ['@health-graph/errors', '@health-graph/records', '@health-graph/terminology'];

/** Files over 400 lines that are one table, each with what it holds. */
export const tables: Readonly<Record<string, string>> = {
  'packages/exchange/src/fhir/r4/elements.ts': 'the elements of FHIR R4, generated',
  'packages/fixtures/src/stories/episode-table.ts': 'the short illnesses of the seed',
};
