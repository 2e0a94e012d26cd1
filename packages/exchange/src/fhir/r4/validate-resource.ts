import type { AnyResource } from '../reading/bundle-entry.ts';
import type { Refusal } from '../refusal.ts';
import { type ElementRule, ruleOf, type TypeRule } from './element-table.ts';
import { primitives } from './primitives.ts';

/** What is wrong, and where; the first fault ends the check. */
class Fault extends Error {
  readonly refusal: Refusal;
  constructor(field: string, reason: string) {
    super(reason);
    this.refusal = { code: 'INVALID_RESOURCE', field, reason };
  }
}

/** Resources deeper than this are not FHIR but an attack on the stack. */
const maxDepth = 60;

/**
 * Checks a resource against FHIR R4's base definitions: elements, types, cardinality, closed code sets, formats of primitives. Types that do not
 * become graph records have no rule here and pass. Not checked: invariants, profiles, slices.
 * @returns the first fault by element path, without the value; undefined when there is none
 */
export function validateResource(resource: AnyResource): Refusal | undefined {
  const rule = ruleOf(resource.resourceType);
  if (rule === undefined) return undefined;
  try {
    const { resourceType, ...elements } = resource;
    checkElements(elements, rule, resourceType, 1);
    return undefined;
  } catch (failure) {
    if (failure instanceof Fault) return failure.refusal;
    throw failure;
  }
}

/** Whether a value that stands outside of a checked resource is a well-formed one of `type`. */
export function isOfType(value: unknown, type: string): boolean {
  try {
    checkValue(value, { name: type, type, isRequired: true, isList: false }, type, 1);
    return true;
  } catch (failure) {
    if (failure instanceof Fault) return false;
    throw failure;
  }
}

function checkElements(value: Readonly<Record<string, unknown>>, rule: TypeRule, path: string, depth: number): void {
  if (depth > maxDepth) throw new Fault(path, 'is nested too deeply');
  const names = new Set<string>();
  for (const [key, member] of Object.entries(value)) {
    const isExtended = key.startsWith('_');
    const element = rule.elements.get(isExtended ? key.slice(1) : key);
    if (element === undefined) throw unknownElement(path, key);
    if (!isExtended && names.has(element.name)) throw new Fault(`${path}.${element.name}`, 'is given in two types at once');
    if (isExtended) checkExtended(member, element, `${path}.${key}`);
    else {
      names.add(element.name);
      checkElement(member, element, `${path}.${key}`, depth);
    }
  }
  for (const { name, anyOf } of rule.required) {
    if (!anyOf.some((key) => Object.hasOwn(value, key) || Object.hasOwn(value, `_${key}`)))
      throw new Fault(`${path}.${name}`, 'is required');
  }
}

/** A name may be data, so that it is told only where it looks like an element's. */
function unknownElement(path: string, key: string): Fault {
  return /^_?[a-z][A-Za-z]{1,40}$/.test(key)
    ? new Fault(`${path}.${key}`, 'is no element of FHIR R4')
    : new Fault(path, 'has an element that is not of FHIR R4');
}

function checkElement(value: unknown, element: ElementRule, path: string, depth: number): void {
  if (!element.isList) {
    checkValue(value, element, path, depth);
    return;
  }
  if (!Array.isArray(value)) throw new Fault(path, 'is not a list');
  if (value.length === 0) throw new Fault(path, 'is an empty list');
  value.forEach((item, place) => {
    // In a list of primitives, null keeps the place of one that only has extensions.
    if (item === null && primitives.has(element.type)) return;
    checkValue(item, element, `${path}[${place}]`, depth);
  });
}

function checkValue(value: unknown, element: ElementRule, path: string, depth: number): void {
  const primitive = primitives.get(element.type);
  if (primitive !== undefined) {
    const isRight = typeof value === primitive.json && (primitive.isValid?.(value as string | number) ?? true);
    if (!isRight) throw new Fault(path, `is not ${primitive.expected}`);
    if (element.codes !== undefined && !element.codes.has(String(value)))
      throw new Fault(path, 'is not one of the codes that FHIR R4 allows');
    return;
  }
  if (!isObject(value)) throw new Fault(path, `is not an object of type ${element.type}`);
  const marker = element.type === 'Extension' ? 'url' : element.type === 'Resource' ? 'resourceType' : undefined;
  if (marker !== undefined && typeof value[marker] !== 'string') throw new Fault(`${path}.${marker}`, 'is required');
  const rule = ruleOf(element.type);
  if (rule !== undefined) checkElements(value, rule, path, depth + 1);
  if (element.codes !== undefined) checkConcept(value, element.codes, path);
}

/** A concept bound to a code set carries one of its codes beside others. */
function checkConcept(value: Readonly<Record<string, unknown>>, codes: ReadonlySet<string>, path: string): void {
  const codings: unknown = value['coding'];
  if (!Array.isArray(codings) || codings.some((coding) => isObject(coding) && codes.has(String(coding['code'])))) return;
  throw new Fault(`${path}.coding`, 'has none of the codes that FHIR R4 allows');
}

function checkExtended(value: unknown, element: ElementRule, path: string): void {
  const items: readonly unknown[] = element.isList && Array.isArray(value) ? value : [value];
  const isRight = primitives.has(element.type) && items.every((item) => isObject(item) || (element.isList && item === null));
  if (!isRight) throw new Fault(path, 'is not an extended primitive');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
