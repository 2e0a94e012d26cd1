// An app under test: its store, its records, its answers.

// Guards by themselves, for what they cost.
export { decisionNotes } from '../guards/decision-notes.ts';
export { guardSchema } from '../guards/guard-schema.ts';
export { createGuard, withGuard } from '../guards/guarded-context.ts';
export { collected } from './collected.ts';
// What else a test starts.
export { freePort } from './free-port.ts';
export { lineOf, type TestRecord } from './line-of.ts';
export {
  type Answer,
  internalSecret,
  type OpenSubgraph,
  openSubgraph,
  type TestedApp,
  testConfig,
  type Variables,
} from './open-subgraph.ts';
// Streams of events, as their reader sees them.
export { type ReadStream, readEventStream } from './read-event-stream.ts';
// Its SDL, for tests that must hold for every field.
export { entitiesQuery, type Link, nullsIn, type SdlOfTest, sdlOfTest } from './sdl-of-test.ts';
// Who asks.
export { type AskedBy, openPolicies, someCaller, type TestGateway, testGateway } from './test-gateway.ts';
export { hasRedis, startRedis, type TestRedis } from './test-redis.ts';
// A small subgraph, for tests of what stands before one.
export { aCondition, conditionOf, sdl as tinySdl, startTinySubgraph, type TinySubgraph } from './tiny-subgraph.ts';
export { type Connection, walk } from './walk.ts';
