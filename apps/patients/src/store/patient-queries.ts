import { Forbidden } from '@health-graph/errors';
import { isShownBehindMask, stampOf } from '@health-graph/permissions';
import { type NameTerms, nameTiers, type Order, pageInTiers } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedPatients } from './patients-store.ts';

export interface PatientCriteria extends PageArguments {
  readonly name?: NameTerms;
  /** As precisely as it is asked: `1957` finds everybody born in 1957. */
  readonly birthDate?: string;
  readonly communeCode?: string;
}

export interface IdentifierKey {
  readonly system: string;
  readonly value: string;
}

const identity = ['identity'] as const;

const byName: Order = [
  ['nameKey', 1],
  ['_id', 1],
];

/**
 * Patients who fit all criteria, by name; one command. Those whose name is spelled as asked come first.
 * @throws {Forbidden} when somebody who is shown birth years, and no addresses, searches by more
 */
export async function searchPatients(
  { collections, permissions }: PermittedPatients,
  { name, birthDate, communeCode, first, after }: PatientCriteria,
) {
  const isPrecise = communeCode !== undefined || (birthDate !== undefined && birthDate.length > 'YYYY'.length);
  if (isPrecise && (await isShownBehindMask(permissions, 'identity')))
    throw new Forbidden('You may search by name and year of birth only.', { dataClass: 'identity' });
  const filter = {
    ...(birthDate === undefined ? {} : { birthKeys: birthDate }),
    ...(communeCode === undefined ? {} : { residenceCode: communeCode }),
  };
  const page = { filter, order: byName, first, after };
  return name === undefined ? collections.Patient.page(page) : pageInTiers(collections.Patient, { ...page, tiers: nameTiers(name) });
}

/** The patient of an identifier, for who may read it whole: else numbers could be guessed digit by digit. Of several, as registers make mistakes, an active one, then the first by id; one command. */
export async function patientOfIdentifier({ collections }: PermittedPatients, { system, value }: IdentifierKey) {
  const identifiers = { $elemMatch: { system, value } };
  // The two equalities say the same less strictly, so that every planner finds the index.
  const filter = { identifiers, 'identifiers.system': system, 'identifiers.value': value };
  const found = await collections.Patient.page({ filter, order: [['_id', 1]], first: 10 });
  const patients = found.edges.map(({ node }) => node).filter((node) => stampOf(node)?.decide(identity).outcome === 'permit');
  return patients.find(({ active }) => active !== false) ?? patients[0] ?? null;
}
