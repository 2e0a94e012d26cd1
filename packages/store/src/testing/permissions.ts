import { readFile } from 'node:fs/promises';
import {
  type Caller,
  createRequestPermissions,
  parsePolicyTable,
  type RelationshipFacts,
  type RequestPermissions,
} from '@health-graph/permissions';

export const table = parsePolicyTable(await readFile(new URL('../../../../schema/policies.yaml', import.meta.url), 'utf8'));

export interface Standing {
  readonly ofPatient?: Readonly<Record<string, RelationshipFacts>>;
  readonly leads?: readonly string[];
}

/** What is decided for one request of somebody of whom identity would say this. */
export function permissionsOf(caller: Partial<Caller>, { ofPatient = {}, leads = [] }: Standing = {}): RequestPermissions {
  const answer = (ids: readonly string[]) => ({
    mayAct: true,
    leads: new Set(leads),
    ofPatient: new Map(ids.flatMap((id) => (ofPatient[id] === undefined ? [] : [[id, ofPatient[id]] as const]))),
  });
  return createRequestPermissions({
    table,
    caller: { accountId: 'a1', role: 'physician', purpose: 'TREAT', scopes: [], ...caller },
    facts: { of: async (ids) => answer(ids), ofRelated: async () => answer(Object.keys(ofPatient)) },
  });
}
