import { listArguments } from '@health-graph/subgraph-kit';
import { nameTerms } from '@health-graph/terminology';
import type { QueryResolvers } from '../__generated__/resolvers.ts';
import { parseCommuneCode } from '../model/commune-code.ts';
import { firstActive } from '../model/first-active.ts';
import { listAccounts } from '../store/account-queries.ts';
import { listAuditEvents } from '../store/audit-events.ts';
import { listBreakGlasses } from '../store/break-glass-queries.ts';
import { facilitiesOfCode, listFacilities } from '../store/facility-queries.ts';
import { searchPractitioners } from '../store/practitioner-queries.ts';

export const Query: QueryResolvers = {
  facility: (_root, { id }, { loaders }) => loaders.facility.load(id),
  facilityByCode: async (_root, { code }, { store }) => firstActive(await facilitiesOfCode(store, code)),
  facilities: (_root, args, { store }) => {
    const { communeCode, ...asked } = listArguments(args);
    return listFacilities(store, { ...asked, ...(communeCode === undefined ? {} : { communeCode: parseCommuneCode(communeCode) }) });
  },
  practitioner: (_root, { id }, { loaders }) => loaders.practitioner.load(id),
  practitioners: (_root, args, { store, today }) => {
    const { name, ...asked } = listArguments(args);
    return searchPractitioners(store, { ...asked, ...(name === undefined ? {} : { name: nameTerms(name) }) }, today);
  },
  account: (_root, { id }, { loaders }) => loaders.account.load(id),
  accounts: (_root, args, { store, today }) => listAccounts(store, listArguments(args), today),
  breakGlasses: (_root, args, { store }) => listBreakGlasses(store, listArguments(args)),
  auditEvents: (_root, args, { store, audit }) => listAuditEvents({ store, audit }, listArguments(args)),
};
