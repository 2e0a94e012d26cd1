import type { AuditEvent } from '@health-graph/audit';
import { recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createRequestAudit } from './request-audit.ts';

/** Words that may stand nowhere in the log: names, numbers and values, as a careless subgraph, issuer or client would pass them on. */
const canaries = [
  'Nguyễn Thị Hòa',
  'nguyen.thi.hoa@example.vn',
  '045190001234',
  'GD4450012345678',
  '0912345678',
  'HIV-1 RNA 50 copies/mL',
  '1957-03-08',
];
const canary = fc.constantFrom(...canaries);
const id = recordId('test', 'Patient', '1');
const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 20_000 : 2_000;

/** An entry as it should be, with a canary in some of its places. */
const entry = fc.record({
  patientId: fc.oneof(fc.constant(id), canary),
  classesSeen: fc.array(fc.oneof(fc.constant('clinical'), canary), { maxLength: 2 }),
  classesRefused: fc.array(fc.oneof(fc.constant('hiv'), canary), { maxLength: 2 }),
  fieldsSeen: fc.array(
    fc.oneof(
      fc.constant('Condition.code'),
      canary,
      canary.map((word) => `Condition.${word}`),
    ),
    { maxLength: 2 },
  ),
  fieldsRefused: fc.array(fc.oneof(fc.constant('Condition.note'), canary), { maxLength: 2 }),
  rules: fc.array(
    fc.record({
      rule: fc.oneof(
        fc.constant('hiv.1'),
        canary,
        canary.map((word) => `hiv.${word}`),
      ),
      condition: fc.oneof(fc.constant('careTeam'), canary),
      because: canary,
    }),
    { maxLength: 2 },
  ),
  facilityIds: fc.array(fc.oneof(fc.constant(id), canary), { maxLength: 2 }),
  comment: canary,
});

const now = () => new Date('2026-08-01T08:00:00Z');
const isField = (coordinate: string) => ['Condition.code', 'Condition.note'].includes(coordinate);

const caller = fc.record({
  accountId: fc.oneof(fc.constant(id), canary),
  role: fc.constant('physician' as const),
  purpose: fc.constant('TREAT' as const),
  scopes: fc.array(canary, { maxLength: 2 }),
  facilityId: fc.oneof(fc.constant(id), canary),
  act: fc.oneof(fc.constant(id), canary),
});
const signedIn = fc.record({ caller, clientId: canary, tokenId: canary });

function operationWith(literal: string) {
  const document = parse(`query Q_${/^\d+$/.test(literal) ? literal : 'plain'} { patient(id: ${JSON.stringify(literal)}) { id } }`);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The test has no operation.');
  return { document, operation: operation satisfies OperationDefinitionNode, hash: 'c0ffee' };
}

describe('the log', () => {
  it(`holds no name, number or value, whatever ${runs} subgraphs, issuers and clients send`, async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 3 }), signedIn, canary, async (entries, who, literal) => {
        const events: AuditEvent[] = [];
        const writer = { append: async (event: AuditEvent) => void events.push(event) };
        const audit = createRequestAudit({ writer, requestId: 'r1', signedIn: who, now, isField });
        try {
          audit.take('encounters', { data: { patient: literal }, extensions: { audit: { entries, note: literal } } });
        } catch {
          // Dropped; the request is written down all the same.
        }
        await audit.finish(operationWith(literal), { data: { patient: literal }, errors: [{ message: literal }] });

        const text = JSON.stringify(events);
        written += events.length;
        expect(canaries.filter((word) => text.includes(word))).toEqual([]);
      }),
      { numRuns: runs },
    );
    expect(written).toBe(runs);
  });
});
