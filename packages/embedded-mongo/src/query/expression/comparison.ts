import { compareBson } from '../../bson/compare.ts';
import { int } from '../../bson/numbers.ts';
import { type Operator, type OperatorTable, positional } from './context.ts';

const comparing = (result: (order: number) => unknown): Operator =>
  positional(2, 2, ([a, b], _name, { order }) => result(compareBson(a, b, order)));

/** Expressions compare across types, a missing value being the smallest. */
export const comparisonOperators: OperatorTable = {
  $cmp: comparing((order) => int(order)),
  $eq: comparing((order) => order === 0),
  $ne: comparing((order) => order !== 0),
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
};
