import { AlreadyReviewed, BadUserInput } from '@health-graph/errors';
import { type BreakGlass, overlaps, periodBounds, timeBounds } from '@health-graph/records';

/** How long an emergency access lasts, in minutes. */
const usualMinutes = 60;
const mostMinutes = 240;
/** Characters of a reason; fewer say nothing, and more are no reason. */
const reasonLength = { least: 10, most: 2_000 } as const;

/** What somebody asks to be opened. */
export interface Emergency {
  readonly patientId: string;
  readonly reason: string;
  readonly minutes?: number;
}

/** Who opens it, and when. */
export interface Opening extends Pick<BreakGlass, 'id' | 'actorId' | 'practitionerId' | 'facilityId' | 'role'> {
  /** An instant. */
  readonly at: string;
}

/**
 * The record of an emergency access.
 * @throws {BadUserInput} when it gives no reason, or is to last too long
 */
export function planBreakGlass({ patientId, reason, minutes = usualMinutes }: Emergency, { at, ...actor }: Opening): BreakGlass {
  const words = reason.trim();
  const length = [...words].length;
  if (length < reasonLength.least) throw new BadUserInput('The reason is too short.', { argument: 'reason', minimum: reasonLength.least });
  if (length > reasonLength.most) throw new BadUserInput('The reason is too long.', { argument: 'reason', maximum: reasonLength.most });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > mostMinutes) {
    throw new BadUserInput('The time is out of range.', { argument: 'minutes', minimum: 1, maximum: mostMinutes });
  }
  const end = new Date(Date.parse(at) + minutes * 60_000).toISOString();
  return { ...actor, patientId, reason: words, period: { start: at, end } };
}

/** Whether the access lasts at a moment. */
export const breakGlassHolds = ({ period }: Pick<BreakGlass, 'period'>, moment: string): boolean =>
  overlaps(periodBounds(period), timeBounds(moment));

/**
 * The access with what was found about it.
 * @throws {AlreadyReviewed} when somebody reviewed it before: a finding is not overwritten
 */
export function reviewed(access: BreakGlass, review: NonNullable<BreakGlass['review']>): BreakGlass {
  if (access.review !== undefined) throw new AlreadyReviewed('The emergency access was reviewed before.', { id: access.id });
  return { ...access, review };
}
