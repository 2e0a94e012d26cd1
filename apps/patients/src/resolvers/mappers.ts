// Types that need a resolver because their records name other entities by id; all others read as their SDL does.
export type { AdministrativeUnit } from '@health-graph/records';
export type { Address, Coverage, Patient, Registration, RelatedPerson } from '../model/patient.ts';
