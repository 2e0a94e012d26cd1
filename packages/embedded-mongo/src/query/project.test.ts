import { describe, expect, it } from '@jest/globals';
import type { Document } from '../bson/document.ts';
import { setMetadata } from './metadata.ts';
import { compileProject } from './project.ts';

const document = { _id: 1, a: { b: [{ c: 1, d: 2 }, 5, [{ c: 3 }]] }, l: [1, 2, 3], s: 'x' };

describe('a projection of find', () => {
  it.each<[string, Document, Document]>([
    ['nothing said, all kept', {}, document],
    ['inclusion goes through nested arrays and leaves scalars out', { 'a.b.c': 1, _id: 0 }, { a: { b: [{ c: 1 }, [{ c: 3 }]] } }],
    ['exclusion goes through nested arrays and keeps scalars', { 'a.b.c': 0, l: 0, s: 0 }, { _id: 1, a: { b: [{ d: 2 }, 5, [{}]] } }],
    ['an inclusion of what is missing', { z: 1, 'a.z': 1 }, { _id: 1, a: {} }],
    ['$slice on a path', { 'a.b': { $slice: 1 }, l: 0, s: 0 }, { _id: 1, a: { b: [{ c: 1, d: 2 }] } }],
    ['$slice alone keeps all', { l: { $slice: 1 } }, { ...document, l: [1] }],
    ['an expression of $slice', { l: { $slice: ['$l', 2] } }, { _id: 1, l: [1, 2] }],
    ['a literal', { v: { $literal: 1 }, _id: 0 }, { v: 1 }],
    ['truth of any number', { s: 5, _id: false }, { s: 'x' }],
    ['a nested document of expressions', { n: { m: '$s' }, _id: 0 }, { n: { m: 'x' } }],
  ])('%s', (_name, projection, result) => {
    expect(compileProject(projection)(document)).toEqual(result);
  });

  it('keeps the fields in the order of the document, computed ones behind', () => {
    const projected = compileProject({ s: 1, l: 1, c: '$s' })(document);

    expect(Object.keys(projected)).toEqual(['_id', 'l', 's', 'c']);
  });

  it('shows metadata, and passes it on', () => {
    const found = { _id: 1, a: 1 };
    setMetadata(found, { textScore: 1.5 });
    const projected = compileProject({ score: { $meta: 'textScore' }, a: 1 })(found);

    expect(projected).toEqual({ _id: 1, a: 1, score: 1.5 });
    expect(compileProject({ again: { $meta: 'textScore' } })(projected)).toEqual({ _id: 1, again: 1.5 });
  });

  it.each<[string, Document, number]>([
    ['two positional paths', { 'l.$': 1, 'a.b.$': 1 }, 31276],
    ['an expression in an exclusion', { l: 0, c: '$s' }, 31252],
    ['$slice of text', { l: { $slice: 'x' } }, 28667],
    ['$elemMatch of text', { l: { $elemMatch: 'x' } }, 31274],
    ['an empty document', { a: {} }, 51270],
    ['an unknown expression', { a: { $nope: 1 } }, 31325],
    ['an empty path component', { 'a..b': 1 }, 15998],
  ])('refuses %s', (_name, projection, code) => {
    expect(() => compileProject(projection, { filter: { l: 1 } })).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a positional path when no element matched', () => {
    expect(() => compileProject({ 'l.$': 1 }, { filter: { s: 'x' } })(document)).toThrow(expect.objectContaining({ code: 51246 }));
  });
});
