// The base of every error a caller may see, and what a broken assumption throws.
export { type ErrorDetails, HealthGraphError } from './health-graph-error.ts';
export { invariant } from './invariant.ts';
export { unreachable } from './unreachable.ts';
// The catalogue of codes.
export {
  AlreadyReviewed,
  AssuranceLevelTooLow,
  AuditUnavailable,
  BadUserInput,
  DeadlineExceeded,
  Forbidden,
  GraphChanged,
  IdempotencyKeyReused,
  InvalidConfiguration,
  NotFound,
  OperationNotRegistered,
  OperationTooComplex,
  PayloadTooLarge,
  PermissionsUnavailable,
  PublicationRefused,
  RateLimited,
  StoreUnavailable,
  SubgraphInvalidAnswer,
  SubgraphUnavailable,
  Unauthenticated,
  UnauthorizedFieldOrType,
  VersionConflict,
} from './catalogue.ts';
