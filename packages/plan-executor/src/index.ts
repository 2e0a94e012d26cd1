// Compiling an operation and running it.
export {
  type CompiledOperation,
  type CompileOptions,
  compileOperation,
  type ExecuteOptions,
  type OperationResult,
} from './compile-operation.ts';
export { type CompiledSubscription, compileSubscription, type EventScope } from './compile-subscription.ts';
export { type LabelledOperation, labelDefers } from './deferred-fragments.ts';
export type { IncrementalResult, PartResult, SubsequentResult } from './incremental.ts';
export type { AnswerViolation } from './answer-check.ts';
export type { ExpectedAnswer } from './expected-answer.ts';
export type { SubgraphFetch, SubgraphRequest } from './run.ts';
export { onlyKeyName } from './representation.ts';
export { noRefusals, type Refusals } from './refusals.ts';
// What is read from a supergraph once.
export { hiddenNames } from './client-view.ts';
export { createTypeConditions, type TypeConditions } from './type-conditions.ts';
// The plan it understands.
export type {
  ConditionNode,
  DataRewrite,
  DeferredNode,
  DeferNode,
  FetchNode,
  FlattenNode,
  KeyRenamer,
  ParallelNode,
  PlanNode,
  QueryPlan,
  RequiredField,
  RequiredFragment,
  RequiredSelection,
  SequenceNode,
  SubscriptionNode,
  ValueSetter,
} from './query-plan.ts';
