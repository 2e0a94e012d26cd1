import { describe, expect, it } from '@jest/globals';
import { type AnyResource, validateResource } from '../../index.ts';

const observation = (elements: object): AnyResource => ({
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: { text: 'Body weight' },
  ...elements,
});

describe('validateResource', () => {
  it('passes a resource that is right', () => {
    const resource = observation({
      component: [{ code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] }, valueQuantity: { value: 80.2, unit: 'mm[Hg]' } }],
      _issued: { extension: [{ url: 'http://example.org/unknown', valueBoolean: true }] },
      extension: [{ url: 'http://example.org/anything', valueString: 'x' }],
      contained: [{ resourceType: 'Device', id: 'd' }],
    });

    expect(validateResource(resource)).toBeUndefined();
  });

  it.each<[string, object, string, string]>([
    ['a wrong type', { code: 'weight' }, 'Observation.code', 'is not an object of type CodeableConcept'],
    ['a number as text', { valueQuantity: { value: '61' } }, 'Observation.valueQuantity.value', 'is not a number'],
    ['a single value for a list', { category: { text: 'x' } }, 'Observation.category', 'is not a list'],
    ['an empty list', { category: [] }, 'Observation.category', 'is an empty list'],
    ['a missing element', { status: undefined }, 'Observation.status', 'is not a code'],
    ['a missing element deep inside', { component: [{ valueString: 'x' }] }, 'Observation.component[0].code', 'is required'],
    ['an unknown code', { status: 'done' }, 'Observation.status', 'is not one of the codes that FHIR R4 allows'],
    ['a bad date', { effectiveDateTime: '2021-13-01' }, 'Observation.effectiveDateTime', ''],
    ['a day no calendar has', { effectiveDateTime: '2021-02-30' }, 'Observation.effectiveDateTime', ''],
    ['a time without zone', { effectiveDateTime: '2021-02-03T10:00:00' }, 'Observation.effectiveDateTime', ''],
    ['an instant without time', { issued: '2021-02-03' }, 'Observation.issued', 'is not a time with seconds and zone'],
    ['two values', { valueString: 'a', valueInteger: 1 }, 'Observation.value[x]', 'is given in two types at once'],
    ['an unknown element', { valueMoney: {} }, 'Observation.valueMoney', 'is no element of FHIR R4'],
    ['an empty text', { code: { text: ' ' } }, 'Observation.code.text', 'is not a text that is not empty'],
    ['null', { note: null }, 'Observation.note', 'is not a list'],
    ['an extension without url', { extension: [{ valueString: 'x' }] }, 'Observation.extension[0].url', 'is required'],
  ])('names the path of %s, never the value', (_case, elements, field, reason) => {
    const refusal = validateResource(observation(elements));

    expect(refusal).toMatchObject({ code: 'INVALID_RESOURCE', field, reason: expect.stringContaining(reason) });
  });

  it('does not repeat an element name that may be data', () => {
    expect(validateResource(observation({ 'Nguyễn Thị Hòa': 1 }))).toMatchObject({ field: 'Observation' });
  });

  it('names a required element that is not there', () => {
    expect(validateResource({ resourceType: 'Encounter', status: 'finished' })).toMatchObject({
      field: 'Encounter.class',
      reason: 'is required',
    });
  });

  it('takes a required element that only says why it is absent', () => {
    const resource = {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { text: 'x' },
      patient: { display: 'x' },
      _occurrenceDateTime: { extension: [{ url: 'x' }] },
    };

    expect(validateResource(resource)).toBeUndefined();
  });

  it('asks for a code of the closed set where a concept is bound to one', () => {
    const condition = (code: string) => ({ resourceType: 'Condition', subject: { display: 'x' }, clinicalStatus: { coding: [{ code }] } });

    expect(validateResource(condition('active'))).toBeUndefined();
    expect(validateResource(condition('sleeping'))).toMatchObject({ field: 'Condition.clinicalStatus.coding' });
  });

  it('refuses a resource that is nested without end', () => {
    let subject: object = { display: 'x' };
    for (let depth = 0; depth < 100; depth += 1) subject = { identifier: { assigner: subject } };

    expect(validateResource(observation({ subject }))).toMatchObject({ code: 'INVALID_RESOURCE', reason: 'is nested too deeply' });
  });

  it('leaves types alone that do not become records', () => {
    expect(validateResource({ resourceType: 'Claim', anything: 1 })).toBeUndefined();
  });
});
