import { readFile } from 'node:fs/promises';
import type { AuditEntry } from '@health-graph/audit';
import { auditLog, auditReader, chained, genesis } from '@health-graph/audit';
import { createRequestPermissions, parsePolicyTable, type RelationshipFacts } from '@health-graph/permissions';

import type { OpenSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { openIdentity } from '../testing/open-identity.ts';
import { wholeEvent } from '../testing/whole-records.ts';
import { accessLogsOf } from './access-log.ts';
import type { IdentityStore } from './identity-store.ts';

const table = parsePolicyTable(await readFile(new URL('../../../../schema/policies.yaml', import.meta.url), 'utf8'));
const patientId = testId('Patient', 1);
const [base] = wholeEvent(1).entries as readonly [AuditEntry];
const seen = (minute: number, ...classesSeen: AuditEntry['classesSeen']) => ({
  ...wholeEvent(1),
  at: `2026-06-01T02:0${minute}:00.000Z`,
  entries: [
    { ...base, classesSeen, classesRefused: [], rules: classesSeen.map((name) => ({ rule: `${name}.1`, condition: 'careTeam' as const })) },
  ],
});
const events = [seen(0, 'clinical'), seen(1, 'clinical', 'reproductive'), seen(2, 'abuse', 'clinical'), seen(3, 'abuse')];

let subgraph: OpenSubgraph<IdentityStore>;
let database: { readonly mongoose: IdentityStore['connection']['mongoose'] };

beforeAll(async () => {
  subgraph = await openIdentity();
  database = { mongoose: subgraph.store.connection.mongoose.useDb(`access_log_test_${process.pid}`) };
  const log = auditLog(database);
  await log.prepare();
  let head = genesis('gateway-1');
  for (const event of events) {
    const link = chained(head, event);
    await log.insert([link]);
    head = link;
  }
});
afterAll(async () => {
  await database.mongoose.dropDatabase();
  await subgraph.close();
});

/** The classes that each event of the log names, the newest first, for a citizen who stands to the patient like this. */
async function categories(relation: RelationshipFacts) {
  const facts = { mayAct: true, leads: new Set<string>(), ofPatient: new Map([[patientId, relation]]) };
  const permissions = createRequestPermissions({
    table,
    caller: { accountId: testId('Account', 9), role: 'citizen', purpose: 'PATRQT', scopes: [] },
    facts: { of: async () => facts, ofRelated: async () => facts },
  });
  const [page] = await accessLogsOf({ store: subgraph.store, audit: auditReader(database), permissions })([patientId], { first: 10 });
  return page?.edges.map(({ node }) => [node.entry.classesSeen, node.entry.rules.map(({ rule }) => rule)]);
}

describe('the log that somebody reads', () => {
  it('does not name to the person what policy hides from the person, and is silent where there was nothing else', async () => {
    expect(await categories({ self: true })).toEqual([
      [['clinical'], ['clinical.1']],
      [
        ['clinical', 'reproductive'],
        ['clinical.1', 'reproductive.1'],
      ],
      [['clinical'], ['clinical.1']],
    ]);
  });

  it('has nothing for a guardian of what a minor is protected in, not even that somebody looked', async () => {
    expect(await categories({ guardian: true, minorProtected: new Set(['reproductive']) })).toEqual([[['clinical'], ['clinical.1']]]);
  });
});
