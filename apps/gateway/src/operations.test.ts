import { readFile } from 'node:fs/promises';
import type { Caller } from '@health-graph/permissions';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createOperations } from './operations.ts';
import { createStaticPermissions, type StaticPermissions } from './static-permissions/static-permissions.ts';
import { type LoadedSupergraph, loadSupergraph } from './supergraph.ts';

const schema = new URL('../../../schema/', import.meta.url);
let supergraph: LoadedSupergraph;
let permissions: StaticPermissions;
beforeAll(async () => {
  supergraph = loadSupergraph(await readFile(new URL('supergraph.graphql', schema), 'utf8'), {});
  permissions = createStaticPermissions(supergraph, await readFile(new URL('policies.yaml', schema), 'utf8'));
});

const doctor: Caller = { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT', scopes: ['user/*.rs'] };
const nurse: Caller = { ...doctor, accountId: 'yt.lan', role: 'nurse' };
const registrar: Caller = { ...doctor, accountId: 'td.oanh', role: 'registrar' };

const document: DocumentNode = parse(
  'query Chart($id: ID!) { patient(id: $id) { birthDate conditions(first: 1) { edges { node { code { text } } } } } }',
);
const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
const source = { hash: 'h1', document, operation };
const newOperations = (maximum = 100) => createOperations({ supergraph, permissions, maximum });

describe('compiled operations', () => {
  it('are kept for each fingerprint, and so for everybody who has it', () => {
    const operations = newOperations();
    const first = operations.get(source, permissions.fingerprintOf(doctor));

    expect(operations.get(source, permissions.fingerprintOf({ ...doctor, accountId: 'bs.nam', facilityId: 'F44002' }))).toBe(first);
    expect(operations.get(source, permissions.fingerprintOf(registrar))).not.toBe(first);
    expect(operations.get({ ...source, hash: 'h2' }, permissions.fingerprintOf(doctor))).not.toBe(first);
  });

  it('are cut for who may not ask for all of it, and tell what and why', () => {
    const cut = newOperations().get(source, permissions.fingerprintOf(registrar)).cut;

    expect(cut?.refusals.paths).toEqual([['patient', 'conditions']]);
    expect(cut?.cut).toEqual([{ coordinate: 'Patient.conditions', classes: ['clinical'] }]);
  });

  it('are one to all who may ask for all of it', () => {
    const operations = newOperations();
    const [byDoctor, byNurse] = [doctor, nurse].map((caller) => operations.get(source, permissions.fingerprintOf(caller)).compiled());

    expect(byNurse).toBe(byDoctor);
  });

  it('are not given to a caller of whom nothing is known', () => {
    expect(() => newOperations().get(source, undefined)).toThrow('Nobody asks');
  });

  it('are forgotten, the longest unused first', () => {
    const operations = newOperations(2);
    const first = operations.get(source, permissions.fingerprintOf(registrar));
    for (const hash of ['h2', 'h3', 'h4']) operations.get({ ...source, hash }, permissions.fingerprintOf(registrar));

    expect(operations.get(source, permissions.fingerprintOf(registrar))).not.toBe(first);
  });

  it('are found within 20 microseconds of CPU, the decision for the caller included', () => {
    const operations = newOperations();
    operations.get(source, permissions.fingerprintOf(registrar));
    const rounds = 20_000;
    const began = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1)
      operations.get(source, permissions.fingerprintOf({ ...registrar, accountId: `td.${round}` }));
    const { user, system } = process.cpuUsage(began);

    expect((user + system) / rounds).toBeLessThan(20);
  });
});
