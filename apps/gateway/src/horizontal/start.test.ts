import { afterEach, describe, expect, it } from '@jest/globals';
import { RULES, startProvince, type TestProvince } from './testing.ts';

let province: TestProvince | undefined;
afterEach(async () => {
  await province?.close();
  province = undefined;
});

describe('a gateway does not start', () => {
  it.each<[string, Parameters<typeof startProvince>[1], string]>([
    ['without a rule for each field', { rules: RULES.replace('tags: concat', '') }, 'horizontal.visits.Patient.tags'],
    ['with a rule that there is not', { rules: RULES.replace('tags: concat', 'tags: both') }, 'horizontal.visits.Patient.tags'],
    ['with no rules for a subgraph of several endpoints', { rules: 'people: { owns: [] }' }, 'horizontal.visits.Mutation.amend'],
    ['with rules twice', { rulesFile: 'x.yaml' }, 'horizontal.rulesFile'],
    ['with no time for a hospital', { deadlineMs: 0 }, 'horizontal.deadlineMs'],
    ['without a subgraph that knows who holds what', { locator: 'cars' }, 'horizontal.locator'],
  ])('%s', async (_name, settings, setting) => {
    await expect(startProvince(['h1', 'h2'], settings)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION', details: { setting } });
  });
});

describe('one hospital of several', () => {
  it('is still joined by the rules: its ids name it, and so do its cursors', async () => {
    province = await startProvince(['h1']);
    const visit = province.hospitals[0]?.add(1, '2026-01-01', '0000000000000000000000000A');

    const answer = await province.ask('query($id: ID!) { visit(id: $id) { at } }', { id: visit?.id });

    expect(answer).toMatchObject({ data: { visit: { at: '2026-01-01' } }, extensions: { completeness: 'COMPLETE_FOR_CALLER' } });
  });
});

describe('whom a patient is asked of', () => {
  it('is found out while the patient is fetched, and only once', async () => {
    province = await startProvince(['h1', 'h2']);
    const id = '0000000000000000000000000A';
    province.hospitals[0]?.add(1, '2026-01-01', id);

    await province.ask('query($id: ID!) { person(id: $id) { name count } }', { id });
    await province.ask('query($id: ID!) { person(id: $id) { name } }', { id });

    expect(province.locator.asked).toEqual([[id]]);
  });
});
