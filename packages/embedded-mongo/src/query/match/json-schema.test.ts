import { describe, expect, it } from '@jest/globals';
import { Long } from 'bson';
import type { Document } from '../../bson/document.ts';
import { compileJsonSchema } from './json-schema.ts';

describe('a schema', () => {
  it.each<[string, Document, unknown, unknown]>([
    ['bsonType of several', { bsonType: ['int', 'null'] }, null, 'x'],
    ['type number', { type: 'number' }, Long.fromNumber(1), '1'],
    ['enum by value', { enum: [1, 'x'] }, Long.fromNumber(1), 2],
    ['minimum', { minimum: 3 }, 3, 2.5],
    ['exclusiveMaximum', { maximum: 3, exclusiveMaximum: true }, 2, 3],
    ['multipleOf', { multipleOf: 0.5 }, 2.5, 2.25],
    ['minLength counts letters', { minLength: 2 }, 'ễ😀', '😀'],
    ['pattern', { pattern: '^0{3}' }, '000123', '123'],
    ['allOf', { allOf: [{ minimum: 1 }, { maximum: 3 }] }, 2, 4],
    ['anyOf', { anyOf: [{ type: 'string' }, { minimum: 5 }] }, 7, 3],
    ['oneOf', { oneOf: [{ minimum: 1 }, { minimum: 5 }] }, 3, 7],
    ['not', { not: { type: 'string' } }, 1, 'x'],
    ['required', { required: ['x'] }, { x: null }, {}],
    ['properties', { properties: { x: { type: 'string' } } }, { x: 'y' }, { x: 1 }],
    ['patternProperties', { patternProperties: { '^n': { type: 'number' } } }, { n1: 1, s: 'x' }, { n1: 'x' }],
    ['additionalProperties by a schema', { properties: { a: {} }, additionalProperties: { type: 'number' } }, { a: 'x', b: 1 }, { b: 'x' }],
    ['dependencies by names', { dependencies: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
    ['items by place', { items: [{ type: 'number' }], additionalItems: false }, [1], [1, 2]],
    ['maxItems', { maxItems: 1 }, [1], [1, 2]],
    ['uniqueItems', { uniqueItems: true }, [1, 2], [1, Long.fromNumber(1)]],
    ['minProperties', { minProperties: 1 }, { a: 1 }, {}],
  ])('%s', (_name, schema, good, bad) => {
    const matches = compileJsonSchema({ properties: { v: schema } });

    expect([matches({ v: good }), matches({ v: bad }), matches({})]).toEqual([true, false, true]);
  });

  it.each<[string, Document, number]>([
    ['an unknown keyword', { nope: 1 }, 9],
    ['a reference', { $ref: '#' }, 9],
    ['the type integer', { type: 'integer' }, 9],
    ['an unknown type', { bsonType: 'nope' }, 2],
    ['no names to require', { required: [] }, 9],
    ['a schema that is no document', { properties: { a: 5 } }, 14],
  ])('refuses %s', (_name, schema, code) => {
    expect(() => compileJsonSchema(schema)).toThrow(expect.objectContaining({ code }));
  });
});
