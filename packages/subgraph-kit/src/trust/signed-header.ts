import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** The request header that carries the caller from the gateway to an endpoint. */
export const trustHeader = 'x-health-graph-caller';

/** At most, from signing to use. */
export const lifetimeMs = 10_000;

/**
 * `v1.<gateway kid>.<endpoint kid>.<claims>.<binding>.<mac>`: claims and binding are base64url of JSON, the MAC covers all before it. There is
 * one algorithm and no field to name another. Claims come first and apart, because they are the same for every fetch of a request.
 */
export interface SignedHeader {
  readonly gatewayKid: string;
  readonly endpointKid: string;
  readonly claims: string;
  readonly binding: string;
  readonly mac: string;
  /** What the MAC covers. */
  readonly signed: string;
}

/** What binds a header to one request: nothing of it can be used anywhere else, or twice. */
export interface Binding {
  /** The endpoint. */
  readonly aud: string;
  /** `POST /graphql` */
  readonly on: string;
  readonly jti: string;
  /** Milliseconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  /** SHA-256 of the body, base64url. */
  readonly body: string;
}

/** Node.js takes no more than 16 KiB of headers in all. */
const maxLength = 15_000;
const pattern = /^(v1\.([\w-]{16})\.([\w-]{16})\.([\w-]+)\.([\w-]+))\.([\w-]{43})$/;

/** The parts of a header; undefined when it is not written as one. */
export function splitHeader(header: string | undefined): SignedHeader | undefined {
  if (header === undefined || header.length > maxLength) return undefined;
  const [, signed, gatewayKid, endpointKid, claims, binding, mac] = pattern.exec(header) ?? [];
  if (!signed || !gatewayKid || !endpointKid || !claims || !binding || !mac) return undefined;
  return { signed, gatewayKid, endpointKid, claims, binding, mac };
}

export const macOf = (key: KeyObject, signed: string): string => createHmac('sha256', key).update(signed).digest('base64url');

export const isGenuine = (key: KeyObject, { signed, mac }: SignedHeader): boolean =>
  timingSafeEqual(Buffer.from(macOf(key, signed)), Buffer.from(mac));

export const digestOf = (body: string | Uint8Array): string => hash('sha256', body, 'base64url');

export const encodeJson = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The object behind a part of a header whose MAC is known to be genuine; undefined when it is none. */
export function decodeJson(text: string): Readonly<Record<string, unknown>> | undefined {
  const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** A binding that is complete and lives no longer than it may. */
export function bindingOf(value: Readonly<Record<string, unknown>> | undefined): Binding | undefined {
  const { aud, on, jti, iat, exp, body } = value ?? {};
  const areTexts = typeof aud === 'string' && typeof on === 'string' && typeof body === 'string';
  if (!areTexts || typeof jti !== 'string' || !/^[\w-]{8,64}$/.test(jti)) return undefined;
  if (!isTime(iat) || !isTime(exp) || exp <= iat || exp - iat > lifetimeMs) return undefined;
  return { aud, on, jti, iat, exp, body };
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
