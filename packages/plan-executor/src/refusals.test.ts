import { describe, expect, it } from '@jest/globals';
import { buildSchema, type FieldNode, Kind, type OperationDefinitionNode, parse, visit } from 'graphql';
import { compileOperation } from './compile-operation.ts';
import { aFetch } from './testing.ts';
import { createTypeConditions } from './type-conditions.ts';

const schema = buildSchema(`
  type Query { patient: Patient patients: [Patient!] strict: [Patient!]! found: [Found] sure: [Found!] }
  type Patient { id: ID name: String code: String! next: Patient! }
  type Note { text: String }
  union Found = Patient | Note
`);
const lan = { __typename: 'Patient', id: '1', name: 'Lan', code: 'c' };

/** Answers `data` for an operation in which every field called `refused` as its alias is refused. */
async function answer(text: string, data: object, types: readonly string[] = []) {
  const document = parse(text);
  const fields = new Set<FieldNode>();
  visit(document, { Field: (field) => void (field.alias?.value.startsWith('refused') && fields.add(field)) });
  const compiled = compileOperation({
    plan: { kind: 'QueryPlan', node: aFetch({ operation: '{ patient { id } }' }) },
    document,
    operation: document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode,
    schema,
    types: createTypeConditions(schema),
    hiddenNames: new Set(),
    refusals: { paths: [['somewhere', 'refused']], fields, types: new Set(types) },
  });
  const result = await compiled.execute({ variables: {}, fetch: async () => ({ data }) });
  return { data: result.data, errors: (result.errors ?? []).map(({ path, extensions }) => [path?.join('.'), extensions['code']]) };
}

const told = ['somewhere.refused', 'UNAUTHORIZED_FIELD_OR_TYPE'];

describe('what is refused', () => {
  it('is null, and told once', async () => {
    expect(await answer('{ patient { id refused: name } }', { patient: lan })).toEqual({
      data: { patient: { id: '1', refused: null } },
      errors: [told],
    });
  });

  it('is not shown although it came', async () => {
    expect(await answer('{ patient { refused: name } }', { patient: { ...lan, refused: 'Lan' } })).toMatchObject({
      data: { patient: { refused: null } },
    });
  });

  it('is shown where it is also selected in a way that is not refused', async () => {
    const both = '{ patient { refused: name ... on Patient { x: name } } }';

    expect(await answer(both, { patient: { ...lan, x: 'Lan' } })).toMatchObject({ data: { patient: { refused: null, x: 'Lan' } } });
  });

  it.each([
    ['its object', '{ patient { id refused: code } }', { patient: lan }, { patient: null }],
    ['a list that promises its elements', '{ patients { refused: code } }', { patients: [lan] }, { patients: null }],
    ['everything', '{ strict { refused: code } }', { strict: [lan] }, null],
    ['objects that are promised', '{ patient { next { refused: code } } }', { patient: { ...lan, next: lan } }, { patient: null }],
  ])('spreads its null to %s, without another error', async (_, text, data, expected) => {
    expect(await answer(text, data)).toEqual({ data: expected, errors: [told] });
  });

  it('does not explain another null of the same object', async () => {
    const { errors } = await answer('{ patient { code refused: name } }', { patient: { ...lan, code: null } });

    expect(errors).toContainEqual(['patient.code', 'SUBGRAPH_INVALID_ANSWER']);
  });

  it('is no fault of a subgraph at the root', async () => {
    expect(await answer('{ refused: patient { id } patient { id } }', { patient: lan })).toEqual({
      data: { refused: null, patient: { id: '1' } },
      errors: [told],
    });
  });
});

describe('an object of a refused type', () => {
  const found = { found: [{ __typename: 'Note', text: 'a' }, lan, null], sure: [{ __typename: 'Note', text: 'a' }] };

  it('is null in a union, and told once for its list', async () => {
    expect(await answer('{ found { __typename ... on Patient { id } } }', { found: [...found.found, found.found[0]] }, ['Note'])).toEqual({
      data: { found: [null, { __typename: 'Patient', id: '1' }, null, null] },
      errors: [told, ['found', 'UNAUTHORIZED_FIELD_OR_TYPE']],
    });
  });

  it('spreads its null', async () => {
    expect(await answer('{ sure { __typename } }', found, ['Note'])).toMatchObject({ data: { sure: null } });
  });
});
