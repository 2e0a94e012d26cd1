import type { Fault } from './faults.ts';

interface Draft {
  readonly classesSeen: Set<string>;
  readonly classesRefused: Set<string>;
  readonly fieldsSeen: Set<string>;
  readonly fieldsRefused: Set<string>;
  readonly rules: Map<string, { readonly rule: string; readonly condition: string }>;
  readonly facilityIds: Set<string>;
}

/** What one request was shown and refused: `extensions.audit` of its answer. */
export function createAccount(fault?: Fault) {
  const drafts = new Map<string, Draft>();
  const of = (patientId: string): Draft => {
    const draft = drafts.get(patientId) ?? {
      classesSeen: new Set(),
      classesRefused: new Set(),
      fieldsSeen: new Set(),
      fieldsRefused: new Set(),
      rules: new Map(),
      facilityIds: new Set(),
    };
    drafts.set(patientId, draft);
    return draft;
  };
  return {
    seen(
      patientId: string,
      field: string,
      dataClass: string,
      by: { readonly rule: string; readonly condition: string },
      facilityId?: string,
    ) {
      const draft = of(patientId);
      if (fault !== 'forgets a field in its account' || field !== 'RehabSession.focus') draft.fieldsSeen.add(field);
      draft.classesSeen.add(dataClass);
      draft.rules.set(`${by.rule} ${by.condition}`, by);
      if (facilityId !== undefined) draft.facilityIds.add(facilityId);
    },
    refused(patientId: string, dataClass: string, field?: string) {
      if (fault === 'forgets refusals in its account') return;
      const draft = of(patientId);
      draft.classesRefused.add(dataClass);
      if (field !== undefined) draft.fieldsRefused.add(field);
    },
    entries: () =>
      [...drafts].map(([patientId, { rules, ...lists }]) => ({
        patientId,
        ...Object.fromEntries(Object.entries(lists).map(([name, set]) => [name, [...set].sort()])),
        rules: [...rules.values()],
      })),
  };
}

export type Account = ReturnType<typeof createAccount>;
