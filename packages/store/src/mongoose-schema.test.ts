import { defineRecord, encounter, observation, recordDefinitions } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { model } from 'mongoose';
import { Type } from 'typebox';
import { mongooseSchemaOf } from './mongoose-schema.ts';

describe('the mongoose schema of a definition', () => {
  it.each(Object.values(recordDefinitions).map((definition) => [definition.type, definition] as const))(
    'can be made for %s',
    (_type, definition) => {
      const schema = mongooseSchemaOf(definition);

      for (const field of Object.keys(definition.schema.properties)) expect(schema.path(field)).toBeDefined();
      expect(schema.indexes().map(([keys]) => keys)).toEqual(definition.indexes);
    },
  );

  it('refuses a field that the definition does not name', () => {
    const Encounters = model('EncounterOfTest', mongooseSchemaOf(encounter));

    expect(() => new Encounters({ _id: 'X', visitNumber: '7' })).toThrow(/visitNumber/);
  });

  it('refuses such a field inside a nested value', async () => {
    const Observations = model('ObservationOfTest', mongooseSchemaOf(observation));

    await expect(new Observations({ _id: 'X', components: [{ value: 7 }] }).validate()).rejects.toThrow('StrictModeError');
  });

  it('gives nested values no ids of their own', () => {
    const Observations = model('ObservationOfTest2', mongooseSchemaOf(observation));

    const document = new Observations({ _id: 'X', code: { coding: [{ code: '4548-4' }] } });

    expect(document.toObject()).toEqual({ _id: 'X', code: { coding: [{ code: '4548-4' }] } });
  });

  it('takes a field named type as a field', () => {
    const definition = defineRecord({
      type: 'Thing',
      subgraph: 'patients',
      collection: 'things',
      rowClass: 'public',
      indexes: [],
      schema: Type.Object({ type: Type.String(), part: Type.Object({ type: Type.String() }) }),
    });

    const document = new (model('ThingOfTest', mongooseSchemaOf(definition)))({ type: 'A', part: { type: 'B' } });

    expect(document.toObject()).toMatchObject({ type: 'A', part: { type: 'B' } });
  });

  it('refuses a definition whose field would hide a part of the envelope', () => {
    const definition = defineRecord({
      type: 'Thing',
      subgraph: 'patients',
      collection: 'things',
      rowClass: 'public',
      indexes: [],
      schema: Type.Object({ version: Type.String() }),
    });

    expect(() => mongooseSchemaOf(definition)).toThrow('Thing.version');
  });
});
