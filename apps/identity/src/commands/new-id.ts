import { randomUUID } from 'node:crypto';
import { recordId } from '@health-graph/records';

/** An id that nobody can guess, written as all ids of the graph are. */
export const newId = (type: string): string => recordId('graph', type, randomUUID());
