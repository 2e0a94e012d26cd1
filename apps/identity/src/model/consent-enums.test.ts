import { readFile } from 'node:fs/promises';
import { parsePolicyTable } from '@health-graph/permissions';
import { consent } from '@health-graph/records';
import { expect, it } from '@jest/globals';

it('a consent can name what the policy table opens by consent, and nothing else', async () => {
  const table = parsePolicyTable(await readFile(new URL('../../../../schema/policies.yaml', import.meta.url), 'utf8'));
  const rules = [...table].flatMap(([dataClass, rules]) =>
    rules.filter(({ when }) => when.includes('consent')).map((rule) => ({ dataClass, rule })),
  );
  const { dataClasses, purposes } = consent.schema.properties;

  expect(dataClasses.items.enum.map((name) => name.toLowerCase()).toSorted()).toEqual(
    [...new Set(rules.map(({ dataClass }) => dataClass))].toSorted(),
  );
  expect([...purposes.items.enum].toSorted()).toEqual([...new Set(rules.flatMap(({ rule }) => [...rule.purposes]))].toSorted());
});
