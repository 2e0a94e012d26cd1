// A running subgraph.
export {
  type GatewayRoute,
  type GatewayUrl,
  type RunningSubgraph,
  type SubgraphConfig,
  type SubgraphOptions,
  type SubgraphRequest,
  startSubgraph,
} from './start-subgraph.ts';
export { readPolicies, readSdl } from './read-sdl.ts';
export { isDateTime, isInstant, isPartialDate, scalars } from './scalars.ts';
// What resolvers and loaders are made with.
export { type PageArguments, pageArguments, pageBounds, type RawPageArguments } from './page-arguments.ts';
export { type ListArguments, listArguments } from './list-arguments.ts';
export { inOrder, type ListLoader, listLoader, loaderById, loaderByParent, type ParentOfPatient } from './loaders.ts';
export {
  type ContactReference,
  contactOfPatient,
  type EntityReference,
  loadOptional,
  loadPresent,
  reference,
  references,
} from './references.ts';
// What happens now, for subscriptions.
export { type LiveEvent, type LiveEvents, memoryLiveEvents } from './live/live-events.ts';
export { openLiveEvents } from './live/open-live-events.ts';
export { type EventStreamOptions, type StreamEnd, sendEventStream } from './streams/event-stream.ts';
export { interruptible } from './streams/interruptible.ts';
// Settings.
export { type AppConfig, type AppDefaults, appConfig } from './app-config.ts';
export { as, type ConfigOf, type Environment, readConfig, type Setting } from './read-config.ts';
// Traces: the tracer of the provider that the process registered, if it did.
export { activeTracer } from './tracing/active-tracer.ts';
export { createLog, describeFailure, type LogLevel } from './log.ts';
// For reports about permissions.
export { fieldKinds } from './guards/field-kinds.ts';
// What the gateway shares with subgraphs: limits, checks and the one error mapping.
export { answerError, withoutRepetition } from './answer-error.ts';
export { checkArguments } from './check-arguments.ts';
export { defaultLimits, type OperationLimits, operationLimits } from './operation-limits.ts';
// The internal contract, both ends.
export { type InternalClient, type InternalClientOptions, internalClient } from './internal-client.ts';
export { type InternalPost, type InternalPostOptions, internalPost } from './internal-post.ts';
export { type InternalRequest, internalAuthorization, partnerSecretOf, verifyInternal } from './internal-trust.ts';
export type { InternalAsker, InternalRoute } from './http-server.ts';
export { type AttestedCallers, attestedCallers } from './attested-callers.ts';
export { type FactsClient, type FactsClientOptions, factsClient } from './facts-client.ts';
export { type FactsOf, factsFrom } from './facts-source.ts';
export { type FactsQuestion, factsToJson, maxPatients, questionFromJson } from './facts-contract.ts';
export { gatewayEndpoint, safetyCheckCaller, safetyProfilePath } from './safety-profile-contract.ts';
export {
  holdersToJson,
  type LocateQuestion,
  locatePath,
  type RecordHolder,
  type RecordHolders,
  readHolders,
  readLocateQuestion,
} from './locate-contract.ts';
export { withIdsOf } from './ids-of-endpoint.ts';
export type { DocumentQuery, SubgraphStore } from './subgraph-store.ts';
export { type ReadOnlyStoreOptions, readOnlyStore } from './read-only-store.ts';
// Gateway trust: the caller, signed for one request to one endpoint.
export { type CallerClaims, claimsToJson } from './trust/caller-claims.ts';
export { generateTrustKeyPair, type PublishedKey, type PublishedKeys, type TrustKeyPair, trustKeyPairFrom } from './trust/key-pair.ts';
export { createTrustKeyRing, type TrustKeyRing, type TrustKeyRingOptions } from './trust/key-ring.ts';
export { createPeerKeys, type PeerKeys, type PeerKeysOptions } from './trust/peer-keys.ts';
export { type MemoryReplayCacheOptions, memoryReplayCache, type ReplayCache } from './trust/replay-cache.ts';
export { getProtectedObject, isProtected } from './protected-json.ts';
export { publishedKeysAt } from './trust/published-keys.ts';
export { type EndpointTrustConfig, trustKeysPath } from './trust/endpoint-trust.ts';
export {
  type AttestHeader,
  type AttestQuestion,
  attestPath,
  createTrustAttester,
  type TrustAttesterOptions,
} from './trust/attester.ts';
export { trustHeader } from './trust/signed-header.ts';
export { createTrustSigner, type OutgoingRequest, type SignFetch, type TrustSignerOptions } from './trust/signer.ts';
export { createTrustVerifier, type IncomingRequest, type TrustVerifierOptions, type VerifyTrust } from './trust/verifier.ts';
