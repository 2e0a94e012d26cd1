import { HealthGraphError } from './health-graph-error.ts';

/** An argument or an input is not what the contract asks for; `details.argument` names it. */
export class BadUserInput extends HealthGraphError {
  readonly code = 'BAD_USER_INPUT';
  readonly httpStatus = 400;
}

/** The record does not exist, or this caller may not know that it does. */
export class NotFound extends HealthGraphError {
  readonly code = 'NOT_FOUND';
  readonly httpStatus = 404;
}

/** The request carries no valid proof of who asks. */
export class Unauthenticated extends HealthGraphError {
  readonly code = 'UNAUTHENTICATED';
  readonly httpStatus = 401;
}

/** The caller is known and may not do this. */
export class Forbidden extends HealthGraphError {
  readonly code = 'FORBIDDEN';
  readonly httpStatus = 403;
}

/** A field or type that was asked for may not be asked for by this caller, whatever record it is of. */
export class UnauthorizedFieldOrType extends HealthGraphError {
  readonly code = 'UNAUTHORIZED_FIELD_OR_TYPE';
  readonly httpStatus = 403;
}

/** The identity of the account is not proven: this asks for assurance level 2 of Decree 69/2024. */
export class AssuranceLevelTooLow extends HealthGraphError {
  readonly code = 'ASSURANCE_LEVEL_TOO_LOW';
  readonly httpStatus = 403;
}

/** The key of a retry was used for something else. */
export class IdempotencyKeyReused extends HealthGraphError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly httpStatus = 409;
}

/** Somebody reviewed it before; `details.id` names the record. */
export class AlreadyReviewed extends HealthGraphError {
  readonly code = 'ALREADY_REVIEWED';
  readonly httpStatus = 409;
}

/** The record changed between reading and writing; read it again and retry. */
export class VersionConflict extends HealthGraphError {
  readonly code = 'VERSION_CONFLICT';
  readonly httpStatus = 409;
}

/** What was published may not be served; the findings beside it say why. */
export class PublicationRefused extends HealthGraphError {
  readonly code = 'PUBLICATION_REFUSED';
  readonly httpStatus = 422;
}

/** The request, or a part of it, is larger than allowed; `details.limit` tells the bound. */
export class PayloadTooLarge extends HealthGraphError {
  readonly code = 'PAYLOAD_TOO_LARGE';
  readonly httpStatus = 413;
}

/** The operation nests deeper, aliases more or costs more than allowed; `details.limit` tells the bound. */
export class OperationTooComplex extends HealthGraphError {
  readonly code = 'OPERATION_TOO_COMPLEX';
  readonly httpStatus = 400;
}

/** Only registered operations run here, and this is none. */
export class OperationNotRegistered extends HealthGraphError {
  readonly code = 'OPERATION_NOT_REGISTERED';
  readonly httpStatus = 403;
}

/** The caller asked this too often; `details.retryAfterSeconds` tells when to try again. */
export class RateLimited extends HealthGraphError {
  readonly code = 'RATE_LIMITED';
  readonly httpStatus = 429;
}

/** A subgraph did not answer, or not in time; what it owns is null in this answer. */
export class SubgraphUnavailable extends HealthGraphError {
  readonly code = 'SUBGRAPH_UNAVAILABLE';
  readonly httpStatus = 503;
}

/** A subgraph answered with something that is no GraphQL answer of the right shape. */
export class SubgraphInvalidAnswer extends HealthGraphError {
  readonly code = 'SUBGRAPH_INVALID_ANSWER';
  readonly httpStatus = 502;
}

/** The deadline of the request passed. */
export class DeadlineExceeded extends HealthGraphError {
  readonly code = 'DEADLINE_EXCEEDED';
  readonly httpStatus = 504;
}

/** The graph changed so that a stream cannot go on as it began; ask again. */
export class GraphChanged extends HealthGraphError {
  readonly code = 'GRAPH_CHANGED';
  readonly httpStatus = 503;
}

/** The store cannot be reached; nothing was written. */
export class StoreUnavailable extends HealthGraphError {
  readonly code = 'STORE_UNAVAILABLE';
  readonly httpStatus = 503;
}

/** The audit log cannot be written: no answer leaves that is not written down. */
export class AuditUnavailable extends HealthGraphError {
  readonly code = 'AUDIT_UNAVAILABLE';
  readonly httpStatus = 503;
}

/** It cannot be found out what the caller may see: refused, because nothing else is safe. */
export class PermissionsUnavailable extends HealthGraphError {
  readonly code = 'PERMISSIONS_UNAVAILABLE';
  readonly httpStatus = 503;
}

/** A setting is missing or wrong; `details.setting` names it. Only at start. */
export class InvalidConfiguration extends HealthGraphError {
  readonly code = 'INVALID_CONFIGURATION';
  readonly httpStatus = 500;
}
