import { createHmac, timingSafeEqual } from 'node:crypto';
import { Unauthenticated } from '@health-graph/errors';

/**
 * How the parts of one installation prove to each other who they are, on `/internal/*`. All of it is in this file: today one secret per data
 * folder, a MAC over method, path and time; the signed, endpoint-bound and body-bound header of the gateway takes its place.
 */
export interface InternalRequest {
  readonly method: string;
  readonly path: string;
}

/** How long a proof holds, in both directions, because two clocks may differ. */
const lifetimeMs = 30_000;

/** The `authorization` header for one request. */
export function internalAuthorization(secret: string, request: InternalRequest, now: number): string {
  return `Bearer ${now}.${macOf(secret, request, now)}`;
}

/** @throws {Unauthenticated} when `header` does not prove that the caller holds `secret` */
export function verifyInternal(secret: string, request: InternalRequest, header: string | undefined, now: number): void {
  const match = /^Bearer (\d{1,16})\.([0-9a-f]{64})$/.exec(header ?? '');
  const [, at = '', mac = ''] = match ?? [];
  const isFresh = match !== null && Math.abs(now - Number(at)) <= lifetimeMs;
  const isGenuine = match !== null && timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(secret, request, Number(at)), 'hex'));
  if (!isFresh || !isGenuine) throw new Unauthenticated('The request carries no valid proof of who asks.');
}

const macOf = (secret: string, { method, path }: InternalRequest, at: number): string =>
  createHmac('sha256', secret).update(`${method} ${path} ${at}`).digest('hex');
