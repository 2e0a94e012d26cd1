// What a field is.
export { type DataClass, dataClasses, isDataClass } from './data-class.ts';
// Who asks, and what for.
export { type Purpose, purposes, type Role, roles } from './role.ts';
export { isRequiredScope } from './scope.ts';
export { type Caller, callerFromJson, callerToJson } from './caller.ts';
export { createScopeSet, type ScopeSet } from './scope-set.ts';
// Who may see what.
export { type PolicyTable, type PolicyTableOptions, parsePolicyTable, type Rule } from './policy-table.ts';
export { type ActorPlace, type Condition, conditions, type RecordPlace, type RelationshipFacts } from './condition.ts';
export {
  type Actor,
  type Decision,
  decideField,
  decideRow,
  decideStatically,
  type Reason,
  type StaticDecision,
  type Subject,
} from './decide.ts';
export { type Mask, masked, masks } from './mask.ts';
export { type FieldKind, shownBehind } from './shown-behind.ts';
// What is met before any record is known.
export { createRequirementIndex, type Fingerprint, fingerprintOf, type Requirement, type RequirementIndex } from './fingerprint.ts';
// The matrix: what the engine says of each field, role and purpose.
export { beyond, type Cell, cellOf, cellText, type Way } from './matrix/cell.ts';
export { type Case, type FieldQuestion, type Judgement, judge } from './matrix/judge.ts';
export { probe } from './matrix/probe.ts';
// The labels of a record, and which rows an actor may see.
export { inOrderOfLabels, isLabel, type Label, labelCombinations, labelKeyOf, labels } from './label.ts';
export { type RowFilter, type RowGroup, type RowQuestion, rowFilter, rowFilterAmong } from './row-filter.ts';
// Everything that is decided for one request, and the mark that it leaves on rows.
export { createRequestPermissions, type OnRefusedRow, type RequestPermissionsOptions } from './create-request-permissions.ts';
export type { ActorFacts, FactsSource, RequestPermissions, Row, RowStanding } from './request-permissions.ts';
export { permitRecords, permitRecordsOfPatient, type RecordsOf } from './permit-records.ts';
export { isShownBehindMask } from './shown-behind-mask.ts';
export { stamp, stampOf } from './stamp.ts';
