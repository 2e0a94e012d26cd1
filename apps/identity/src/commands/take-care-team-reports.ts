import { createHash } from 'node:crypto';
import { type CareTeamReport, type IngestLine, membershipRecord } from '@health-graph/records';
import { derivedMembers, isSameMember, nextMember, type StoredMember } from '../model/care-membership.ts';
import { keepReports, reportsAround, storedMembers } from '../store/care-team-reports.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { unlessRefused } from '../store/unless-refused.ts';

const byEncounters = { author: 'system:encounters', reason: 'care-team' } as const;

/**
 * Takes in who takes part in which encounters, and brings the care teams of their patients up to date, all in one transaction. A report that was
 * taken in before, or is older than what is known, changes nothing, so that it may be sent again and in any order.
 * @returns how many told something new
 */
export async function takeCareTeamReports(store: IdentityStore, told: readonly CareTeamReport[]): Promise<number> {
  if (told.length === 0) return 0;
  return store.transaction(byEncounters, async ({ session, upsert, remove }) => {
    const known = await reportsAround(store, told, session);
    const news = newest(told, known);
    if (news.length === 0) return 0;
    await keepReports(store, news, session);
    const changed = new Set(news.map(({ encounterId }) => encounterId));
    const later = [...known.filter(({ encounterId }) => !changed.has(encounterId)), ...news];
    const [before, after] = [derivedMembers(known), derivedMembers(later)];
    const touched = new Set([...known.filter(({ encounterId }) => changed.has(encounterId)), ...news].flatMap(memberIdsOf));
    const stored = await storedMembers(store, [...touched], session);
    const lines: IngestLine[] = [];
    for (const id of touched) {
      const now = stored.get(id);
      const next = nextMember(now, before.get(id), after.get(id));
      if (next === undefined) await remove('CareTeamMember', id);
      else if (now === undefined || !isSameMember(now, next)) lines.push(memberLine(next, news));
    }
    if (lines.length > 0) unlessRefused(await upsert(lines));
    return news.length;
  });
}

/** The newest of what was told of each encounter, where it is newer than what is known, or the same and raised further. */
function newest(told: readonly CareTeamReport[], known: readonly CareTeamReport[]): readonly CareTeamReport[] {
  const latest = new Map(known.map((report) => [report.encounterId, report]));
  const news = new Map<string, CareTeamReport>();
  for (const report of told) {
    const before = latest.get(report.encounterId);
    const next = before === undefined || report.version > before.version ? report : raisedFurther(before, report);
    if (next === undefined) continue;
    latest.set(report.encounterId, next);
    news.set(report.encounterId, next);
  }
  return [...news.values()];
}

function raisedFurther(before: CareTeamReport, report: CareTeamReport): CareTeamReport | undefined {
  const labels = [...new Set([...before.labels, ...report.labels])].toSorted();
  return report.version === before.version && labels.length > before.labels.length ? { ...before, labels } : undefined;
}

const memberIdsOf = ({ patientId, participations }: CareTeamReport): readonly string[] =>
  participations.map(({ practitionerId, facilityId }) => membershipRecord({ patientId, practitionerId, facilityId }).id);

/** The versions of the reports are part of the hash: a membership that comes back to what it was is a new version as well. */
function memberLine({ member, labels }: StoredMember, news: readonly CareTeamReport[]): IngestLine {
  const { patientId, practitionerId = '', facilityId } = member;
  const { id, source } = membershipRecord({ patientId, practitionerId, facilityId });
  const because = news.map(({ encounterId, version }) => [encounterId, version]);
  const hash = createHash('sha256')
    .update(JSON.stringify([member, labels, because]))
    .digest('hex');
  return { type: 'CareTeamMember', id, patientId, source: { ...source, hash }, data: member, ...(labels.length > 0 && { labels }) };
}
