/**
 * Which records raise those that refer to them: type, then path, then the type that the path refers to. A dispense of an antiretroviral tells of it
 * without a word of its own. Contacts raise nothing, or everything that was done there would be hidden in an emergency. Only records of one subgraph
 * are here; what lies in another is told by whoever sends the record.
 */
export const raisedBy: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Encounter: { 'diagnoses.conditionId': 'Condition' },
  Procedure: { reasonConditionIds: 'Condition' },
  DiagnosticReport: { resultIds: 'Observation' },
  CarePlan: { addressedConditionIds: 'Condition', goalIds: 'Goal' },
  Goal: { addressedConditionIds: 'Condition' },
  MedicationRequest: { medicationId: 'Medication' },
  MedicationDispense: { requestId: 'MedicationRequest' },
};
