import { type AuditEvent, type ChainedEvent, chained, genesis } from '@health-graph/audit';
import { describe, expect, it } from '@jest/globals';
import { auditEventsOf } from './balp-event.ts';
import { accountId, aLook, otherPatientId, patientId } from './testing.ts';

interface Coded {
  readonly system?: string;
  readonly code?: string;
}
interface Part {
  readonly type?: Coded & { readonly coding?: readonly Coded[] };
  readonly role?: Coded;
  readonly what?: { readonly reference?: string; readonly identifier?: { readonly value?: string } };
  readonly who?: object;
  readonly network?: object;
  readonly requestor?: boolean;
  readonly query?: string;
  readonly detail?: readonly { readonly type: string; readonly valueString: string }[];
}
interface Resource {
  readonly id: string;
  readonly meta?: { readonly profile: readonly string[] };
  readonly type: Coded;
  readonly subtype: readonly Coded[];
  readonly action: string;
  readonly recorded: string;
  readonly outcome: string;
  readonly agent: readonly Part[];
  readonly source: { readonly observer: object };
  readonly entity: readonly Part[];
}

const resourcesOf = (event: AuditEvent): readonly Resource[] => {
  const link: ChainedEvent = chained(genesis('gateway-1'), event);
  return auditEventsOf(link, event.entries) as unknown as readonly Resource[];
};
const agentsOfType = ({ agent }: Resource, code: string) =>
  agent.filter(({ type }) => type?.coding?.some((coding) => coding.code === code));
const entitiesOfType = ({ entity }: Resource, code: string) => entity.filter(({ type }) => type?.code === code);

describe('an event as FHIR AuditEvents', () => {
  it('becomes one for each patient, each with exactly that patient', () => {
    const resources = resourcesOf(aLook('r1'));

    expect(resources.map(({ id }) => id)).toEqual(['gateway-1-1', 'gateway-1-1-2']);
    expect(resources.map((resource) => entitiesOfType(resource, '1').map(({ what }) => what?.reference))).toEqual([
      [`Patient/${patientId}`],
      [`Patient/${otherPatientId}`],
    ]);
  });

  it('has a security alert for each endpoint that answered with what nobody may be shown', () => {
    const resources = resourcesOf({ ...aLook('r1'), violations: [{ endpoint: 'encounters.h01', violation: 'key' }] });

    expect(resources.at(-1)).toMatchObject({
      id: 'gateway-1-1-alert-1',
      type: { code: '110113' },
      subtype: [{ system: 'urn:health-graph:violation', code: 'key' }],
      outcome: '4',
      agent: [{ who: { identifier: { value: 'encounters.h01' } } }],
    });
  });

  it('follows PatientQuery of BALP: its codes, its two agents with who and network, its query and its request id', () => {
    const [resource] = resourcesOf(aLook('r1')) as [Resource];

    expect(resource.meta?.profile).toEqual(['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery']);
    expect(resource).toMatchObject({
      type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
      subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code: 'search' }],
      action: 'E',
      recorded: '2026-08-01T08:00:00.000Z',
      outcome: '0',
    });
    for (const code of ['110153', '110152']) {
      const agents = agentsOfType(resource, code);
      expect(agents).toHaveLength(1);
      expect(agents[0]).toMatchObject({ who: expect.any(Object), network: expect.any(Object), requestor: false });
    }
    expect(entitiesOfType(resource, '2')).toMatchObject([{ role: { code: '24' }, query: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) }]);
    expect(entitiesOfType(resource, 'XrequestId')).toMatchObject([{ what: { identifier: { value: 'r1' } } }]);
  });

  it('names the user by account, role and purpose of use, and the query by its hash', () => {
    const [resource] = resourcesOf(aLook('r1')) as [Resource];

    expect(agentsOfType(resource, 'IRCP')).toMatchObject([
      {
        who: { identifier: { value: accountId } },
        requestor: true,
        role: [{ coding: [{ code: 'physician' }] }],
        purposeOfUse: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }] }],
      },
    ]);
    expect(Buffer.from(entitiesOfType(resource, '2')[0]?.query ?? '', 'base64').toString()).toBe('sha256:c0ffee');
  });

  it('names the application and the token where they are known', () => {
    const actor = { accountId, role: 'physician', clientId: 'portal', tokenId: 'token-1' } as const;

    const [resource] = resourcesOf(aLook('r1', { actor })) as [Resource];

    expect(agentsOfType(resource, '110153')).toMatchObject([{ who: { identifier: { value: 'portal' } } }]);
    expect(agentsOfType(resource, 'IRCP')).toMatchObject([{ policy: ['urn:health-graph:token:token-1'] }]);
  });

  it('shows whom a delegated act was for', () => {
    const actor = { accountId: 'system:safety-check', role: 'system', onBehalfOfAccountId: accountId } as const;

    const [resource] = resourcesOf(aLook('r1', { actor })) as [Resource];

    expect(agentsOfType(resource, 'DELEGATOR')).toMatchObject([{ who: { identifier: { value: accountId } }, requestor: false }]);
  });

  it('labels what was seen with the sensitivity codes of HL7', () => {
    const [resource] = resourcesOf(aLook('r1')) as [Resource];

    expect(entitiesOfType(resource, '2')).toMatchObject([
      {
        securityLabel: [{ code: 'clinical' }, { code: 'hiv' }, { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HIV' }],
      },
    ]);
  });

  it('is no success where everything of the patient was refused, and claims no profile then', () => {
    const [, refused] = resourcesOf(aLook('r1'));

    expect(refused?.outcome).toBe('4');
    expect(refused?.meta).toBeUndefined();
  });

  it('without a patient follows Query', () => {
    const [resource, ...more] = resourcesOf(aLook('r1', { entries: [], outcome: 'success' }));

    expect(more).toEqual([]);
    expect(resource?.meta?.profile).toEqual(['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Query']);
    expect(entitiesOfType(resource as Resource, '1')).toEqual([]);
  });

  it('of a refused sign-in names the application as the one who asked', () => {
    const { actor: _actor, purpose: _purpose, operation: _operation, ...base } = aLook('r1', { entries: [] });

    const [resource] = resourcesOf({ ...base, action: 'sign-in', outcome: 'refused' });

    expect(resource).toMatchObject({ type: { code: '110114' }, subtype: [{ code: '110122' }], outcome: '4' });
    expect(resource?.agent.map(({ requestor }) => requestor)).toEqual([true, false]);
  });

  it('of a mutation is an operation without a claimed profile', () => {
    const [resource] = resourcesOf(aLook('r1', { action: 'write' }));

    expect(resource?.subtype).toMatchObject([{ code: 'operation' }]);
    expect(resource?.meta).toBeUndefined();
  });
});
