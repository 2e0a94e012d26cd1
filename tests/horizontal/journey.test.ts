import { internalPost, partnerSecretOf } from '@health-graph/subgraph-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  encounterIdOf,
  encounterLine,
  facilityOf,
  installationSecret,
  lineOf,
  openProvince,
  type Person,
  type Province,
  type ProvinceAnswer,
  patientIdOf,
  patientLine,
} from './province.ts';

/** A doctor who treats everybody, with their consent to what other hospitals hold, and may not know who has HIV; and the patient. */
const doctor: Person = {
  accountId: 'bs.nam',
  role: 'physician',
  purpose: 'TREAT',
  facilityId: facilityOf('h01'),
  facts: { careTeam: true, consent: new Set(['admin', 'clinical', 'identity']) },
};
const stranger: Person = { accountId: 'bs.an', role: 'physician', purpose: 'TREAT', facilityId: facilityOf('h09'), facts: {} };
const self: Person = { accountId: 'bn.hoa', role: 'citizen', purpose: 'PATRQT', facts: { self: true } };
const patientId = patientIdOf(1);
let province: Province;

beforeAll(async () => {
  province = await openProvince(['h01', 'h02', 'h03'], [doctor, stranger, self]);
  await province.ingest('patients', [1, 2].map(patientLine));
  await province.ingest(
    'h01',
    [1, 4, 7].map((number) => encounterLine('h01', number, 1)),
  );
  await province.ingest(
    'h02',
    [2, 5].map((number) => encounterLine('h02', number, 1)),
  );
  // A clinic where she came for HIV alone.
  await province.ingest(
    'h03',
    [3, 6].map((number) => encounterLine('h03', number, 1, { visitRoute: '1.9' })),
  );
  await province.located(self, patientId, ['h01', 'h02', 'h03']);
}, 60_000);
afterAll(() => province?.close());

const chart = `query Chart($id: ID!, $first: Int, $after: String) { patient(id: $id) {
  encounters(first: $first, after: $after) { edges { node { id subject { id } conditions(first: 2) { pageInfo { hasNextPage } } } } pageInfo { hasNextPage endCursor } } } }`;
interface EncounterPage {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
const encountersOf = ({ data }: ProvinceAnswer) =>
  (data as { readonly patient: { readonly encounters: EncounterPage } }).patient.encounters;
const ids = (answer: ProvinceAnswer) => encountersOf(answer).edges.map(({ node }) => node.id);
const sources = ({ extensions }: ProvinceAnswer) => extensions?.sources?.map(({ source, status }) => [source, status]);
const newestFirst = (...numbers: readonly (readonly [string, number])[]) =>
  numbers.map(([hospital, number]) => encounterIdOf(hospital, number));

describe('a chart over hospitals', () => {
  it('shows the patient everything, and where it comes from', async () => {
    const answer = await province.ask(self, chart, { id: patientId });

    expect(answer.errors).toBeUndefined();
    expect(ids(answer)).toEqual(newestFirst(['h01', 7], ['h03', 6], ['h02', 5], ['h01', 4], ['h03', 3], ['h02', 2], ['h01', 1]));
    expect(answer.extensions).toMatchObject({ completeness: 'COMPLETE_FOR_CALLER' });
    expect(sources(answer)).toEqual([
      ['h01', 'OK'],
      ['h02', 'OK'],
      ['h03', 'OK'],
    ]);
  });

  it('shows the doctor neither the visits to the clinic nor that there is a clinic', async () => {
    const answer = await province.ask(doctor, chart, { id: patientId });

    expect(ids(answer)).toEqual(newestFirst(['h01', 7], ['h02', 5], ['h01', 4], ['h02', 2], ['h01', 1]));
    expect(answer.extensions).toMatchObject({ completeness: 'COMPLETE_FOR_CALLER' });
    expect(JSON.stringify(answer)).not.toContain('h03');
  });

  it('goes on page by page', async () => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await province.ask(self, chart, { id: patientId, first: 2, after });
      found.push(...ids(page));
      after = encountersOf(page).pageInfo.hasNextPage ? encountersOf(page).pageInfo.endCursor : undefined;
    } while (after !== undefined);

    expect(found).toEqual(ids(await province.ask(self, chart, { id: patientId })));
  });

  it('goes on while visits are written: none twice, none lost of those that were there, in order', async () => {
    const person = patientIdOf(3);
    await province.ingest('patients', [patientLine(3)]);
    const before = ['h01', 'h02'].map((hospital, first) =>
      Array.from({ length: 25 }, (_, place) => encounterLine(hospital, 300 + 2 * place + first, 3)),
    );
    await Promise.all(['h01', 'h02'].map((hospital, place) => province.ingest(hospital, before[place] ?? [])));
    await province.located(doctor, person, ['h01', 'h02']);

    const found: string[] = [];
    let after: string | undefined;
    let later = 301;
    do {
      const page = await province.ask(doctor, chart, { id: person, first: 7, after });
      found.push(...ids(page));
      after = encountersOf(page).pageInfo.hasNextPage ? encountersOf(page).pageInfo.endCursor : undefined;
      // Between, before and behind what was shown so far.
      await province.ingest('h01', [encounterLine('h01', later, 3), encounterLine('h01', later - 100, 3)]);
      later += 4;
    } while (after !== undefined);

    const numberOf = new Map(
      Array.from({ length: 450 }, (_, number) =>
        ['h01', 'h02'].map((hospital) => [encounterIdOf(hospital, number), number] as const),
      ).flat(),
    );
    const order = found.map((id) => numberOf.get(id) ?? -1);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(before.flat().map(({ id }) => id)));
    expect(order).toEqual(order.toSorted((one, other) => other - one));
  });

  it('refuses a stranger with the same words as of a patient who was nowhere', async () => {
    const [known, unknown] = await Promise.all([1, 2].map((number) => province.ask(stranger, chart, { id: patientIdOf(number) })));

    expect(known).toEqual(unknown);
    expect(JSON.stringify(known)).not.toMatch(/h0/);
  });

  it('finds one record by its id, and none by the id of another hospital', async () => {
    const query = 'query($id: ID!) { encounter(id: $id) { id facility { id } } }';
    const id = encounterIdOf('h02', 5);

    expect((await province.ask(doctor, query, { id })).data).toEqual({ encounter: { id, facility: { id: facilityOf('h02') } } });
    expect((await province.ask(doctor, query, { id: id.replace('h02', 'h01') })).data).toEqual({ encounter: null });
  });
});

describe('a hospital', () => {
  it('takes no records whose ids name another', async () => {
    const outcomes = await province.ingest('h01', [
      encounterLine('h02', 90, 2),
      lineOf('Encounter', encounterIdOf('h01', 91).slice(4), { patientId: patientIdOf(2) }),
    ]);

    expect(outcomes).toEqual([0, 1].map(() => expect.objectContaining({ outcome: 'refused', field: 'id' })));
  });

  it('tells of nobody in the name of another', async () => {
    const secret = partnerSecretOf(installationSecret, 'encounters.h01');
    const post = internalPost({ subgraph: 'patients', url: province.urls['patients'] ?? '', secret, path: '/internal/presence' });
    const report = (endpoint: string) => ({
      subgraph: 'encounters',
      endpoint,
      at: 1,
      patients: [{ patientId: patientIdOf(2), marks: [] }],
    });

    await expect(post.send(report('h01'))).resolves.toEqual({ taken: 1 });
    await expect(post.send(report('h02'))).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', details: { status: 403 } });
    await post.close();
  });

  it('is known no more where its last visit that could be seen is raised to HIV', async () => {
    await province.ingest('h02', [encounterLine('h02', 8, 2)]);
    await province.located(doctor, patientIdOf(2), ['h02']);

    await province.ingest('h02', [encounterLine('h02', 8, 2, { visitRoute: '1.9' })]);

    await province.located(doctor, patientIdOf(2), []);
    expect(sources(await province.ask(self, chart, { id: patientIdOf(2) }))).toEqual([['h02', 'OK']]);
  });

  it('that is down is missing for who may know of it, and for nobody else', async () => {
    await province.stop('h03');
    const [forDoctor, forSelf] = await Promise.all([doctor, self].map((person) => province.ask(person, chart, { id: patientId })));
    if (forDoctor === undefined || forSelf === undefined) throw new Error('Both asked.');

    expect(ids(forDoctor)).toEqual(ids(forSelf));
    expect(forDoctor).toMatchObject({ extensions: { completeness: 'COMPLETE_FOR_CALLER' } });
    expect(JSON.stringify(forDoctor)).not.toContain('h03');
    expect(forSelf.extensions).toMatchObject({ completeness: 'PARTIAL' });
    expect(sources(forSelf)?.at(-1)).toEqual(['h03', 'UNAVAILABLE']);
    expect(forSelf.errors).toEqual([
      expect.objectContaining({ path: ['patient'], extensions: expect.objectContaining({ source: 'h03' }) }),
    ]);
  });
});
