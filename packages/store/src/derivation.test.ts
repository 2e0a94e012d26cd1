import { defineRecord, type IngestLine, recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import type { Derivation } from './derivation.ts';
import { mongooseSchemaOf } from './mongoose-schema.ts';
import { toDocument, toRecord } from './stored-record.ts';

const definition = defineRecord({
  type: 'Thing',
  subgraph: 'patients',
  collection: 'things',
  rowClass: 'public',
  indexes: [{ name: 1 }],
  schema: Type.Object({ name: Type.Optional(Type.String()) }),
});
const derivation: Derivation<typeof definition> = {
  fields: { nameKey: 'text' },
  indexes: [{ nameKey: 1, _id: 1 }],
  of: ({ name }) => (name === undefined ? {} : { nameKey: name.toLowerCase() }),
};
const line: IngestLine = {
  type: 'Thing',
  id: recordId('test', 'Thing', '1'),
  source: { system: 'test', type: 'Thing', id: '1', hash: '0'.repeat(64) },
  data: { name: 'ABC' },
};
const at = { version: 1, sourceKey: 'k', recordedAt: new Date('2026-01-01T00:00:00Z'), labels: [], labelKey: '' };

describe('what is derived from a record', () => {
  it('lies beside its data in the document', () => {
    expect(toDocument({ definition, derivation }, line, at)).toMatchObject({ name: 'ABC', nameKey: 'abc' });
  });

  it('does not leave the store with the record', () => {
    const document = toDocument({ definition, derivation }, line, at);

    expect(toRecord(definition, document)).toEqual({ id: line.id, name: 'ABC', recordedAt: at.recordedAt });
  });

  it('is a path that filters may name, and has its indexes', () => {
    const schema = mongooseSchemaOf(definition, derivation);

    expect(schema.path('nameKey')).toBeDefined();
    expect(schema.indexes().map(([keys]) => keys)).toEqual([{ name: 1 }, { nameKey: 1, _id: 1 }]);
  });

  it.each(['name', 'version', 'sortAt'])('may not take the name %s, which the record or its envelope has', (taken) => {
    expect(() => mongooseSchemaOf(definition, { ...derivation, fields: { [taken]: 'text' } })).toThrow(`Thing.${taken}`);
  });
});
