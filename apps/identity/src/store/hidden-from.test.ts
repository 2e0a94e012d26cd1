import { readFile } from 'node:fs/promises';
import { type Caller, createRequestPermissions, parsePolicyTable, type RelationshipFacts } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { hiddenFrom } from './hidden-from.ts';

const table = parsePolicyTable(await readFile(new URL('../../../../schema/policies.yaml', import.meta.url), 'utf8'));
const patientId = testId('Patient', 1);

async function hidden(caller: Pick<Caller, 'role' | 'purpose'>, relation: RelationshipFacts) {
  const facts = { mayAct: true, leads: new Set<string>(), ofPatient: new Map([[patientId, relation]]) };
  const permissions = createRequestPermissions({
    table,
    caller: { accountId: testId('Account', 1), scopes: [], ...caller },
    facts: { of: async () => facts, ofRelated: async () => facts },
  });
  await permissions.learn([patientId]);
  return hiddenFrom(permissions, patientId);
}

describe('what a log leaves out', () => {
  it('is for the person only the name of what policy hides from the person too', async () => {
    expect(await hidden({ role: 'citizen', purpose: 'PATRQT' }, { self: true })).toEqual({ without: [], unnamed: ['abuse', 'genetic'] });
  });

  it('is for a guardian every event with what a minor is protected in', async () => {
    const { without, unnamed } = await hidden(
      { role: 'citizen', purpose: 'PATRQT' },
      { guardian: true, minorProtected: new Set(['reproductive']) },
    );

    expect(without).toContain('reproductive');
    expect(unnamed).toEqual([]);
  });

  it('is nothing for a security officer, who sees events and no data', async () => {
    expect(await hidden({ role: 'security-officer', purpose: 'HOPERAT' }, {})).toEqual({ without: [], unnamed: [] });
  });

  it('is everything that a label protects, for a stranger', async () => {
    const { without } = await hidden({ role: 'citizen', purpose: 'PATRQT' }, {});

    expect(without).toEqual(expect.arrayContaining(['hiv', 'abuse', 'reproductive', 'mental-health', 'genetic']));
  });
});
