import { isDataClass, isRequiredScope } from '@health-graph/permissions';
import type { FieldDefinitionNode } from 'graphql';
import { namesResource } from './fhir-resources.ts';
import type { Fault } from './lint.ts';
import { classesOf, directivesNamed, isEntity, isExternal, isRoot, policiesOf, type SdlType, scopesOf } from './sdl-types.ts';

/** Classes and scopes of a type and of its fields, within one subgraph. */
export function lintLabels(type: SdlType): readonly Fault[] {
  const isWhole = !isEntity(type) && !isRoot(type);
  return [
    ...lintTypeClass(type, isWhole),
    ...[type, ...type.fields].flatMap((node) => lintGroups(coordinateOf(type, node), node)),
    ...type.fields.flatMap((field) => lintFieldLabels(type, field, isWhole)),
  ];
}

const coordinateOf = (type: SdlType, node: SdlType | FieldDefinitionNode): string =>
  node === type ? type.name : `${type.name}.${(node as FieldDefinitionNode).name.value}`;

function lintTypeClass(type: SdlType, isWhole: boolean): readonly Fault[] {
  const classes = classesOf(type);
  if (!isWhole && classes.length > 0) {
    const message = 'An entity or operation type carries no class of its own: it would hold for the key too. Label each field.';
    return [{ coordinate: type.name, rule: 'entity-class', message }];
  }
  if (!isWhole || classes.length > 0) return [];
  return [{ coordinate: type.name, rule: 'class', message: 'The type has no data class: add @policy; a value is labelled whole.' }];
}

function lintFieldLabels(type: SdlType, field: FieldDefinitionNode, isWhole: boolean): readonly Fault[] {
  const coordinate = coordinateOf(type, field);
  if (isExternal(field)) return [];
  const faults: Fault[] = [];
  if (directivesNamed(field, 'provides').length > 0) {
    const message = 'A subgraph cannot label what it provides for another, so nobody would guard it here. Let the owner serve it.';
    faults.push({ coordinate, rule: 'provides', message });
  }
  const own = classesOf(field);
  if (isWhole && own.length > 0 && !type.isInterface) {
    const message =
      'A field of a value has no class of its own: nobody could say about which record it is. Label the type, or make it an entity.';
    faults.push({ coordinate, rule: 'value-class', message });
  }
  if (!isWhole && own.length === 0) faults.push({ coordinate, rule: 'class', message: 'The field has no data class: add @policy.' });
  const scopes = [field, type].flatMap((node) => scopesOf(node)).flat(2);
  if (scopes.length === 0 && directivesNamed(type, 'shareable').length === 0)
    faults.push({ coordinate, rule: 'scopes', message: 'The field asks for no scope: add @requiresScopes.' });
  return faults;
}

/** What one type or field says, by itself. */
function lintGroups(coordinate: string, node: SdlType | FieldDefinitionNode): readonly Fault[] {
  const policies = policiesOf(node);
  const alternatives = policies.filter((groups) => groups.length !== 1 || groups[0]?.length === 0);
  const unknown = policies.flat(2).filter((name) => !isDataClass(name));
  return [
    ...alternatives.map((): Fault => {
      const message = 'A @policy is one group of classes, all of which are asked for: no subgraph decides by alternatives.';
      return { coordinate, rule: 'class-alternatives', message };
    }),
    ...unknown.map((name): Fault => ({ coordinate, rule: 'class', message: `\`${name}\` is no data class.` })),
    ...scopesOf(node)
      .flat(2)
      .flatMap((scope): readonly Fault[] => {
        if (!isRequiredScope(scope)) return [{ coordinate, rule: 'scopes', message: `\`${scope}\` is no SMART on FHIR v2 scope.` }];
        return namesResource(scope) ? [] : [{ coordinate, rule: 'scopes', message: `\`${scope}\` names no resource of FHIR R4.` }];
      }),
  ];
}
