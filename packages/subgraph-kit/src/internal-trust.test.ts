import { describe, expect, it } from '@jest/globals';
import { type InternalRequest, internalAuthorization, partnerSecretOf, verifyInternal } from './internal-trust.ts';

const secret = 'a secret of this test, 32 characters or more';
const now = 1_764_000_000_000;
const facts: InternalRequest = { method: 'POST', path: '/internal/facts' };
const ingest: InternalRequest = { method: 'POST', path: '/internal/ingest' };

const accepts = (held: string, request: InternalRequest, header: string | undefined, at = now): boolean => {
  try {
    verifyInternal(held, request, header, at);
    return true;
  } catch {
    return false;
  }
};

describe('the secret of the installation', () => {
  it.each([facts, ingest])('opens $path', (request) => {
    expect(accepts(secret, request, internalAuthorization(secret, request, now))).toBe(true);
  });

  it('opens no other path, no other method and no other time', () => {
    const header = internalAuthorization(secret, facts, now);

    expect(accepts(secret, ingest, header)).toBe(false);
    expect(accepts(secret, { ...facts, method: 'GET' }, header)).toBe(false);
    expect([-30_001, 30_001].map((later) => accepts(secret, facts, header, now + later))).toEqual([false, false]);
  });

  it.each([undefined, '', 'Bearer', 'Bearer x', 'Bearer 1.00', `Basic ${now}.${'0'.repeat(64)}`])('is not proved by %p', (header) => {
    expect(accepts(secret, facts, header)).toBe(false);
  });
});

describe('the secret of a partner', () => {
  const partner = partnerSecretOf(secret, 'rehabilitation');

  it('has its name, and its key is not the secret of the installation', () => {
    expect(partner).toMatch(/^rehabilitation:[0-9a-f]{64}$/);
    expect(partner).not.toContain(secret);
  });

  it('lets it ask how a caller stands to patients', () => {
    expect(accepts(secret, facts, internalAuthorization(partner, facts, now))).toBe(true);
  });

  it.each(['/internal/ingest', '/internal/export', '/internal/token', '/internal/care-team'])('opens nothing else: %s', (path) => {
    const request = { method: 'POST', path };

    expect(accepts(secret, request, internalAuthorization(partner, request, now))).toBe(false);
  });

  it('is of no use under the name of another partner, or of nobody', () => {
    const header = internalAuthorization(partner, facts, now);

    expect(accepts(secret, facts, header.replace('rehabilitation', 'dialysis'))).toBe(false);
    expect(accepts(secret, facts, header.replace('rehabilitation.', ''))).toBe(false);
  });

  it('opens all of its own endpoint, where that of another partner and the installation’s open nothing', () => {
    const other = partnerSecretOf(secret, 'dialysis');

    expect(accepts(partner, ingest, internalAuthorization(partner, ingest, now))).toBe(true);
    expect(accepts(partner, facts, internalAuthorization(other, facts, now))).toBe(false);
    expect(accepts(partner, facts, internalAuthorization(secret, facts, now))).toBe(false);
  });
});
