import type { CareTeamMember, CodeableConcept, Encounter, IngestLine, SourceDocument } from '@health-graph/records';
import { present } from '../mapping/data-types.ts';
import type { DataOf } from '../mapping/mapping-context.ts';
import type { RoutedLine } from './routed-line.ts';
import { recordIdOf, sourceOf } from './source-of.ts';

type Period = NonNullable<CareTeamMember['period']>;

/**
 * Who took part in a patient's contacts, from the first to the last: one member for each patient, practitioner and facility, derived from
 * encounters.
 */
export interface CareTeam {
  /** Adds the participants of an encounter that was stored. */
  add(line: IngestLine): void;
  /** How many members it has. */
  size(): number;
  /** Forgets its members, once their lines are sent. */
  clear(): void;
  /** The members' ids; ask the identity subgraph for their documents. */
  ids(): string[];
  /** One line for each member, its period widened by what was known before. */
  lines(documents: ReadonlyMap<string, readonly SourceDocument[]>): RoutedLine[];
}

type Member = DataOf<CareTeamMember>;

export function createCareTeam(): CareTeam {
  const members = new Map<string, { readonly sourceId: string; member: Member }>();
  return {
    add(line) {
      if (line.type !== 'Encounter' || line.data === undefined) return;
      for (const member of membersOf(line.data as DataOf<Encounter>)) {
        const sourceId = [member.patientId, member.practitionerId, member.facilityId ?? ''].join('/');
        const id = recordIdOf('CareTeamMember', sourceId);
        members.set(id, { sourceId, member: widened(members.get(id)?.member, member) });
      }
    },
    size: () => members.size,
    clear: () => members.clear(),
    ids: () => [...members.keys()],
    lines: (documents) =>
      [...members].map(([id, { sourceId, member }]) => {
        const before = documents.get(id)?.find(({ type }) => type === 'CareTeamMember');
        const data = widened(before === undefined ? undefined : (JSON.parse(before.document) as Member), member);
        const document = JSON.stringify(data);
        const source = sourceOf('CareTeamMember', sourceId, document);
        return {
          subgraph: 'identity',
          line: { type: 'CareTeamMember', id, patientId: member.patientId, source, data: { ...data }, document },
        };
      }),
  };
}

/** A contact that never was makes nobody a member. */
const didNotHappen = new Set<Encounter['status']>(['PLANNED', 'CANCELLED', 'ENTERED_IN_ERROR']);

function membersOf({ patientId, facilityId, participants = [], period, status }: DataOf<Encounter>): Member[] {
  if (didNotHappen.has(status)) return [];
  return participants.flatMap((participant) => {
    const { practitionerId, role } = participant;
    if (practitionerId === undefined) return [];
    const took = participant.period ?? period;
    return [{ patientId, practitionerId, ...present({ facilityId, role, period: took }), basis: 'ENCOUNTER' as const }];
  });
}

/** The order of arrival must not matter: the period is the union, and of several roles the first by the alphabet stays. */
function widened(known: Member | undefined, member: Member): Member {
  const { patientId, practitionerId, facilityId, basis } = member;
  const role = firstOf(known?.role, member.role);
  const period = union(known?.period, member.period);
  // Always in this order, because the text is hashed.
  return { patientId, ...present({ practitionerId, facilityId, role, period, basis }) };
}

function firstOf(one: CodeableConcept | undefined, other: CodeableConcept | undefined): CodeableConcept | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return JSON.stringify(other) < JSON.stringify(one) ? other : one;
}

function union(one: Period | undefined, other: Period | undefined): Period | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const start = timeOf(other.start) < timeOf(one.start) ? other.start : one.start;
  const end = one.end === undefined || other.end === undefined ? undefined : timeOf(other.end) > timeOf(one.end) ? other.end : one.end;
  return present({ start, end });
}

const timeOf = (moment: string | undefined): number => (moment === undefined ? Number.POSITIVE_INFINITY : Date.parse(moment));
