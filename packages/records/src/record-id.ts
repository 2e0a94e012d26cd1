import { createHash } from 'node:crypto';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The opaque id of a record from its source: 26 characters of Crockford's base 32, as a ULID is written, taken from SHA-256. The same source
 * always gives the same id, so that references resolve without a look-up and an import can be repeated. Not for national numbers: whoever
 * knows the number could recompute the id.
 * @see https://github.com/ulid/spec
 */
export function recordId(system: string, type: string, sourceId: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([system, type, sourceId]))
    .digest();
  let bits = BigInt(`0x${digest.subarray(0, 16).toString('hex')}`);
  let id = '';
  for (let position = 0; position < 26; position += 1) {
    id = `${crockford[Number(bits & 31n)]}${id}`;
    bits >>= 5n;
  }
  return id;
}

/** Whether `value` is written as ids of this graph are: 26 characters of Crockford's base 32, behind an endpoint name or not. */
export function isRecordId(value: string): boolean {
  return /^(?:[a-z0-9-]{1,40}\.)?[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(value);
}
