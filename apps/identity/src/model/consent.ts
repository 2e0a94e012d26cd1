import { BadUserInput } from '@health-graph/errors';
import { type Consent, overlaps, type Period, periodBounds, timeBounds } from '@health-graph/records';

/** What somebody asks to be written. */
export interface ConsentWish {
  readonly patientId: string;
  readonly granteeId: string;
  readonly dataClasses: readonly Consent['dataClasses'][number][];
  readonly purposes: readonly Consent['purposes'][number][];
  readonly start?: string;
  readonly end?: string;
}

/** By whom and when it is given. */
export interface Granting {
  readonly id: string;
  readonly grantedBy: Consent['grantedBy'];
  readonly performerId: string;
  /** An instant. */
  readonly at: string;
}

/**
 * The consent that follows from a wish: each class and purpose once, from now where nobody says otherwise.
 * @throws {BadUserInput} when it names nothing to see, no purpose, or a period that is over or empty: Decree 356/2025 knows no consent by default.
 * Nor without IDENTITY: the way to a record is the person, so that such a consent would open nothing, without saying so.
 */
export function planConsent(
  { patientId, granteeId, dataClasses, purposes, start, end }: ConsentWish,
  { id, grantedBy, performerId, at }: Granting,
): Consent {
  if (dataClasses.length === 0) throw new BadUserInput('A consent names what may be seen.', { argument: 'dataClasses' });
  if (!dataClasses.includes('IDENTITY'))
    throw new BadUserInput('Nothing is found of somebody whom nobody may know.', { argument: 'dataClasses' });
  if (purposes.length === 0) throw new BadUserInput('A consent names what for.', { argument: 'purposes' });
  const period: Period = { start: start ?? at, ...(end === undefined ? {} : { end }) };
  const { from, until } = periodBounds(period);
  if (until <= from || until <= timeBounds(at).from)
    throw new BadUserInput('The period is over, or ends before it begins.', { argument: 'end' });
  return {
    id,
    patientId,
    granteeId,
    dataClasses: [...new Set(dataClasses)],
    purposes: [...new Set(purposes)],
    period,
    status: 'ACTIVE',
    grantedBy,
    performerId,
    grantedAt: at,
  };
}

/** The consent as it was taken back at an instant; one that was taken back before stays as it is. */
export const revoked = (consent: Consent, at: string): Consent =>
  consent.status === 'INACTIVE' ? consent : { ...consent, status: 'INACTIVE', revokedAt: at };

/** Whether a consent holds at a moment. */
export const consentHolds = ({ status, period }: Pick<Consent, 'status' | 'period'>, moment: string): boolean =>
  status === 'ACTIVE' && overlaps(periodBounds(period), timeBounds(moment));
