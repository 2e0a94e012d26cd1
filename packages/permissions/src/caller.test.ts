import { describe, expect, it } from '@jest/globals';
import { type Caller, callerFromJson, callerToJson } from './index.ts';

const doctor: Caller = {
  accountId: 'bs.hanh',
  role: 'physician',
  purpose: 'TREAT',
  scopes: ['openid', 'user/*.rs'],
  facilityId: 'F44001',
  assuranceLevel: 2,
  act: 'system:safety-check',
};
const citizen: Caller = { accountId: 'bn.hoa', role: 'citizen', purpose: 'PATRQT', scopes: [] };
const asText = (caller: Caller): string => JSON.stringify(callerToJson(caller));

describe('a caller', () => {
  it.each([doctor, citizen])('comes back as it was written', (caller) => {
    expect(callerFromJson(JSON.parse(asText(caller)))).toEqual(caller);
  });

  it('is written in one way', () => {
    const reordered = {
      ...Object.fromEntries(Object.entries(doctor).reverse()),
      scopes: ['user/*.rs', 'openid', 'openid'],
    } as unknown as Caller;

    expect(asText(reordered)).toBe(asText(doctor));
  });

  it('without a scope claim has no scopes', () => {
    const { scope: _scope, ...claims } = callerToJson(citizen);

    expect(callerFromJson(claims)).toEqual(citizen);
  });

  it.each<[string, Record<string, unknown>]>([
    ['scopes under another name', { scopes: ['user/*.rs'] }],
    ['scopes under a third name', { scp: 'user/*.rs' }],
    ['several roles', { roles: ['nurse'] }],
    ['a list of scopes', { scope: ['user/*.rs'] }],
    ['two spaces between scopes', { scope: 'a  b' }],
    ['more scopes than anybody needs', { scope: Array.from({ length: 501 }, (_, index) => `s${index}`).join(' ') }],
    ['a role nobody knows', { role: 'root' }],
    ['a role in capitals', { role: 'PHYSICIAN' }],
    ['a purpose nobody knows', { purpose: 'treat' }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject with a space', { sub: 'bs hanh' }],
    ['a facility that is an object', { facility: {} }],
    ['an assurance level there is not', { assurance_level: 3 }],
    ['null in the place of an actor', { act: null }],
    ['an actor without a subject', { act: {} }],
    ['a chain of actors', { act: { sub: 'a', act: { sub: 'b' } } }],
  ])('is not read with %s', (_name, changes) => {
    expect(callerFromJson({ ...callerToJson(doctor), ...changes })).toBeUndefined();
  });
});
