import { isDocument } from '../../bson/document.ts';
import { isNullish } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import type { Expression, ExpressionContext, Operator, OperatorTable } from './context.ts';
import { namedSpecs } from './context.ts';
import { bind } from './scope.ts';
import { truthy } from './truth.ts';

const list = (argument: unknown, context: ExpressionContext): readonly Expression[] =>
  (Array.isArray(argument) ? (argument as unknown[]) : [argument]).map((spec) => context.compile(spec));

const and: Operator = (argument, context) => {
  const tests = list(argument, context);
  return (scope) => tests.every((test) => truthy(test(scope)));
};

const or: Operator = (argument, context) => {
  const tests = list(argument, context);
  return (scope) => tests.some((test) => truthy(test(scope)));
};

const not: Operator = (argument, context, name) => {
  const tests = list(argument, context);
  if (tests.length !== 1) fail(16020, `Expression ${name} takes exactly 1 arguments. ${tests.length} were passed in.`);
  return (scope) => !truthy(tests[0]?.(scope));
};

const condition: Operator = (argument, context, name) => {
  const isList = Array.isArray(argument);
  if (isList && argument.length !== 3) fail(16020, `Expression $cond takes exactly 3 arguments. ${argument.length} were passed in.`);
  if (!isList && isDocument(argument)) {
    for (const key of ['if', 'then', 'else'])
      if (!Object.hasOwn(argument, key)) fail(key === 'if' ? 17080 : key === 'then' ? 17081 : 17082, `Missing '${key}' parameter to $cond`);
    for (const key of Object.keys(argument))
      if (!['if', 'then', 'else'].includes(key)) fail(17083, `Unrecognized parameter to $cond: ${key}`);
  }
  const specs = isList
    ? (argument as unknown[])
    : isDocument(argument)
      ? [argument['if'], argument['then'], argument['else']]
      : fail(16020, `Expression ${name} takes exactly 3 arguments. 1 were passed in.`);
  const [test, yes, no] = specs.map((spec) => context.compile(spec)) as [Expression, Expression, Expression];
  return (scope) => (truthy(test(scope)) ? yes(scope) : no(scope));
};

const ifNull: Operator = (argument, context) => {
  const choices = list(argument, context);
  if (choices.length < 2) fail(1257300, `$ifNull needs at least two arguments, had: ${choices.length}`);
  return (scope) => {
    let value: unknown;
    for (const choice of choices) {
      value = choice(scope);
      if (!isNullish(value)) break;
    }
    return value;
  };
};

interface Branch {
  readonly test: Expression;
  readonly outcome: Expression;
}

const compileBranch = (branch: unknown, context: ExpressionContext): Branch => {
  if (!isDocument(branch)) return fail(40062, '$switch expected each branch to be an object');
  for (const key of Object.keys(branch))
    if (key !== 'case' && key !== 'then') fail(40063, `$switch found an unknown argument to a branch: ${key}`);
  if (!Object.hasOwn(branch, 'case')) fail(40064, "$switch requires each branch have a 'case' expression");
  if (!Object.hasOwn(branch, 'then')) fail(40065, "$switch requires each branch have a 'then' expression.");
  return { test: context.compile(branch['case']), outcome: context.compile(branch['then']) };
};

const choose: Operator = (argument, context) => {
  if (!isDocument(argument)) return fail(40060, '$switch requires an object as an argument');
  for (const key of Object.keys(argument))
    if (key !== 'branches' && key !== 'default') fail(40067, `$switch found an unknown argument: ${key}`);
  const { branches = [] } = argument;
  if (!Array.isArray(branches)) return fail(40061, "$switch expected an array for 'branches'");
  if (branches.length === 0) fail(40068, '$switch requires at least one branch.');
  const compiled = branches.map((branch: unknown) => compileBranch(branch, context));
  const otherwise = Object.hasOwn(argument, 'default') ? context.compile(argument['default']) : undefined;
  return (scope) => {
    const branch = compiled.find(({ test }) => truthy(test(scope)));
    if (branch !== undefined) return branch.outcome(scope);
    return otherwise === undefined
      ? fail(40066, '$switch could not find a matching branch for an input, and no default was specified.')
      : otherwise(scope);
  };
};

/** Refuses a name that no user variable may have. */
export const checkVariableName = (name: string): string => {
  if (name === '') fail('FailedToParse', 'empty variable names are not allowed');
  if (name !== 'CURRENT' && !/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)) {
    fail(
      'FailedToParse',
      /^[a-z\u0080-\uffff]/.test(name)
        ? `'${name}' contains an invalid character for a variable name`
        : `'${name}' starts with an invalid character for a user variable name`,
    );
  }
  return name;
};

const letIn: Operator = (argument, context, name) => {
  const specs = namedSpecs(argument, name, {
    names: ['vars', 'in'],
    required: ['vars', 'in'],
    unknownCode: 16875,
    missingCode: { vars: 16876, in: 16877 },
    shapeCode: 16874,
  });
  if (!isDocument(specs['vars'])) return fail(16874, 'invalid parameter: expected an object (vars)');
  const variables = Object.entries(specs['vars']).map(([variable, spec]) => [checkVariableName(variable), context.compile(spec)] as const);
  const body = context.compile(
    specs['in'],
    variables.map(([variable]) => variable).filter((variable) => variable !== 'CURRENT'),
  );
  return (scope) => body(bind(scope, Object.fromEntries(variables.map(([variable, evaluate]) => [variable, evaluate(scope)]))));
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#conditional-expression-operators */
export const controlOperators: OperatorTable = {
  $and: and,
  $or: or,
  $not: not,
  $cond: condition,
  $ifNull: ifNull,
  $switch: choose,
  $let: letIn,
  $expr: (argument, context) => context.compile(argument),
  $function: () => fail('BadValue', '$function is not supported by the embedded server: it runs no JavaScript'),
  $accumulator: () => fail('BadValue', '$accumulator is not supported by the embedded server: it runs no JavaScript'),
};
