import type { StringOrder } from '../../bson/compare.ts';
import { isDocument } from '../../bson/document.ts';
import { fail } from '../failure.ts';
import type { Scope } from './scope.ts';

/** A compiled expression; `undefined` is aggregation's missing value. */
export type Expression = (scope: Scope) => unknown;

/** What operators need while they compile their arguments. */
export interface ExpressionContext {
  readonly order: StringOrder;
  /** Names of the user variables in scope. */
  readonly variables: ReadonlySet<string>;
  readonly compile: (spec: unknown, moreVariables?: readonly string[]) => Expression;
}

/** Compiles one operator from its argument as written. */
export type Operator = (argument: unknown, context: ExpressionContext, name: string) => Expression;

export type OperatorTable = Readonly<Record<string, Operator>>;

const argumentsOf = (argument: unknown): readonly unknown[] => (Array.isArray(argument) ? argument : [argument]);

const checkArity = (name: string, count: number, least: number, most: number): void => {
  if (count >= least && count <= most) return;
  if (least === most) fail(16020, `Expression ${name} takes exactly ${least} arguments. ${count} were passed in.`);
  fail(28667, `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${count} were passed in.`);
};

/** An operator of positional arguments, all evaluated before `apply` sees them. */
export const positional =
  (
    least: number,
    most: number,
    apply: (values: readonly unknown[], name: string, context: ExpressionContext, scope: Scope) => unknown,
  ): Operator =>
  (argument, context, name) => {
    const specs = argumentsOf(argument);
    checkArity(name, specs.length, least, most);
    const compiled = specs.map((spec) => context.compile(spec));
    return (scope) =>
      apply(
        compiled.map((evaluate) => evaluate(scope)),
        name,
        context,
        scope,
      );
  };

export const unary = (apply: (value: unknown, name: string, context: ExpressionContext) => unknown): Operator =>
  positional(1, 1, ([value], name, context) => apply(value, name, context));

/** Named arguments of an operator, as `{ input: ..., chars: ... }`. */
export interface NamedArguments {
  readonly names: readonly string[];
  readonly required: readonly string[];
  readonly unknownCode?: number;
  /** One code for whatever is missing, or one for each name. */
  readonly missingCode?: number | Readonly<Record<string, number>>;
  /** The code when the argument is no document at all. */
  readonly shapeCode?: number;
}

export const namedSpecs = (
  argument: unknown,
  name: string,
  { names, required, unknownCode = 40415, missingCode = 40414, shapeCode = 9 }: NamedArguments,
): Readonly<Record<string, unknown>> => {
  if (!isDocument(argument)) return fail(shapeCode, `${name} only supports an object as an argument, found: ${typeof argument}`);
  for (const key of Object.keys(argument)) if (!names.includes(key)) fail(unknownCode, `Unrecognized argument to ${name}: ${key}`);
  for (const key of required)
    if (!Object.hasOwn(argument, key))
      fail(typeof missingCode === 'number' ? missingCode : (missingCode[key] ?? 40414), `Missing '${key}' parameter to ${name}`);
  return argument;
};

/** An operator of named arguments; absent ones are `undefined`, and `given` tells them from missing values. */
export const named =
  (
    shape: NamedArguments,
    apply: (
      values: Readonly<Record<string, unknown>>,
      name: string,
      given: ReadonlySet<string>,
      context: ExpressionContext,
      scope: Scope,
    ) => unknown,
  ): Operator =>
  (argument, context, name) => {
    const specs = Object.entries(namedSpecs(argument, name, shape)).map(([key, spec]) => [key, context.compile(spec)] as const);
    const given = new Set(specs.map(([key]) => key));
    return (scope) => apply(Object.fromEntries(specs.map(([key, evaluate]) => [key, evaluate(scope)])), name, given, context, scope);
  };
