import { readFile } from 'node:fs/promises';
import { composeServices } from '@apollo/composition';
import { type Caller, createRequirementIndex, type PolicyTable, parsePolicyTable } from '@health-graph/permissions';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import { createFingerprints } from './fingerprints.ts';
import { readRequirements } from './supergraph-requirements.ts';

const schema = new URL('../../../../schema/', import.meta.url);
let supergraph: DocumentNode;
let table: PolicyTable;

beforeAll(async () => {
  supergraph = parse(await readFile(new URL('supergraph.graphql', schema), 'utf8'));
  table = parsePolicyTable(await readFile(new URL('policies.yaml', schema), 'utf8'));
});

const doctor: Caller = { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT', scopes: ['user/*.rs'] };
const registrar: Caller = { accountId: 'td.oanh', role: 'registrar', purpose: 'TREAT', scopes: ['user/*.rs'] };

describe('the requirements of the supergraph', () => {
  it('are found on fields and on types', () => {
    const { ofField, ofType } = readRequirements(supergraph);

    expect(ofField('Condition', 'code')).toContainEqual({ kind: 'policy', anyOf: [['clinical']] });
    expect(ofType('FacilityConnection')).toContainEqual({ kind: 'policy', anyOf: [['public']] });
    expect(ofField('Condition', 'nothing')).toEqual([]);
  });

  it('are found under other names, and nothing is taken for them that is not linked', () => {
    const linked = parse(`
      schema @link(url: "https://specs.apollo.dev/policy/v0.1", as: "rule") @link(url: "https://specs.apollo.dev/authenticated/v0.1") { query: Query }
      type Query { a: Int @rule(policies: [["clinical"]]) b: Int @policy(policies: [["clinical"]]) c: Int @authenticated d: Secret }
      scalar Secret @authenticated
    `);

    const { all, ofField, ofType } = readRequirements(linked);

    expect(ofField('Query', 'a')).toEqual([{ kind: 'policy', anyOf: [['clinical']] }]);
    expect(ofField('Query', 'b')).toEqual([]);
    expect(ofType('Secret')).toEqual([{ kind: 'authenticated' }]);
    expect(all).toHaveLength(3);
  });

  it('are found under the names that subgraphs import them by', () => {
    const { supergraphSdl } = composeServices([
      {
        name: 'a',
        url: 'http://127.0.0.1:1/graphql',
        typeDefs: parse(`
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@policy", as: "@rule" }, { name: "@authenticated", as: "@login" }])
          type Query { a: Int @rule(policies: [["clinical"]]) b: Int @login }
        `),
      },
    ]);

    const { ofField } = readRequirements(parse(supergraphSdl ?? ''));

    expect(ofField('Query', 'a')).toEqual([{ kind: 'policy', anyOf: [['clinical']] }]);
    expect(ofField('Query', 'b')).toEqual([{ kind: 'authenticated' }]);
  });
});

describe('the fingerprint of a caller', () => {
  it('tells what may be asked for before any record is known', () => {
    const requirements = readRequirements(supergraph);
    const index = createRequirementIndex(requirements.all);
    const fingerprints = createFingerprints(index, table);
    const may = (caller: Caller | undefined, type: string, field: string): boolean =>
      [...requirements.ofType(type), ...requirements.ofField(type, field)].every((requirement) =>
        fingerprints(caller).meets(index.bitOf(requirement)),
      );

    expect(may(doctor, 'Condition', 'code')).toBe(true);
    expect(may(registrar, 'Condition', 'code')).toBe(false);
    expect(may(registrar, 'Facility', 'name')).toBe(true);
    expect(may({ ...doctor, scopes: ['user/Organization.r'] }, 'Condition', 'code')).toBe(false);
    expect(may(undefined, 'Facility', 'name')).toBe(false);
  });

  it('is kept, so that a request costs less than 20 microseconds', () => {
    const fingerprints = createFingerprints(createRequirementIndex(readRequirements(supergraph).all), table);
    const first = fingerprints(doctor);
    const rounds = 20_000;
    const began = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) fingerprints({ ...doctor, accountId: `d${round}` });
    const { user } = process.cpuUsage(began);

    expect(fingerprints({ ...doctor, accountId: 'another' })).toBe(first);
    expect(user / rounds).toBeLessThan(20);
  });
});
