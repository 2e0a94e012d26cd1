import { reference } from '@health-graph/subgraph-kit';
import type { AppointmentResolvers } from '../__generated__/resolvers.ts';

export const Appointment: AppointmentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.appointment.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
  department: ({ departmentId }) => reference('Department', departmentId),
  practitioner: ({ practitionerId }) => reference('Practitioner', practitionerId),
  basedOnEncounter: ({ basedOnEncounterId }) => reference('Encounter', basedOnEncounterId),
};
