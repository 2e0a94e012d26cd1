import type { Resolvers } from '../__generated__/resolvers.ts';
import { Appointment } from './appointment.ts';
import { BookVisit } from './book-visit.ts';
import { CommuneAdoption } from './commune-adoption.ts';
import { Encounter } from './encounter.ts';
import { Facility } from './facility.ts';
import { HealthBook } from './health-book.ts';
import { Immunization } from './immunization.ts';
import { Patient } from './patient.ts';
import { Query } from './query.ts';
import { SelfMeasurement } from './self-measurement.ts';

/** Every type that needs more than reading its fields. */
export const resolvers: Resolvers = {
  Appointment,
  BookVisit,
  CommuneAdoption,
  Encounter,
  Facility,
  HealthBook,
  Immunization,
  Patient,
  Query,
  SelfMeasurement,
};
