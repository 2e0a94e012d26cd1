// What a field is.
export { type DataClass, dataClasses, isDataClass } from './data-class.ts';
// Who asks, and what for.
export { type Purpose, purposes, type Role, roles } from './role.ts';
export { isRequiredScope } from './scope.ts';
// Who may see what.
export { type PolicyTable, parsePolicyTable, type Rule } from './policy-table.ts';
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
