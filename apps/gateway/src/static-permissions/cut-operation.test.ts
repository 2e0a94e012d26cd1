import { describe, expect, it } from '@jest/globals';
import { cutForTest, rulesForTest } from './testing.ts';

const graph = rulesForTest(`
  type Query {
    patient(id: ID, kind: Kind, filter: Filter, day: Day): Patient
    me: Patient @authenticated
    patients: [Patient!]!
    node: Node
    found: [Found!]
    secret: Secret
    level: Level
    constructor: String @policy(policies: [["hiv"]])
  }
  type Mutation { admit: Patient discharge(id: ID): Patient @policy(policies: [["clinical"]]) }
  type Subscription { admitted: Patient @policy(policies: [["clinical"]]) }
  interface Node { id: ID name: String }
  type Patient implements Node {
    id: ID
    name: String
    hiv: String @policy(policies: [["hiv"]])
    code: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    self: Patient
    address: Address
    gender: Gender
  }
  type Facility implements Node { id: ID name: String @policy(policies: [["admin"]]) self: Facility }
  type Address @policy(policies: [["identity"]]) { street: String }
  type Secret @authenticated { id: ID }
  type Open { id: ID }
  union Found = Open | Secret
  scalar Level @policy(policies: [["clinical"]])
  scalar Day @policy(policies: [["clinical"]])
  enum Gender @policy(policies: [["identity"]]) { A B }
  enum Kind @policy(policies: [["clinical"]]) { C }
  input Filter { name: String inner: Inner }
  input Inner { outer: Filter kind: Kind }
`);

const cases: readonly (readonly [behaviour: string, text: string, held: readonly string[], asked: string, refused: readonly string[]])[] = [
  [
    'leaves what is open as it stands',
    'query A { patient { ...F } } fragment F on Patient { id }',
    [],
    'query A { patient { ...F } } fragment F on Patient { id }',
    [],
  ],
  ['cuts a refused field', '{ patient { id hiv } }', [], '{ patient { id } }', ['patient.hiv']],
  ['keeps it for who holds the class', '{ patient { id hiv } }', ['hiv'], '{ patient { id hiv } }', []],
  ['reads scopes as an OR of ANDs', '{ patient { id code } }', ['a'], '{ patient { id } }', ['patient.code']],
  ['takes either group of scopes', '{ patient { code } }', ['c'], '{ patient { code } }', []],
  ['cuts a field whatever its alias', '{ patient { id open: hiv } }', [], '{ patient { id } }', ['patient.open']],
  [
    'tells each place once',
    '{ patient { id hiv hiv } p: patient { hiv id } }',
    [],
    '{ patient { id } p: patient { id } }',
    ['patient.hiv', 'p.hiv'],
  ],
  [
    'cuts inside a fragment',
    '{ patient { ...F } } fragment F on Patient { id hiv }',
    [],
    '{ patient { ... on Patient { id } } }',
    ['patient.hiv'],
  ],
  ['cuts inside an inline fragment without a type', '{ patient { ... { hiv id } } }', [], '{ patient { ... { id } } }', ['patient.hiv']],
  ['cuts inside a fragment on another type', '{ node { id ... on Patient { hiv } } }', ['admin'], '{ node { id } }', ['node.hiv']],
  ['leaves no empty selection', '{ patient { hiv } }', [], '{ patient { __typename } }', ['patient.hiv']],
  ['leaves nothing when nothing may be asked for', '{ me { id } }', [], 'nothing', ['me']],
  [
    'cuts whatever the variables say',
    'query ($x: Boolean!) { patient { id hiv @include(if: $x) } }',
    [],
    '{ patient { id } }',
    ['patient.hiv'],
  ],
  [
    'keeps the conditions of what stays',
    'query ($x: Boolean!) { patient { id @skip(if: $x) hiv } }',
    [],
    'query ($x: Boolean!) { patient { id @skip(if: $x) } }',
    ['patient.hiv'],
  ],
  [
    'keeps the conditions of a spread',
    'query ($x: Boolean!) { patient { ...F @include(if: $x) } } fragment F on Patient { id hiv }',
    [],
    'query ($x: Boolean!) { patient { ... on Patient @include(if: $x) { id } } }',
    ['patient.hiv'],
  ],
  [
    'takes away variables that only the rest used',
    'query ($id: ID, $other: ID) { patient(id: $id) { id hiv } m: me { id } }',
    [],
    'query ($id: ID) { patient(id: $id) { id } }',
    ['patient.hiv', 'm'],
  ],
  [
    'decides by the type that a field gives',
    '{ patient { id address { street } } secret { id } level }',
    [],
    '{ patient { id } }',
    ['patient.address', 'secret', 'level'],
  ],
  ['decides by an enum that a field gives', '{ patient { id gender } }', [], '{ patient { id } }', ['patient.gender']],
  ['asks for what every implementation asks for', '{ node { id name } }', [], '{ node { id } }', ['node.name']],
  [
    'asks only for what may still stand there',
    '{ node { ... on Patient { name ... on Node { name } } ... on Facility { ... on Node { name id } } } }',
    [],
    '{ node { ... on Patient { name ... on Node { name } } ... on Facility { ... on Node { id } } } }',
    ['node.name'],
  ],
  ['decides an argument by its scalar', '{ patient(day: "x") { id } }', [], 'nothing', ['patient']],
  [
    'decides an argument by the enum in a circle of inputs',
    '{ patient(filter: {}) { id } other: patient { id } }',
    [],
    '{ other: patient { id } }',
    ['patient'],
  ],
  ['decides a variable by its enum', 'query ($kind: Kind) { patient(kind: $kind) { id } }', [], 'nothing', ['patient']],
  ['executes no refused mutation', 'mutation { discharge { id } admit { id } }', [], 'mutation { admit { id } }', ['discharge']],
  ['executes no mutation when all are refused', 'mutation { discharge { id } }', [], 'nothing', ['discharge']],
  ['cuts a mutation’s answer', 'mutation { admit { hiv } }', [], 'mutation { admit { __typename } }', ['admit.hiv']],
  ['opens no refused subscription', 'subscription { admitted { id } }', [], 'nothing', ['admitted']],
  ['takes no name for what every object inherits', '{ constructor patient { id } }', [], '{ patient { id } }', ['constructor']],
  [
    'leaves introspection alone',
    '{ __schema { ...S } __type(name: "Secret") { name } secret { id } } fragment S on __Schema { queryType { name } }',
    [],
    '{ __schema { ... on __Schema { queryType { name } } } __type(name: "Secret") { name } }',
    ['secret'],
  ],
  [
    'cuts a refused member of a union',
    '{ found { __typename ... on Open { id } ... on Secret { id } } }',
    [],
    '{ found { __typename ... on Open { id } } }',
    ['found.id'],
  ],
];

describe('cutting', () => {
  it.each(cases)('%s', (_, text, held, asked, refused) => {
    expect(cutForTest(graph, text, held)).toMatchObject({ asked, refused });
  });

  it('tells which members of a union may not be seen', () => {
    expect(cutForTest(graph, '{ found { __typename ... on Open { id } } }').types).toEqual(['Secret']);
    expect(cutForTest(graph, '{ found { __typename } }', ['signed-in']).types).toEqual([]);
  });

  it('refuses fragments that are spread beyond all measure', () => {
    const chain = Array.from({ length: 300 }, (_, index) => `fragment F${index} on Patient { ... { ...F${index + 1} } }`).join(' ');
    const spreads = '... { ...F0 } '.repeat(200);

    expect(() => cutForTest(graph, `{ patient { ${spreads} } } ${chain} fragment F300 on Patient { id }`)).toThrow('limit of selections');
  });
});

describe('an interface that asks for something itself', () => {
  const bypass = rulesForTest(`
    type Query { node: Node patient: Patient }
    interface Node { id: ID secret: String @policy(policies: [["hiv"]]) }
    type Patient implements Node { id: ID secret: String }
    type Facility implements Node { id: ID secret: String @policy(policies: [["admin"]]) }
  `);

  it.each([
    ['on the interface', '{ node { id secret } }'],
    ['in an inline fragment on an implementation', '{ node { id ... on Patient { secret } } }'],
    ['in a fragment on an implementation', '{ node { id ...F } } fragment F on Patient { secret }'],
  ])('is not bypassed: %s', (_, text) => {
    expect(cutForTest(bypass, text)).toMatchObject({ asked: '{ node { id } }', refused: ['node.secret'] });
  });

  it('is not bypassed by another way to the same type', () => {
    expect(cutForTest(bypass, '{ patient { id secret } }').refused).toEqual(['patient.secret']);
    expect(cutForTest(bypass, '{ patient { id secret } }', ['hiv']).refused).toEqual([]);
  });

  it('asks for both what it and its implementation ask for', () => {
    expect(cutForTest(bypass, '{ node { ... on Facility { secret } } }', ['hiv']).refused).toEqual(['node.secret']);
    expect(cutForTest(bypass, '{ node { secret } }', ['hiv', 'admin']).refused).toEqual([]);
  });

  it('holds for the whole of it', () => {
    const whole = rulesForTest(`
      type Query { node: Node patient: Patient }
      interface Node @authenticated { id: ID }
      type Patient implements Node { id: ID }
    `);

    expect(cutForTest(whole, '{ node { id } patient { id } }')).toMatchObject({ asked: 'nothing', refused: ['node', 'patient'] });
  });
});

describe('what composition writes on an interface', () => {
  const composed = rulesForTest(`
    type Query { node: Node }
    interface Node { id: ID secret: String @policy(policies: [["hiv", "admin"], ["abuse", "admin"]]) }
    type Patient implements Node { id: ID secret: String @policy(policies: [["hiv"], ["abuse"]]) }
    type Facility implements Node { id: ID secret: String @policy(policies: [["admin"]]) }
    type Street implements Node { id: ID secret: String }
  `);

  it('does not bind each implementation', () => {
    expect(cutForTest(composed, '{ node { ... on Street { secret } ... on Facility { secret } } }', ['admin']).refused).toEqual([]);
    expect(cutForTest(composed, '{ node { ... on Patient { secret } } }', ['admin']).refused).toEqual(['node.secret']);
    expect(cutForTest(composed, '{ node { secret } }', ['admin']).refused).toEqual(['node.secret']);
    expect(cutForTest(composed, '{ node { secret } }', ['admin', 'abuse']).refused).toEqual([]);
  });
});

describe('what a field is computed from', () => {
  const computed = rulesForTest(`
    type Query { product: Product shop: Shop }
    type Product {
      id: ID
      price: Int @policy(policies: [["billing"]])
      tax: Int @join__field(graph: A, requires: "price")
      total: Int @join__field(graph: B, requires: "tax owner { ... on Person { name } }")
      owner: Person
      a: Int @join__field(graph: A, requires: "b")
      b: Int @join__field(graph: B, requires: "a price")
    }
    type Person { name: String @policy(policies: [["identity"]]) }
    type Shop @context(name: "a__shop") { id: ID rate: Int @policy(policies: [["billing"]]) item: Item }
    type Item { cost: Int @join__field(graph: A, contextArguments: [{ context: "a__shop", name: "rate", type: "Int", selection: " { rate }" }]) }
  `);

  it('is asked for with it', () => {
    expect(cutForTest(computed, '{ product { id tax } }').refused).toEqual(['product.tax']);
    expect(cutForTest(computed, '{ product { id tax } }', ['billing']).refused).toEqual([]);
  });

  it('is asked for through several steps', () => {
    expect(cutForTest(computed, '{ product { total } }', ['billing']).refused).toEqual(['product.total']);
    expect(cutForTest(computed, '{ product { total } }', ['identity']).refused).toEqual(['product.total']);
    expect(cutForTest(computed, '{ product { total } }', ['billing', 'identity']).refused).toEqual([]);
  });

  it('is asked for in a circle', () => {
    expect(cutForTest(computed, '{ product { b a } }').refused).toEqual(['product.b', 'product.a']);
    expect(cutForTest(computed, '{ product { a } }', ['billing']).refused).toEqual([]);
  });

  it('is asked for when it comes from a context', () => {
    expect(cutForTest(computed, '{ shop { id item { cost } } }').refused).toEqual(['shop.item.cost']);
    expect(cutForTest(computed, '{ shop { item { cost } } }', ['billing']).refused).toEqual([]);
  });
});
