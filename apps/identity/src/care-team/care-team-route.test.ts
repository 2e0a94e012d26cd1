import { type CareTeamReport, membershipRecord } from '@health-graph/records';
import { countCommands, type ReplacedVersion } from '@health-graph/store';
import { internalAuthorization } from '@health-graph/subgraph-kit';
import { internalSecret, type OpenSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { takeCareTeamReports } from '../commands/take-care-team-reports.ts';
import { aCareTeamMember, testId } from '../model/builders.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { openIdentity } from '../testing/open-identity.ts';

let subgraph: OpenSubgraph<IdentityStore>;

beforeAll(async () => {
  subgraph = await openIdentity();
});
afterAll(() => subgraph.close());

const practitionerId = testId('Practitioner', 1);
const facilityId = testId('Facility', 1);
let patients = 0;
/** A patient of each test's own. */
const aPatient = () => {
  patients += 1;
  return testId('Patient', patients);
};
const aReport = (patientId: string, version = 1, more: Partial<CareTeamReport> = {}): CareTeamReport => ({
  encounterId: testId('Encounter', Number(patients)),
  version,
  patientId,
  labels: [],
  participations: [{ practitionerId, facilityId, period: { start: '2026-06-01', end: '2026-06-02' } }],
  ...more,
});
const take = (...reports: readonly CareTeamReport[]) => takeCareTeamReports(subgraph.store, reports);
const teamOf = (patientId: string) => subgraph.store.collections.CareTeamMember.allBy('patientId', [patientId]);
const post = (body: string, secret = internalSecret) => {
  const path = '/internal/care-team';
  return fetch(new URL(path, subgraph.url), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', authorization: internalAuthorization(secret, { method: 'POST', path }, Date.now()) },
  });
};

describe('a report', () => {
  it('makes who takes part a member of the care team, over the internal contract', async () => {
    const patientId = aPatient();

    const response = await post(JSON.stringify({ reports: [aReport(patientId)] }));

    expect(await response.json()).toEqual({ taken: 1 });
    expect(await teamOf(patientId)).toMatchObject([
      {
        id: membershipRecord({ patientId, practitionerId, facilityId }).id,
        practitionerId,
        facilityId,
        basis: 'ENCOUNTER',
        period: { start: '2026-06-01', end: '2026-06-02' },
      },
    ]);
  });

  it('that comes again changes nothing, nor does an older one that comes late', async () => {
    const patientId = aPatient();
    const [first, second] = [aReport(patientId), aReport(patientId, 2, { participations: [] })];

    expect([await take(first), await take(first), await take(second), await take(first), await take(second)]).toEqual([1, 0, 1, 0, 0]);
    expect(await teamOf(patientId)).toEqual([]);
  });

  it('is taken at its newest where several tell of one encounter at once', async () => {
    const patientId = aPatient();

    await take(aReport(patientId, 3), aReport(patientId, 1, { participations: [] }), aReport(patientId, 2, { participations: [] }));

    expect(await teamOf(patientId)).toHaveLength(1);
  });

  it('gives the same care team in whatever pieces reports come, also at the same time', async () => {
    const patientId = aPatient();
    const days = ['03', '01', '09', '05', '07'];
    const reports = days.map((day, place) =>
      aReport(patientId, 1, {
        encounterId: testId('Encounter', 1_000 + place),
        participations: [{ practitionerId, facilityId, period: { start: `2026-05-${day}`, end: `2026-05-${day}` } }],
      }),
    );

    await Promise.all(reports.map((report) => take(report)));

    expect(await teamOf(patientId)).toMatchObject([{ period: { start: '2026-05-01', end: '2026-05-09' } }]);
  });

  it('that takes an encounter back ends the membership, and keeps it among the versions', async () => {
    const patientId = aPatient();
    const { id } = membershipRecord({ patientId, practitionerId, facilityId });
    await take(aReport(patientId));

    await take(aReport(patientId, 2, { participations: [] }));
    await take(aReport(patientId, 3));
    await take(aReport(patientId, 4, { participations: [] }));

    expect(await teamOf(patientId)).toEqual([]);
    const versions = await subgraph.store.connection.mongoose
      .collection<ReplacedVersion>('care_team_members_versions')
      .find({ recordId: id })
      .toArray();
    expect(versions.map(({ version, replacedBy }) => [version, replacedBy])).toEqual([
      [1, 'system:encounters'],
      [2, 'system:encounters'],
    ]);
  });

  it('that gives the encounter to another patient leaves the first one alone', async () => {
    const [wrong, right] = [aPatient(), aPatient()];
    const told = aReport(wrong);
    await take(told);

    await take({ ...told, version: 2, patientId: right });

    expect([await teamOf(wrong), await teamOf(right)]).toEqual([[], [expect.objectContaining({ patientId: right })]]);
  });

  it('widens what a seed told of the same member, and makes no second one', async () => {
    const patientId = aPatient();
    const { id, source } = membershipRecord({ patientId, practitionerId, facilityId });
    const { id: _id, ...member } = aCareTeamMember({ patientId, practitionerId, facilityId, period: { start: '2026-06-02' } });
    const seeded = { type: 'CareTeamMember', id, patientId, source: { ...source, hash: 'a'.repeat(64) }, data: member };
    await subgraph.store.upsert([seeded]);

    await take(aReport(patientId));
    expect(await teamOf(patientId)).toMatchObject([{ id, period: { start: '2026-06-01' } }]);
    expect((await subgraph.store.upsert([seeded])).map(({ outcome }) => outcome)).toEqual(['unchanged']);
  });

  it('comes before the seed as well as behind it', async () => {
    const patientId = aPatient();
    const { id, source } = membershipRecord({ patientId, practitionerId, facilityId });
    const { id: _id, ...member } = aCareTeamMember({ patientId, practitionerId, facilityId, period: { start: '2026-05-02' } });
    await take(aReport(patientId));

    await subgraph.store.upsert([{ type: 'CareTeamMember', id, patientId, source: { ...source, hash: 'b'.repeat(64) }, data: member }]);
    await take(aReport(patientId, 2));

    expect(await teamOf(patientId)).toMatchObject([{ id, period: { start: '2026-05-02' } }]);
  });

  it('of an encounter that is raised makes a member who is raised', async () => {
    const patientId = aPatient();

    await take(aReport(patientId, 1, { labels: ['hiv'] }));

    const [member] = await subgraph.store.collections.CareTeamMember.model.find({ patientId }).lean();
    expect(member).toMatchObject({ labelKey: 'hiv' });
  });

  it('of an encounter that is raised later, without a new version, raises the member, in either order', async () => {
    const [one, other] = [aPatient(), aPatient()];
    const keyOf = async (patientId: string) =>
      (await subgraph.store.collections.CareTeamMember.model.findOne({ patientId }).lean())?.labelKey;
    const plain = { ...aReport(one), encounterId: testId('Encounter', 3_001) };
    const late = { ...aReport(other), encounterId: testId('Encounter', 3_002) };

    await take(plain);
    await take({ ...plain, labels: ['hiv'] });
    await take({ ...late, labels: ['hiv'] });
    await take(late);

    expect([await keyOf(one), await keyOf(other)]).toEqual(['hiv', 'hiv']);
  });

  it('costs as many commands for a hundred encounters as for one', async () => {
    const patientId = aPatient();
    const many = Array.from({ length: 100 }, (_, place) =>
      aReport(patientId, 1, {
        encounterId: testId('Encounter', 2_000 + place),
        participations: [{ practitionerId: testId('Practitioner', place), facilityId, period: { start: '2026-06-01' } }],
      }),
    );
    const commandsOf = (reports: readonly CareTeamReport[]) => countCommands(subgraph.store.connection, () => take(...reports));

    expect((await commandsOf(many)).total).toBe((await commandsOf([aReport(aPatient())])).total);
  });

  it.each([
    ['', ''],
    ['null', 'reports'],
    ['{"reports":{}}', 'reports'],
    ['{"reports":[{}]}', 'reports.0'],
    [JSON.stringify({ reports: [{ ...aReport(testId('Patient', 1)), patientId: { $ne: '' } }] }), 'reports.0.patientId'],
    [JSON.stringify({ reports: [{ ...aReport(testId('Patient', 1)), note: 'x' }] }), 'reports.0.note'],
  ])('is refused when it is %s', async (body, argument) => {
    const response = await post(body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', ...(argument === '' ? {} : { argument }) } }],
    });
  });

  it('is refused without proof of who tells it', async () => {
    expect((await post('{"reports":[]}', 'f'.repeat(40))).status).toBe(401);
  });
});
