import type { Resolvers } from '../__generated__/resolvers.ts';
import { Address } from './address.ts';
import { AdministrativeUnit } from './administrative-unit.ts';
import { Coverage } from './coverage.ts';
import { Patient } from './patient.ts';
import { Query } from './query.ts';
import { Registration } from './registration.ts';
import { RelatedPerson } from './related-person.ts';

export const resolvers: Resolvers = { Address, AdministrativeUnit, Coverage, Patient, Query, Registration, RelatedPerson };
