import type { AuditActor, AuditEntry, AuditEvent, AuditViolation, ChainedEvent } from '@health-graph/audit';
import type { DataClass } from '@health-graph/permissions';

/** A FHIR R4 resource or a part of one, as JSON. */
type Json = Readonly<Record<string, unknown>>;

const hl7 = 'http://terminology.hl7.org/CodeSystem';
const profiles = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition';
/** Systems of our own codes and ids. */
const own = (name: string) => `urn:health-graph:${name}`;

/**
 * One AuditEvent for each of these entries of an event, and one when it has none, after the patterns Query and PatientQuery of IHE Basic Audit Log Patterns.
 * A GraphQL operation is a query whatever it reads; BALP's Read is about one resource with a FHIR address. The profile is claimed for successful reads only,
 * as BALP asks; everything else has the same shape.
 * @see https://profiles.ihe.net/ITI/BALP/1.1.3/content.html
 */
export function auditEventsOf({ writer, sequence, event }: ChainedEvent, entries: readonly AuditEntry[]): readonly Json[] {
  const ofPatients = entries.filter(({ patientId }) => patientId !== undefined);
  const shown = ofPatients.length > 0 ? ofPatients : [entries[0]];
  const looks = shown.map((entry, index) => auditEvent(`${writer}-${sequence}${index === 0 ? '' : `-${index + 1}`}`, writer, event, entry));
  const alerts = (event.violations ?? []).map((violation, index) =>
    alertOf(`${writer}-${sequence}-alert-${index + 1}`, writer, event, violation),
  );
  return [...looks, ...alerts];
}

/** An endpoint that answered with what nobody may be shown: DICOM's Security Alert, about the endpoint and nobody else. */
function alertOf(id: string, writer: string, { at, requestId }: AuditEvent, { endpoint, violation }: AuditViolation): Json {
  return {
    resourceType: 'AuditEvent',
    id,
    type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110113', display: 'Security Alert' },
    subtype: [{ system: own('violation'), code: violation }],
    action: 'E',
    recorded: at,
    outcome: '4',
    agent: [{ who: { identifier: { system: own('endpoint'), value: endpoint } }, requestor: false }],
    source: sourceOf(writer),
    entity: [{ what: { identifier: { system: own('request'), value: requestId } } }],
  };
}

function auditEvent(id: string, writer: string, event: AuditEvent, entry: AuditEntry | undefined): Json {
  const outcome = outcomeOf(event, entry);
  const profile = `${profiles}/IHE.BasicAudit.${entry?.patientId === undefined ? 'Query' : 'PatientQuery'}`;
  return {
    resourceType: 'AuditEvent',
    id,
    ...(event.action === 'read' && outcome === '0' ? { meta: { profile: [profile] } } : {}),
    ...kindOf(event),
    recorded: event.at,
    outcome,
    ...(event.outcome === 'success' ? {} : { outcomeDesc: event.outcome }),
    ...(event.purpose === undefined ? {} : { purposeOfEvent: [concept(`${hl7}/v3-ActReason`, event.purpose)] }),
    agent: agentsOf(event),
    source: sourceOf(writer),
    entity: entitiesOf(event, entry),
  };
}

const sourceOf = (writer: string): Json => ({
  site: 'health-graph',
  observer: { identifier: { system: own('audit-writer'), value: writer } },
  type: [{ system: `${hl7}/security-source-type`, code: '4', display: 'Application Server' }],
});

/** 0 success, 4 minor failure (refused), 8 serious failure. What a request saw of one patient counts, not what it was refused of another. */
function outcomeOf({ outcome }: AuditEvent, entry: AuditEntry | undefined): '0' | '4' | '8' {
  if (outcome === 'failed') return '8';
  if (entry === undefined) return outcome === 'refused' ? '4' : '0';
  return entry.classesSeen.length === 0 && entry.classesRefused.length > 0 ? '4' : '0';
}

function kindOf({ action }: AuditEvent): Json {
  if (action === 'sign-in') {
    return {
      type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110114', display: 'User Authentication' },
      subtype: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110122', display: 'Login' }],
      action: 'E',
    };
  }
  const code = action === 'write' ? 'operation' : 'search';
  return {
    type: { system: `${hl7}/audit-event-type`, code: 'rest', display: 'Restful Operation' },
    subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code, display: code }],
    action: 'E',
  };
}

/** In BALP's Query the client is the source, of the question, and the server its destination. */
function agentsOf({ actor, purpose }: AuditEvent): readonly Json[] {
  const dcm = 'http://dicom.nema.org/resources/ontology/DCM';
  // Addresses are not in the log: behind a proxy they name the proxy, and of a citizen they are one more thing to protect.
  const network = { _address: { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] } };
  return [
    { type: concept(dcm, '110153', 'Source Role ID'), who: clientOf(actor), requestor: actor === undefined, network },
    { type: concept(dcm, '110152', 'Destination Role ID'), who: { display: 'health-graph gateway' }, requestor: false, network },
    ...(actor === undefined ? [] : usersOf(actor, purpose)),
  ];
}

const clientOf = (actor: AuditActor | undefined): Json =>
  actor?.clientId === undefined ? { display: 'client application' } : { identifier: { system: own('client'), value: actor.clientId } };

function usersOf(actor: AuditActor, purpose: AuditEvent['purpose']): readonly Json[] {
  const { accountId, role, facilityId, onBehalfOfAccountId, tokenId } = actor;
  const account = (value: string) => ({ identifier: { system: own('account'), value } });
  const user = {
    type: concept(`${hl7}/v3-ParticipationType`, 'IRCP', 'information recipient'),
    role: [concept(own('role'), role)],
    who: account(accountId),
    requestor: true,
    ...(tokenId === undefined ? {} : { policy: [`${own('token')}:${tokenId}`] }),
    ...(facilityId === undefined ? {} : { location: { identifier: { system: own('facility'), value: facilityId } } }),
    ...(purpose === undefined ? {} : { purposeOfUse: [concept(`${hl7}/v3-ActReason`, purpose)] }),
  };
  if (onBehalfOfAccountId === undefined) return [user];
  return [user, { type: concept(`${hl7}/v3-RoleCode`, 'DELEGATOR', 'delegator'), who: account(onBehalfOfAccountId), requestor: false }];
}

function entitiesOf({ operation, requestId }: AuditEvent, entry: AuditEntry | undefined): readonly Json[] {
  const query = operation && {
    type: { system: `${hl7}/audit-entity-type`, code: '2', display: 'System Object' },
    role: { system: `${hl7}/object-role`, code: '24', display: 'Query' },
    ...(entry && entry.classesSeen.length > 0 ? { securityLabel: entry.classesSeen.flatMap(labelsOf) } : {}),
    ...(operation.name === undefined ? {} : { description: operation.name }),
    // The text of an operation may hold literals, so its hash stands here.
    query: Buffer.from(`sha256:${operation.hash}`).toString('base64'),
  };
  const transaction = {
    what: { identifier: { value: requestId } },
    type: { system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', code: 'XrequestId' },
  };
  return [...(entry?.patientId === undefined ? [] : [patientOf(entry, entry.patientId)]), ...(query ? [query] : []), transaction];
}

function patientOf(entry: AuditEntry, patientId: string): Json {
  const details = {
    'classes-refused': entry.classesRefused,
    'fields-seen': entry.fieldsSeen,
    'fields-refused': entry.fieldsRefused,
    rules: entry.rules.map(({ rule, condition }) => `${rule} ${condition}`),
    facilities: entry.facilityIds,
  };
  const detail = Object.entries(details).flatMap(([type, values]) => values.map((valueString) => ({ type, valueString })));
  return {
    what: { reference: `Patient/${patientId}` },
    type: { system: `${hl7}/audit-entity-type`, code: '1', display: 'Person' },
    role: { system: `${hl7}/object-role`, code: '1', display: 'Patient' },
    ...(detail.length === 0 ? {} : { detail }),
  };
}

/** The sensitivity codes of HL7 for our classes that have one; ours for all. */
const sensitivity: Readonly<Partial<Record<DataClass, string>>> = {
  hiv: 'HIV',
  'mental-health': 'PSY',
  reproductive: 'SEX',
  abuse: 'SDV',
  genetic: 'GDIS',
};

function labelsOf(dataClass: DataClass): readonly Json[] {
  const code = sensitivity[dataClass];
  return [{ system: own('data-class'), code: dataClass }, ...(code === undefined ? [] : [{ system: `${hl7}/v3-ActCode`, code }])];
}

const concept = (system: string, code: string, display?: string): Json => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
});
