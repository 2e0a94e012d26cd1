import { hash } from 'node:crypto';
import { isRecordId } from '@health-graph/records';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** `system:safety-check`, `health-graph-cli`. */
const code = /^[a-z][a-z0-9:-]{0,63}$/;
/** National, insurance and telephone numbers are longer. */
const number = /\d{8}/;

/**
 * An id as it may stand in the log. What a foreign issuer calls a person may be a name, a telephone or a national number: of anything that is not plainly an
 * id or a code stands a digest, which still tells that two events were the same person's.
 */
export function loggedId(id: string): string {
  const isPlain = isRecordId(id) || uuid.test(id) || (code.test(id) && !number.test(id));
  return isPlain ? id : `sha256:${hash('sha256', id, 'hex').slice(0, 32)}`;
}
