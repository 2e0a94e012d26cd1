/**
 * Writes packages/exchange/src/fhir/r4/elements.ts from HL7's own definitions (FHIR R4 4.0.1, CC0): the elements of the types that become
 * graph records and of every data type they use, with cardinality, reference targets and required codes. Run it by hand:
 * `node tests/exchange/generate-r4-table.ts FOLDER` where FOLDER holds profiles-resources.json, profiles-types.json, valuesets.json and
 * v3-codesystems.json of the specification's definitions download.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Element {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly contentReference?: string;
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}
interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}
interface Definition {
  readonly resourceType: string;
  readonly name: string;
  readonly url: string;
  readonly kind?: string;
  readonly derivation?: string;
  readonly snapshot?: { readonly element: readonly Element[] };
  readonly concept?: readonly Concept[];
  readonly compose?: { readonly include: readonly { readonly system?: string; readonly concept?: readonly Concept[] }[] };
}

const mapped = [
  ...['Patient', 'Encounter', 'Condition', 'Observation', 'Procedure', 'DiagnosticReport', 'Immunization', 'AllergyIntolerance'],
  ...['MedicationRequest', 'CarePlan', 'Goal', 'DocumentReference', 'ImagingStudy', 'Organization', 'Practitioner'],
];
/** Any resource may stand here; its own elements are not looked into. */
const opaque = new Set(['Resource', 'Extension', 'xhtml', 'http://hl7.org/fhirpath/System.String']);

const folder = process.argv[2] ?? '.';
const definitions: Definition[] = [];
for (const file of ['profiles-resources.json', 'profiles-types.json', 'valuesets.json', 'v3-codesystems.json']) {
  const bundle: { entry: { resource: Definition }[] } = JSON.parse(await readFile(join(folder, file), 'utf8'));
  definitions.push(...bundle.entry.map(({ resource }) => resource));
}
const structures = new Map(definitions.filter(isBase).map((definition) => [definition.name, definition]));
const byUrl = new Map(definitions.map((definition) => [`${definition.resourceType} ${definition.url}`, definition]));

const types: Record<string, Record<string, string>> = {};
const codes: Record<string, string[]> = {};
const wanted = [...mapped];
for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) describe(next);
const head =
  '/** Elements of FHIR R4 4.0.1: `min..max types codes`. Written by tests/exchange/generate-r4-table.ts from the specification (CC0). */\n';
const body = `export const elements = ${JSON.stringify(types)} as const;\n\n/** The codes of each required binding. */\nexport const codes = ${JSON.stringify(codes)} as const;\n`;
await writeFile(new URL('../../packages/exchange/src/fhir/r4/elements.ts', import.meta.url), head + body);

function isBase(definition: Definition): boolean {
  return definition.resourceType === 'StructureDefinition' && definition.derivation !== 'constraint';
}

function describe(name: string): void {
  const structure = structures.get(name);
  if (types[name] !== undefined || structure?.snapshot === undefined || structure.kind === 'primitive-type') return;
  for (const element of structure.snapshot.element.slice(1)) {
    const parent = element.path.slice(0, element.path.lastIndexOf('.'));
    const field = element.path.slice(parent.length + 1);
    types[parent] = { ...types[parent], [field]: `${element.min}..${element.max} ${typesOf(element)}${codesOf(element)}` };
  }
}

function typesOf(element: Element): string {
  if (element.contentReference !== undefined) return element.contentReference.slice(element.contentReference.indexOf('#') + 1);
  return (element.type ?? [])
    .map(({ code, targetProfile = [] }) => {
      if (code === 'BackboneElement' || code === 'Element') return element.path;
      if (!opaque.has(code)) wanted.push(code);
      const targets = targetProfile.map((profile) => profile.slice(profile.lastIndexOf('/') + 1)).filter((target) => target !== 'Resource');
      return code.startsWith('http') ? 'string' : `${code}${targets.length > 0 && code === 'Reference' ? `(${targets.join('|')})` : ''}`;
    })
    .join(',');
}

function codesOf({ binding, type }: Element): string {
  const url = binding?.valueSet?.split('|')[0];
  const bound = type?.some(({ code }) => code === 'code' || code === 'CodeableConcept') ?? false;
  if (binding?.strength !== 'required' || url === undefined || !bound) return '';
  const name = url.slice(url.lastIndexOf('/') + 1);
  const members = membersOf(byUrl.get(`ValueSet ${url}`));
  if (members.length === 0) return '';
  codes[name] = members;
  return ` ${name}`;
}

function membersOf(valueSet: Definition | undefined): string[] {
  return (valueSet?.compose?.include ?? []).flatMap(({ system, concept }) => {
    const concepts = concept ?? byUrl.get(`CodeSystem ${system}`)?.concept ?? [];
    return flatten(concepts);
  });
}

function flatten(concepts: readonly Concept[]): string[] {
  return concepts.flatMap(({ code, concept = [] }) => [code, ...flatten(concept)]);
}
