import { describe, expect, it } from '@jest/globals';
import { type AnyResource, type BundleEntry, createBundleIndex, createRunIndex, parseReference, referencesOf } from '../../index.ts';

const entry = (resource: AnyResource, fullUrl?: string): BundleEntry => ({
  ordinal: 0,
  type: resource.resourceType,
  sourceId: resource.id ?? '',
  resource,
  text: '',
  ...(fullUrl === undefined ? {} : { fullUrl }),
});

describe('parseReference', () => {
  it.each([
    ['#coverage', { kind: 'contained', id: 'coverage' }],
    ['urn:uuid:05a1', { kind: 'urn', url: 'urn:uuid:05a1', id: '05a1' }],
    ['Patient/p1', { kind: 'relative', type: 'Patient', id: 'p1' }],
    ['Patient/p1/_history/3', { kind: 'relative', type: 'Patient', id: 'p1' }],
    ['https://example.org/fhir/Patient/p1', { kind: 'absolute', url: 'https://example.org/fhir/Patient/p1' }],
    ['Practitioner?identifier=http://npi|99', { kind: 'conditional', type: 'Practitioner', identifier: 'http://npi|99' }],
    ['Practitioner?identifier=http%3A%2F%2Fnpi%7C99', { kind: 'conditional', type: 'Practitioner', identifier: 'http://npi|99' }],
    ['Practitioner?name=x', { kind: 'unknown' }],
    ['patient/p1', { kind: 'unknown' }],
    ['', { kind: 'unknown' }],
  ])('reads %s', (reference, parsed) => {
    expect(parseReference(reference)).toEqual(parsed);
  });
});

describe('referencesOf', () => {
  it('finds references by their path, in contained resources and extensions too', () => {
    const found = referencesOf({
      resourceType: 'Encounter',
      participant: [{ individual: { reference: 'Practitioner/a', display: 'A' } }],
      contained: [{ resourceType: 'Coverage', payor: [{ reference: '#' }] }],
      extension: [{ url: 'x', valueReference: { reference: 'Device/d' } }],
    });

    expect(found).toEqual([
      { path: 'Encounter.participant[0].individual', reference: 'Practitioner/a', display: 'A' },
      { path: 'Encounter.contained[0].payor[0]', reference: '#' },
      { path: 'Encounter.extension[0].valueReference', reference: 'Device/d' },
    ]);
  });
});

const practitioner = entry(
  { resourceType: 'Practitioner', id: 'a', identifier: [{ system: 'http://npi', value: '99' }] },
  'urn:uuid:something-else',
);

describe.each([
  ['createBundleIndex', createBundleIndex],
  ['createRunIndex', createRunIndex],
])('%s', (_name, create) => {
  it.each(['urn:uuid:something-else', 'Practitioner/a', 'Practitioner?identifier=http://npi|99'])('finds a resource by %s', (reference) => {
    const index = create();
    index.add(practitioner);

    expect(index.find(reference)).toMatchObject({ type: 'Practitioner', sourceId: 'a', identifiers: ['http://npi|99'] });
  });

  it.each(['urn:uuid:a', 'Practitioner/b', 'Organization/a', 'Practitioner?identifier=http://npi|98', '#a'])(
    'does not find %s',
    (reference) => {
      const index = create();
      index.add(practitioner);

      expect(index.find(reference)).toBeUndefined();
    },
  );

  it('knows a refused resource, so that those who refer to it are not refused', () => {
    const index = create();
    index.add({ ordinal: 0, type: 'Condition', sourceId: 'c', fullUrl: 'urn:uuid:c', refusal: { code: 'INVALID_RESOURCE', reason: '' } });

    expect(index.find('urn:uuid:c')).toMatchObject({ type: 'Condition', sourceId: 'c' });
  });
});
