import { listArguments } from '@health-graph/subgraph-kit';
import { nameTerms } from '@health-graph/terminology';
import type { QueryResolvers } from '../__generated__/resolvers.ts';
import { parseUnitCode } from '../model/unit-code.ts';
import { listUnits } from '../store/administrative-unit-queries.ts';
import { patientOfIdentifier, searchPatients } from '../store/patient-queries.ts';

export const Query: QueryResolvers = {
  patient: (_root, { id }, { loaders }) => loaders.patient.load(id),
  patients: (_root, args, { store }) => {
    const { name, communeCode, ...asked } = listArguments(args);
    return searchPatients(store, {
      ...asked,
      ...(name === undefined ? {} : { name: nameTerms(name) }),
      ...(communeCode === undefined ? {} : { communeCode: parseUnitCode('communeCode', communeCode, 'commune') }),
    });
  },
  patientByIdentifier: (_root, key, { store }) => patientOfIdentifier(store, key),
  administrativeUnit: (_root, { code }, { loaders }) => loaders.administrativeUnit.load(parseUnitCode('code', code)),
  administrativeUnits: (_root, args, { store }) => {
    const { provinceCode, ...asked } = listArguments(args);
    return listUnits(store, {
      ...asked,
      ...(provinceCode === undefined ? {} : { provinceCode: parseUnitCode('provinceCode', provinceCode, 'province') }),
    });
  },
};
