import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aGateway, anEndpoint, someClaims, testClock } from './testing.ts';

const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 20_000 : 2_000;
const body = '{"query":"{ a }"}';
const clock = testClock();
const gateway = aGateway(clock);
const endpoint = anEndpoint('encounters', clock, { trusts: gateway.keys });
const arriving = (header: string) => ({ header, method: 'POST', path: '/graphql', body });
const outcome = (header: string) =>
  endpoint.verify(arriving(header)).then(
    () => 'let in',
    (failure: { code?: string; httpStatus?: number }) => `${failure.code} ${failure.httpStatus}`,
  );
const refused = 'UNAUTHENTICATED 401';

describe('whatever is no genuine header', () => {
  it.each([
    '',
    ' ',
    'v1',
    'v1.....',
    'v2.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.e30.e30.'.padEnd(120, 'A'),
    'null',
    '{}',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    `v1.${'__proto__'.padEnd(16, '_')}.${'constructor'.padEnd(16, '_')}.e30.e30.${'A'.repeat(43)}`,
    'x'.repeat(1_000_000),
    `v1.${'A'.repeat(16)}.${'A'.repeat(16)}.${'A'.repeat(1_000_000)}.A.${'A'.repeat(43)}`,
  ])('is refused: %#', async (header) => {
    expect(await outcome(header)).toBe(refused);
  });

  it('is refused, be it any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), async (text) => {
        expect(await outcome(text)).toBe(refused);
      }),
      { numRuns: runs },
    );
  });

  it('is refused, be it any change of a genuine one', async () => {
    const signFetch = gateway.signer(someClaims);
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      kind: fc.constantFrom('replace', 'insert', 'delete', 'cut', 'repeat'),
      text: fc.string({ minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, kind, text }) => {
        const header = await signFetch(endpoint.fetchOf(body));
        const position = Math.floor(at * (header.length - 1));
        const changed = changedAt(header, position, kind, text);

        expect(await outcome(changed)).toBe(changed === header ? 'let in' : refused);
      }),
      { numRuns: runs },
    );
  });

  it('is refused, be it of the right shape with parts of any bytes', async () => {
    const part = fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    const kids = fc.constantFrom(gateway.keys.current.kid, endpoint.keys.current.kid, 'A'.repeat(16));
    const mac = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    await fc.assert(
      fc.asyncProperty(kids, kids, part, part, mac, async (one, other, claims, binding, end) => {
        expect(await outcome(`v1.${one}.${other}.${claims}.${binding}.${end}`)).toBe(refused);
      }),
      { numRuns: runs },
    );
  });
});

function changedAt(header: string, position: number, kind: string, text: string): string {
  const [before, after] = [header.slice(0, position), header.slice(position)];
  if (kind === 'replace') return before + text + after.slice(text.length);
  if (kind === 'insert') return before + text + after;
  if (kind === 'delete') return before + after.slice(1);
  return kind === 'cut' ? before : header + header;
}
