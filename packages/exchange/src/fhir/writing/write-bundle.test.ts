import { recordId, type SourceDocument } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { bundleManifests, manifestsIn, recordIdOf, type StoredEntry, sharedEntries, writeBundle } from '../../index.ts';

const patients = ['a', 'b'].map((name) => recordIdOf('Patient', name));
const [a = '', b = ''] = patients;

const entry = (type: string, name: string, patientId?: string, refersTo: readonly string[] = []): StoredEntry => ({
  type,
  id: recordIdOf(type, name),
  fullUrl: `urn:uuid:${name}`,
  request: `{"method":"POST","url":"${type}"}`,
  refersTo,
  ...(patientId === undefined ? {} : { patientId }),
});
const document = ({ type, id, patientId }: StoredEntry, text = `{"resourceType":"${type}","v":1.0}`): SourceDocument => ({
  type: type === 'Organization' ? 'Facility' : type,
  id,
  source: { system: 'fhir', type, id, hash: '' },
  document: text,
  ...(patientId === undefined ? {} : { patientId }),
});
const manifestDocuments = (entries: readonly StoredEntry[]): SourceDocument[] =>
  bundleManifests({ type: 'transaction' }, entries).map(({ line }) => ({ ...line, document: line.document ?? '' }));

describe('writeBundle', () => {
  it('gives back what came, in its order, letter for letter, with what patients share', () => {
    const entries = [entry('Patient', 'a', a), entry('Organization', 'o'), entry('Claim', 'c', a)];
    const own = [
      ...manifestDocuments(entries),
      ...entries.filter(({ patientId }) => patientId === a).map((stored) => document(stored)),
    ].reverse();
    const manifests = manifestsIn(own);

    const shared = sharedEntries(manifests, own);
    const text = [...writeBundle([...own, ...entries.slice(1, 2).map((stored) => document(stored))], manifests)].join('');

    expect(shared.map(({ type }) => type)).toEqual(['Organization']);
    expect(text).toContain('{"resourceType":"Claim","v":1.0}');
    expect(JSON.parse(text)).toMatchObject({
      type: 'transaction',
      entry: [{ fullUrl: 'urn:uuid:a', request: { url: 'Patient' } }, { fullUrl: 'urn:uuid:o' }, { fullUrl: 'urn:uuid:c' }],
    });
  });

  it('leaves out what the import noted down for itself', () => {
    const patient = entry('Patient', 'a', a);
    const notes = ['CareTeamMember', 'FhirAlias'].map((type) => document(entry(type, 'n', a)));
    const seeded = { ...document(entry('Encounter', 's', a)), source: { system: 'seed', type: 'Encounter', id: 's', hash: '' } };

    expect(JSON.parse([...writeBundle([document(patient), ...notes, seeded], [])].join('')).entry).toHaveLength(1);
  });
});

describe('bundleManifests', () => {
  it('gives each patient of a bundle their own, and of the rest what they refer to, through others too', () => {
    const ward = entry('Organization', 'ward', undefined, [recordIdOf('Organization', 'hospital')]);
    const hospital = entry('Organization', 'hospital');
    const entries = [entry('Patient', 'a', a), entry('Patient', 'b', b), entry('Encounter', 'e', b, [ward.id]), ward, hospital];

    const manifests = manifestsIn(manifestDocuments(entries)).map(({ entries: members }) => members.map(({ fullUrl }) => fullUrl));

    expect(manifests).toEqual([['urn:uuid:a'], ['urn:uuid:b', 'urn:uuid:e', 'urn:uuid:ward', 'urn:uuid:hospital']]);
  });

  it('is the same for the same bundle, and tells a large one in parts', () => {
    const entries = [
      entry('Patient', 'a', a),
      ...Array.from({ length: 20_001 }, (_, place) => ({
        type: 'Claim',
        id: recordId('fhir', 'Claim', `${place}`),
        patientId: a,
        refersTo: [],
      })),
    ];

    const ids = bundleManifests({ type: 'batch' }, entries).map(({ line }) => line.id);

    expect(new Set(ids).size).toBe(2);
    expect(bundleManifests({ type: 'batch' }, entries).map(({ line }) => line.id)).toEqual(ids);
  });
});
