import { describe, expect, it } from '@jest/globals';
import { loaderById } from './loaders.ts';
import { contactOfPatient, loadOptional, loadPresent, reference, references } from './references.ts';

const rows = [{ id: 'a' }, { id: 'b' }];
const loader = () => loaderById(async (ids) => rows.filter(({ id }) => ids.includes(id)));

describe('references to entities of others', () => {
  it('carry the type and the key', () => {
    expect(reference('Patient', 'a')).toEqual({ __typename: 'Patient', id: 'a' });
    expect(references('Practitioner', ['b', 'a'])).toEqual([
      { __typename: 'Practitioner', id: 'b' },
      { __typename: 'Practitioner', id: 'a' },
    ]);
  });

  it('are absent where the record names nothing', () => {
    expect(reference('Patient', undefined)).toBeUndefined();
    expect(references('Practitioner', undefined)).toBeUndefined();
  });
});

describe('records that others name', () => {
  it('come in the order they are named in, without those that are not there', async () => {
    expect(await loadPresent(loader(), ['b', 'missing', 'a'])).toEqual([{ id: 'b' }, { id: 'a' }]);
  });

  it('are absent where none is named', async () => {
    expect(await loadPresent(loader(), undefined)).toBeUndefined();
    expect(await loadOptional(loader(), undefined)).toBeNull();
  });

  it('are null where the one named is not there', async () => {
    expect(await loadOptional(loader(), 'missing')).toBeNull();
    expect(await loadOptional(loader(), 'a')).toEqual({ id: 'a' });
  });
});

describe('a contact', () => {
  it('is a parent of lists of the patient whose contact the medical record says it is', () => {
    expect(contactOfPatient({ id: 'e', subject: { id: 'p' } })).toEqual({ id: 'e', patientId: 'p' });
  });

  it.each([{ id: 'e' }, { id: 'e', subject: null }])('is refused where the medical record does not say so: %j', (contact) => {
    expect(() => contactOfPatient(contact)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});
