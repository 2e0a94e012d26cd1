import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { operationShape } from './operation-shape.ts';

const shapeOf = (text: string, name?: string) => {
  const document = parse(text);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('No operation.');
  return operationShape(document, operation);
};

describe('the shape of an operation', () => {
  it.each([
    ['{ patient(id: "079190001234") { name } }', '{patient(id:""){name}}'],
    ['{ search(text: """\n  Nguyen Thi Hoa\n  """, first: 20, over: 1.5) { id } }', '{search(text:"" first:0 over:0){id}}'],
    [
      '{ list(ids: ["1", "2", "3"], kind: ACTIVE, deep: { name: "Hoa", ids: [1, 2], is: true, no: null }) }',
      '{list(ids:[""]kind:ACTIVE deep:{name:"" ids:[0]is:true no:null})}',
    ],
    [
      '{ p079190001234: patient(id: "1") { hoa: name } x: patient(id: "2") { hoa: name } }',
      '{_1:patient(id:""){_2:name}_3:patient(id:""){_2:name}}',
    ],
    ['query Chart($id: ID = "079190001234") { patient(id: $id) { name } }', 'query Chart($id:ID=""){patient(id:$id){name}}'],
    ['query Of079190001234 { patient { name } }', '{patient{name}}'],
    [
      '{ patient @include(if: true) { ...on Person @tag(name: "Hoa") { name } } }',
      '{patient@include(if:true){...on Person@tag(name:""){name}}}',
    ],
  ])('of %s has no value', (text, document) => {
    expect(shapeOf(text).document).toBe(document);
  });

  it('is the same whatever the values and the layout are', () => {
    expect(shapeOf('{ patient(id: "1") { name } }').hash).toBe(shapeOf('{\n  patient(id: "2"), { name } # Hoa\n}').hash);
  });

  it('is of one operation and the fragments that it uses', () => {
    const text = 'query A { a { ...F } } query B { b { ...G } } fragment F on T { f } fragment G on T { g }';

    expect(shapeOf(text, 'B')).toMatchObject({ name: 'B', document: 'query B{b{...G}}fragment G on T{g}' });
  });

  it('is as valid as the operation', () => {
    const schema = buildSchema(
      'type Query { a(in: In, list: [[Int!]], kind: Kind, of: Float, id: ID): Query } input In { x: String! y: [In!] } enum Kind { A }',
    );
    const text =
      '{ one: a(in: { x: "1", y: [{ x: "2" }, { x: "2" }] }, list: [[1, 2], [1]], kind: A, of: 1, id: 3) { one: a(id: "1") { two: __typename } } two: a(of: 2) { __typename } }';

    expect(validate(schema, parse(text))).toEqual([]);
    expect(validate(schema, parse(shapeOf(text).document))).toEqual([]);
  });
});
