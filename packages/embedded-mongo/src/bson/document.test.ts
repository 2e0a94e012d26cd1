import { describe, expect, it } from '@jest/globals';
import { DBRef, Int32, ObjectId } from 'bson';
import { copyValue, type Document, fieldsOf, getField, hasField, isDocument, setField } from './document.ts';

describe('documents', () => {
  it('are plain objects and DBRefs, nothing else', () => {
    const values = [{}, new DBRef('c', new ObjectId()), [], null, new Date(), new Int32(1), new Uint8Array(1), /x/, 'x'];

    expect(values.map(isDocument)).toEqual([true, true, false, false, false, false, false, false, false]);
  });

  it('show a DBRef as its fields', () => {
    const id = new ObjectId();

    expect(fieldsOf(new DBRef('c', id, 'd') as unknown as Document)).toEqual({ $ref: 'c', $id: id, $db: 'd' });
  });

  it('have only fields of their own', () => {
    expect([getField({}, 'constructor'), getField({}, 'toString'), hasField({}, 'hasOwnProperty')]).toEqual([undefined, undefined, false]);
    expect(getField({ constructor: 1 }, 'constructor')).toBe(1);
  });

  it('hold a field named __proto__ as data', () => {
    const document: Document = {};
    setField(document, '__proto__', { polluted: true });

    expect(Object.keys(document)).toEqual(['__proto__']);
    expect((document as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('are copied deeply', () => {
    const original = { a: [{ b: 1 }] };
    const copy = copyValue(original);
    (copy.a[0] as { b: number }).b = 2;

    expect(original).toEqual({ a: [{ b: 1 }] });
  });
});
