import { createHash, createHmac, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Fault } from './faults.ts';

/** The caller as the header names one. */
export interface Claims {
  readonly rid: string;
  readonly sub?: string;
  readonly role?: string;
  readonly purpose?: string;
  readonly facility?: string;
}

export interface PublishedKey {
  readonly kid: string;
  readonly x: string;
}

interface Arrived {
  readonly header: string | undefined;
  readonly path: string;
  readonly body: Buffer;
}

const skewMs = 1_000;
const lifetimeMs = 10_000;
const pattern = /^(v1\.([\w-]{16})\.([\w-]{16})\.([\w-]+)\.([\w-]+))\.([\w-]{43})$/;
const knownRoles =
  /^(citizen|physician|nurse|head-of-unit|pharmacist|lab-technician|registrar|billing-clerk|social-worker|facility-head|surveillance-officer|health-department-analyst|payer|security-officer|partner-system|system)$/;
const knownPurposes = /^(TREAT|ETREAT|HPAYMT|PUBHLTH|PATRQT|HRESCH|HOPERAT)$/;

/** The endpoint's half of the trust header, from the page of the contract alone. */
export function createTrust(endpoint: string, gatewayKeys: () => Promise<readonly PublishedKey[]>, fault?: Fault) {
  const own = generateKeyPairSync('x25519');
  const x = String(own.publicKey.export({ format: 'jwk' }).x);
  const kid = kidOf(x);
  const used = new Map<string, number>();

  const macKey = async (gatewayKid: string, name: string): Promise<Buffer | undefined> => {
    const key = (await gatewayKeys()).find((candidate) => candidate.kid === gatewayKid);
    if (key === undefined || kidOf(key.x) !== gatewayKid) return undefined;
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: key.x }, format: 'jwk' });
    const secret = diffieHellman({ privateKey: own.privateKey, publicKey });
    return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `health-graph trust 1\0${gatewayKid}\0${kid}\0${name}`, 32));
  };

  const isGenuine = async (signed: string, gatewayKid: string, mac: string, aud: string): Promise<boolean> => {
    const key = await macKey(gatewayKid, fault === 'takes other endpoints for itself' ? aud : endpoint);
    if (key === undefined) return fault === 'looks at no MAC of unknown keys';
    const expected = createHmac('sha256', key).update(signed).digest();
    return timingSafeEqual(expected, Buffer.from(mac, 'base64url').subarray(0, 32));
  };

  return {
    published: () => ({ current: kid, keys: [{ kid, x }] }),
    /** The claims, or undefined for a request that is to be refused. */
    async verify({ header, path, body }: Arrived): Promise<Claims | undefined> {
      const [, signed = '', gatewayKid = '', endpointKid, claimsText = '', bindingText = '', mac = ''] = pattern.exec(header ?? '') ?? [];
      if (signed === '' || endpointKid !== kid) return undefined;
      const binding = jsonOf(bindingText);
      if (!(await isGenuine(signed, gatewayKid, mac, String(binding?.['aud'])))) return undefined;
      if (binding === undefined || !isForHere(binding, { path, body })) return undefined;
      const claims = jsonOf(claimsText);
      if (claims === undefined || !isReadable(claims)) return undefined;
      return isFirst(String(binding['jti']), Number(binding['exp'])) ? (claims as unknown as Claims) : undefined;
    },
  };

  function isForHere(binding: Readonly<Record<string, unknown>>, { path, body }: Omit<Arrived, 'header'>): boolean {
    const now = Date.now();
    const [iat, exp] = [Number(binding['iat']), Number(binding['exp'])];
    return (
      (binding['aud'] === endpoint || fault === 'takes other endpoints for itself') &&
      (binding['on'] === `POST ${path}` || fault === 'looks at no path') &&
      ((iat <= now + skewMs && now < exp && exp - iat <= lifetimeMs) || fault === 'looks at no clock') &&
      (binding['body'] === createHash('sha256').update(body).digest('base64url') || fault === 'looks at no body')
    );
  }

  /** Nobody signed in, or somebody with every part in order. */
  function isReadable(claims: Readonly<Record<string, unknown>>): boolean {
    const { rid, sub, role, purpose } = claims;
    if (typeof rid !== 'string') return false;
    if (Object.keys(claims).length === 1 || fault === 'takes any role') return true;
    return typeof sub === 'string' && knownRoles.test(String(role)) && knownPurposes.test(String(purpose));
  }

  function isFirst(jti: string, exp: number): boolean {
    const now = Date.now();
    for (const [name, until] of used) if (until < now) used.delete(name);
    if (used.has(jti) && fault !== 'remembers no names') return false;
    used.set(jti, exp + skewMs);
    return true;
  }
}

const kidOf = (x: string): string => createHash('sha256').update(x).digest('base64url').slice(0, 16);

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
