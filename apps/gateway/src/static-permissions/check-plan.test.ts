import type { PlanNode } from '@health-graph/plan-executor';
import { describe, expect, it } from '@jest/globals';
import { createPlanCheck } from './check-plan.ts';
import { rulesForTest } from './testing.ts';

const { rules, meetsWith, document } = rulesForTest(`
  type Query { product: Product thing: Thing }
  interface Thing { name: String }
  type Product implements Thing @join__type(graph: A, key: "id maker { code }") {
    id: ID @policy(policies: [["admin"]])
    maker: Maker
    name: String
    price: Int @policy(policies: [["billing"]])
  }
  type Person implements Thing { name: String @policy(policies: [["identity"]]) }
  type Maker { code: ID @policy(policies: [["admin"]]) name: String @policy(policies: [["staff"]]) }
`);
const check = createPlanCheck(rules, document);

const fetchOf = (operation: string): PlanNode => ({ kind: 'Fetch', serviceName: 'a', operationKind: 'query', operation });
const checked = (node: PlanNode, held: readonly string[] = []) => check({ kind: 'QueryPlan', node }, meetsWith(held));

describe('a plan', () => {
  it.each([
    ['at the root', fetchOf('{ product { price } }')],
    ['in a join', fetchOf('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { name price } } }')],
    [
      'in a later step',
      {
        kind: 'Sequence',
        nodes: [fetchOf('{ product { name } }'), { kind: 'Flatten', path: ['product'], node: fetchOf('{ product { price } }') }],
      } as const,
    ],
    ['behind a condition', { kind: 'Condition', condition: 'x', elseClause: fetchOf('{ product { a: price } }') } as const],
    ['in a fragment, which no plan of ours has', fetchOf('{ product { ...F } } fragment F on Product { price }')],
    ['on a type that nobody knows', fetchOf('{ product { ... on Nobody { price } } }')],
    ['beside a key', fetchOf('{ product { maker { name } } }')],
  ])('is refused when it asks for what is refused %s', (_, node) => {
    expect(() => checked(node, ['admin'])).toThrow('plan');
  });

  it('may ask for what its caller may', () => {
    expect(() => checked(fetchOf('{ product { __typename name price } }'), ['billing'])).not.toThrow();
  });

  it('may ask for keys', () => {
    expect(() => checked(fetchOf('{ product { id maker { code } } }'))).not.toThrow();
  });

  it('may ask an interface for what one of its types gives', () => {
    expect(() => checked(fetchOf('{ thing { name } }'))).not.toThrow();
    expect(() => checked(fetchOf('{ thing { ... on Person { name } } }'))).toThrow('Person.name');
  });
});
