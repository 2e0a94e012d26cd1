import { Patient } from './patient.ts';
import { Query } from './query.ts';
import { RehabilitationSession } from './session.ts';

export const resolvers = { Query, Patient, RehabilitationSession };
