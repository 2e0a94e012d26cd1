import type { DataClass } from './data-class.ts';
import type { RequestPermissions } from './request-permissions.ts';

/**
 * Whether the caller may meet values of this class behind a mask. What is masked must not be searched for either: a list that holds whoever was born
 * on a day tells the day, however the answer shows it.
 */
export async function isShownBehindMask(permissions: RequestPermissions, dataClass: DataClass): Promise<boolean> {
  if (permissions.caller === undefined) return false;
  await permissions.learn([]);
  const { facilityId } = permissions.caller;
  const here = { labels: [], ...(facilityId === undefined ? {} : { facilityId }) };
  return permissions.standingTo(here).decide([dataClass]).outcome === 'mask';
}
