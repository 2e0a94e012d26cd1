import type { DirectiveNode, FieldDefinitionNode } from 'graphql';
import type { Fault } from './lint.ts';
import { argumentOf, classesOf, directivesNamed, isExternal, type SdlType } from './sdl-types.ts';

/** A day: what is older is no cache any more. */
const mostSeconds = 86_400;

/** What may be told to one caller as it was told to another: reference data of class `public`, which nobody's rights change. */
export function lintCaching(type: SdlType): readonly Fault[] {
  return type.fields.flatMap((field) => directivesNamed(field, 'cacheControl').flatMap((directive) => lintShared(type, field, directive)));
}

function lintShared(type: SdlType, field: FieldDefinitionNode, directive: DirectiveNode): readonly Fault[] {
  const fault = (message: string): Fault => ({ coordinate: `${type.name}.${field.name.value}`, rule: 'cache', message });
  const classes = new Set([...classesOf(type), ...classesOf(field)]);
  const isPublic = isExternal(field) || (classes.size === 1 && classes.has('public'));
  const seconds = Number(argumentOf(directive, 'maxAge'));
  return [
    ...(isPublic ? [] : [fault('Only data of class public is the same for all who may ask for it, and is shared.')]),
    ...(argumentOf(directive, 'scope') === 'PUBLIC'
      ? []
      : [fault('The scope of what is shared is PUBLIC; everything else carries no @cacheControl.')]),
    ...(Number.isInteger(seconds) && seconds > 0 && seconds <= mostSeconds ? [] : [fault(`maxAge is from 1 to ${mostSeconds} seconds.`)]),
    ...(type.name === 'Mutation' || type.name === 'Subscription'
      ? [fault('What changes something, or tells of a change, is never shared.')]
      : []),
  ];
}
