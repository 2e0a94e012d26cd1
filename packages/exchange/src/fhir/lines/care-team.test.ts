import { careTeamMember, type IngestLine, parseRecord, recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { type CareTeam, createCareTeam } from '../../index.ts';

const patientId = recordId('fhir', 'Patient', 'p');
const practitionerId = recordId('fhir', 'Practitioner', 'd');
const facilityId = recordId('fhir', 'Organization', 'o');

const visit = (start: string, end: string, role?: string): IngestLine => ({
  type: 'Encounter',
  id: recordId('fhir', 'Encounter', start),
  patientId,
  source: { system: 'fhir', type: 'Encounter', id: start, hash: '' },
  data: {
    patientId,
    facilityId,
    period: { start, end },
    participants: [{ practitionerId, ...(role === undefined ? {} : { role: { text: role } }) }],
  },
});

const linesAfter = (team: CareTeam, known: readonly IngestLine[] = []): IngestLine[] =>
  team.lines(new Map(known.map((line) => [line.id, [{ ...line, document: line.document ?? '' }]]))).map(({ line }) => line);

function teamOf(...visits: IngestLine[]): CareTeam {
  const team = createCareTeam();
  for (const line of visits) team.add(line);
  return team;
}

const first = visit('2019-01-01T08:00:00Z', '2019-01-01T09:00:00Z', 'primary performer');
const last = visit('2021-05-01T08:00:00+07:00', '2021-05-01T09:00:00+07:00');

describe('createCareTeam', () => {
  it('has one member for each patient, practitioner and facility, from the first contact to the last', () => {
    const [member, ...others] = linesAfter(teamOf(last, first));

    expect(others).toEqual([]);
    expect(parseRecord(careTeamMember, member?.data)).toEqual({
      patientId,
      practitionerId,
      facilityId,
      role: { text: 'primary performer' },
      period: { start: '2019-01-01T08:00:00Z', end: '2021-05-01T09:00:00+07:00' },
      basis: 'ENCOUNTER',
    });
  });

  it('comes to the same whether the contacts come in one import or in several, in any order', () => {
    const [together] = linesAfter(teamOf(first, last));
    const [later] = linesAfter(teamOf(last), linesAfter(teamOf(first)));
    const [earlier] = linesAfter(teamOf(first), linesAfter(teamOf(last)));

    expect(later?.data).toEqual(together?.data);
    expect(earlier?.data).toEqual(together?.data);
  });

  it.each(['CANCELLED', 'ENTERED_IN_ERROR', 'PLANNED'])('does not come of a contact that is %s', (status) => {
    expect(linesAfter(teamOf({ ...first, data: { ...first.data, status } }))).toEqual([]);
  });

  it('changes nothing when the same contact comes again', () => {
    const before = linesAfter(teamOf(first, last));

    expect(linesAfter(teamOf(first), before)).toEqual(before);
  });
});
