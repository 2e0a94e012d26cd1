import { createHmac, timingSafeEqual } from 'node:crypto';
import { Unauthenticated } from '@health-graph/errors';

/**
 * How the parts of one installation prove to each other who they are, on `/internal/*`. All of it is in this file: one secret per installation, a MAC
 * over method, path and time. A partner has a secret of its own, `<name>:<key>`, which follows from the installation's: it opens what partners may ask
 * and nothing else, and whoever holds it can neither speak for another partner nor find out the installation's.
 */
export interface InternalRequest {
  readonly method: string;
  readonly path: string;
}

/** How long a proof holds, in both directions, because two clocks may differ. */
const lifetimeMs = 30_000;

/** What partners may ask of the graph's own subgraphs: how a caller stands to patients; and tell: of whom they hold records, under their own name. */
const openToPartners: ReadonlySet<string> = new Set(['/internal/facts', '/internal/presence']);

/** The secret that the partner `name` is given. */
export const partnerSecretOf = (secret: string, name: string): string => `${name}:${partnerKeyOf(secret, name)}`;

/** The `authorization` header for one request; `secret` is the installation's or a partner's. */
export function internalAuthorization(secret: string, request: InternalRequest, now: number): string {
  const { name, key } = holderOf(secret);
  return `Bearer ${name === undefined ? '' : `${name}.`}${now}.${macOf(key, request, now)}`;
}

/**
 * The name of the partner who asks; undefined for a part of the installation, or for whoever holds this very secret.
 * @throws {Unauthenticated} when `header` does not prove that the caller holds `secret`, or that of a partner who may ask this
 */
export function verifyInternal(secret: string, request: InternalRequest, header: string | undefined, now: number): string | undefined {
  const match = /^Bearer (?:([a-z][a-z0-9.-]{0,80})\.)?(\d{1,16})\.([0-9a-f]{64})$/.exec(header ?? '');
  const [, name, at = '', mac = ''] = match ?? [];
  const key = keyFor(secret, name, request);
  const isFresh = match !== null && Math.abs(now - Number(at)) <= lifetimeMs;
  const isGenuine = isFresh && key !== undefined && isEqual(mac, macOf(key, request, Number(at)));
  if (!isGenuine) throw new Unauthenticated('The request carries no valid proof of who asks.');
  return name === holderOf(secret).name ? undefined : name;
}

const partnerSecret = /^([a-z][a-z0-9.-]{0,80}):([0-9a-f]{64})$/;

function holderOf(secret: string): { readonly name?: string; readonly key: string } {
  const [, name, key] = partnerSecret.exec(secret) ?? [];
  return name === undefined || key === undefined ? { key: secret } : { name, key };
}

/** With what somebody of this name proves to the holder of `secret` that it may ask this; undefined: with nothing. */
function keyFor(secret: string, name: string | undefined, { path }: InternalRequest): string | undefined {
  const own = holderOf(secret);
  if (name === own.name) return own.key;
  return own.name === undefined && name !== undefined && openToPartners.has(path) ? partnerKeyOf(secret, name) : undefined;
}

const partnerKeyOf = (secret: string, name: string): string =>
  createHmac('sha256', secret).update(`health-graph partner\0${name}`).digest('hex');

const macOf = (key: string, { method, path }: InternalRequest, at: number): string =>
  createHmac('sha256', key).update(`${method} ${path} ${at}`).digest('hex');

const isEqual = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
